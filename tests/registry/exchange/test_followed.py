"""What hangs on the record: eligibility, contacts, deviations, reasons for blanks."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from followup.models import ContactAttempt, FollowUp
from registry.domain.eligibility import freeze_criteria
from registry.exchange.importing.followed import SHOWN_BY
from registry.models import Deviation, EligibilityAssessment, MissingValue
from registry.protocol.deviations import CLASSIFICATION
from tests.registry.exchange.files import BABIES, CYCLES, INFUSIONS, PATIENTS, PREGNANCIES, changed, refusals

ASSESSED = ["study_id,cycle_number,assessed_on,decision,reason"]
CONTACTS = ["study_id,cycle_number,kind,sequence,status,due_on,completed_on"]
ATTEMPTS = ["study_id,cycle_number,kind,sequence,attempted_at,channel,result"]
FOUND = ["study_id,cycle_number,code,record_key,opened_on,classification,reason,closed_on"]
BLANKS = ["table_name,record_key,column_name,reason"]
ONGOING = changed(changed(PREGNANCIES, "outcome", "ongoing"), "ended_on", "")
DOSE = "MTL-0001/2026-02-02T09:30"

pytestmark = pytest.mark.usefixtures("there", "looking")


@pytest.fixture
def there(run, one_woman):
    """The woman of the files is in the registry, her pregnancy going on, her one dose too low."""
    low = changed(INFUSIONS, "dose_g", "30")
    result = run(one_woman(pregnancies=ONGOING, babies=BABIES[:1], infusions=low))
    assert result["errors"] == []


# Eligibility


def test_imported_decision_is_marked_and_its_criteria_are_frozen(run, folder):
    result = run(folder(eligibility=[*ASSESSED, "MTL-0001,1,2026-01-19,waived,Asked by the board"]))

    row = EligibilityAssessment.objects.get()
    assert (result["created"], row.imported) == ({"eligibility": 1}, True)
    assert row.criteria == freeze_criteria(row.cycle, on=row.assessed_on)


def test_decision_that_stands_is_never_overwritten(run, folder):
    run(folder(eligibility=[*ASSESSED, "MTL-0001,1,2026-01-19,waived,Asked by the board"]))

    result = run(folder(eligibility=[*ASSESSED, "MTL-0001,1,2026-01-19,eligible,"]))

    sentence = (
        "The assessment of 2026-01-19 says “waived” and is never overwritten: a new decision is a new row with its own "
        "day."
    )
    assert refusals(result) == [("eligibility", 2, "decision", "eligible", sentence)]


def test_new_decision_is_a_new_row(run, folder):
    run(folder(eligibility=[*ASSESSED, "MTL-0001,1,2026-01-19,waived,Asked by the board"]))

    assert run(folder(eligibility=[*ASSESSED, "MTL-0001,1,2026-01-20,not_eligible,"]))["created"] == {"eligibility": 1}


def test_waiver_without_a_reason_is_refused(run, folder):
    result = run(folder(eligibility=[*ASSESSED, "MTL-0001,1,2026-01-19,waived,"]))

    assert refusals(result) == [("eligibility", 2, "reason", "", "A waiver needs its reason.")]


def test_criterion_at_its_boundary_wants_a_reason(run, folder):
    run(folder(patients=["study_id,prior_transfers,failed_blastocyst_transfers", "MTL-0001,3,3"]))

    result = run(folder(eligibility=[*ASSESSED, "MTL-0001,1,2026-01-19,eligible,"]))

    sentence = "A criterion is at its boundary: give the reason for the decision."
    assert refusals(result) == [("eligibility", 2, "reason", "", sentence)]


# Contacts


def contacts():
    rows = FollowUp.objects.filter(kind="pregnancy").order_by("sequence")
    return [(row.status, str(row.due_on), str(row.window_closes_on)) for row in rows]


def test_contact_in_the_file_completes_the_planned_one(run, folder):
    planned = contacts()
    result = run(folder(follow_ups=[*CONTACTS, "MTL-0001,1,pregnancy,1,completed,2026-04-22,2026-04-23"]))

    assert (result["created"], result["changed"]) == ({"follow_ups": 1}, {"follow_ups": 0})
    assert contacts() == [("completed", "2026-04-22", "2026-05-06"), *planned[1:]]
    assert Deviation.objects.get(record_key="MTL-0001/1/pregnancy/1").resolved_by_correction


def test_contact_with_another_ideal_day_keeps_that_day_and_its_window_moves(run, folder):
    run(folder(follow_ups=[*CONTACTS, "MTL-0001,1,pregnancy,1,completed,2026-04-29,2026-04-30"]))

    assert contacts()[0] == ("completed", "2026-04-29", "2026-05-13")


def test_contact_imported_again_is_unchanged(run, folder):
    files = folder(follow_ups=[*CONTACTS, "MTL-0001,1,pregnancy,1,completed,2026-04-22,2026-04-23"])
    run(files)

    assert run(files)["unchanged"] == {"follow_ups": 1}


def test_cancelled_contact_that_nobody_planned_is_kept_as_read(run, folder):
    run(folder(follow_ups=[*CONTACTS, "MTL-0001,1,pregnancy,7,cancelled,2026-05-01,"]))

    row = FollowUp.objects.get(sequence=7)
    assert (row.status, str(row.due_on)) == ("cancelled", "2026-05-01")


def test_child_that_was_seen_is_refused_as_a_contact(run, folder):
    result = run(folder(follow_ups=[*CONTACTS, "MTL-0001,1,infant,1,completed,,2026-04-23"]))

    assert [each[:4] for each in refusals(result)] == [("follow_ups", 2, "status", "completed")]


def test_attempt_hangs_on_the_planned_contact(run, folder):
    files = folder(contact_attempts=[*ATTEMPTS, "MTL-0001,1,pregnancy,1,2026-04-22T10:00,telephone,no_answer"])

    assert run(files)["created"] == {"contact_attempts": 1}
    assert run(files)["unchanged"] == {"contact_attempts": 1}
    assert ContactAttempt.objects.get().follow_up.sequence == 1


def test_attempt_at_a_contact_that_nobody_planned_is_refused(run, folder):
    result = run(folder(contact_attempts=[*ATTEMPTS, "MTL-0001,1,pregnancy,8,2026-04-22T10:00,telephone,no_answer"]))

    sentence = "Cycle 1 of MTL-0001 has no contact pregnancy 8, planned or made."
    assert refusals(result) == [("contact_attempts", 2, "sequence", "8", sentence)]


# Deviations


def deviation(code="DOSE_LOW"):
    return Deviation.objects.get(code=code)


def test_every_rule_names_the_table_that_shows_it():
    assert set(SHOWN_BY) == set(CLASSIFICATION)
    assert {row.code: row.record_table for row in Deviation.objects.all()}.items() <= SHOWN_BY.items()


def test_deviation_of_the_file_is_the_one_that_the_rule_opened(run, folder):
    result = run(folder(deviations=[*FOUND, f"MTL-0001,1,DOSE_LOW,{DOSE},2026-02-03,not_important,Short of supply,"]))

    row = deviation()
    assert result["changed"] == {"deviations": 1}
    assert (str(row.opened_on), row.classification, row.reason) == ("2026-02-03", "not_important", "Short of supply")
    assert row.closed_on is None
    assert row.expected == "600–800 mg/kg"


def test_deviation_of_the_cycle_needs_no_record_key(run, folder):
    result = run(folder(deviations=[*FOUND, "MTL-0001,1,NOT_ELIGIBLE,,2026-02-03,important,Late form,"]))

    assert (result["changed"], deviation("NOT_ELIGIBLE").reason) == ({"deviations": 1}, "Late form")


def test_deviation_that_no_rule_opens_is_kept_where_it_is_explained(run, folder):
    run(folder(deviations=[*FOUND, f"MTL-0001,1,DOSE_HIGH,{DOSE},2026-02-03,important,Weighed again,"]))

    row = deviation("DOSE_HIGH")
    assert (row.closed_on, row.resolved_by_correction) == (None, True)


def test_deviation_that_no_rule_opens_is_closed_where_nobody_explains_it(run, folder):
    files = folder(deviations=[*FOUND, f"MTL-0001,1,DOSE_HIGH,{DOSE},2026-02-03,important,,"])
    run(files)

    row = deviation("DOSE_HIGH")
    assert row.closed_on is not None
    assert run(files)["unchanged"] == {"deviations": 1}


def test_unknown_rule_is_refused_with_those_that_are_known(run, folder):
    result = run(folder(deviations=[*FOUND, f"MTL-0001,1,DOSE_ODD,{DOSE},2026-02-03,important,,"]))

    [(table, row, column, value, message)] = refusals(result)
    assert (table, row, column, value) == ("deviations", 2, "code", "DOSE_ODD")
    assert message.startswith("“DOSE_ODD” is not a rule of the protocol: it knows NOT_ELIGIBLE, WAIVED,")


def test_deviation_of_a_record_that_is_not_there_is_refused(run, folder):
    result = run(folder(deviations=[*FOUND, "MTL-0001,1,DOSE_LOW,MTL-0001/2026-03-02T09:30,2026-02-03,important,,"]))

    sentence = "Cycle MTL-0001/1 has no row “MTL-0001/2026-03-02T09:30” in infusions, which is where this rule looks."
    assert refusals(result) == [("deviations", 2, "record_key", "MTL-0001/2026-03-02T09:30", sentence)]


def test_deviations_and_what_they_hang_on_come_in_together(run, one_woman):
    second = {
        table: [line.replace("MTL-0001", "MTL-0002") for line in lines]
        for table, lines in {
            "patients": PATIENTS,
            "cycles": CYCLES,
            "infusions": changed(INFUSIONS, "dose_g", "30"),
            "pregnancies": ONGOING,
            "babies": BABIES[:1],
            "deviations": [*FOUND, f"MTL-0001,1,DOSE_LOW,{DOSE},2026-02-03,important,Short of supply,"],
            "contact_attempts": [*ATTEMPTS, "MTL-0001,1,pregnancy,1,2026-04-22T10:00,telephone,no_answer"],
        }.items()
    }

    result = run(one_woman("second", **second))

    assert (result["errors"], result["created"]["deviations"], result["created"]["contact_attempts"]) == ([], 1, 1)
    row = Deviation.objects.get(code="DOSE_LOW", patient__study_id="MTL-0002")
    assert (row.reason, row.closed_on) == ("Short of supply", None)


def test_closing_before_opening_is_refused(run, folder):
    result = run(folder(deviations=[*FOUND, f"MTL-0001,1,DOSE_LOW,{DOSE},2026-02-03,important,Late,2026-02-01"]))

    assert [each[:2] for each in refusals(result)] == [("deviations", 2)]


def test_cycles_are_locked_before_their_deviations(run, folder):
    files = folder(deviations=[*FOUND, f"MTL-0001,1,DOSE_LOW,{DOSE},2026-02-03,important,Short of supply,"])
    with CaptureQueriesContext(connection) as captured:
        run(files)

    locks = [query["sql"] for query in captured if "FOR NO KEY UPDATE" in query["sql"]]
    tables = [table for sql in locks for table in ("cycle", "deviation") if f'FROM "registry_{table}"' in sql]
    assert tables[:2] == ["cycle", "deviation"]


# Reasons for blanks


def test_reason_for_a_blank_is_kept_with_its_record(run, folder):
    lines = ["patients,MTL-0001,nk_cell_percent,not_done", f"infusions,{DOSE},cost,unknown"]
    files = folder(missing_values=[*BLANKS, *lines])

    assert run(files)["created"] == {"missing_values": 2}
    assert run(files)["unchanged"] == {"missing_values": 2}
    assert {row.site.site_code for row in MissingValue.objects.all()} == {"MTL"}


@pytest.mark.parametrize(
    ("line", "place", "sentence"),
    [
        ("patient,MTL-0001,smoking,unknown", ("table_name", "patient"), "There is no table “patient”: the tables are"),
        ("patients,MTL-0009,smoking,unknown", ("record_key", "MTL-0009"), "There is no row “MTL-0009” in patients"),
        ("patients,MTL-0001,shoes,unknown", ("column_name", "shoes"), "There is no column “shoes” in patients: it has"),
        ("patients,MTL-0001,smoking,lost", ("reason", "lost"), "“lost” is not one of unknown, not_done,"),
    ],
)
def test_reason_for_a_blank_that_is_nowhere_is_refused(run, folder, line, place, sentence):
    [(table, row, column, value, message)] = refusals(run(folder(missing_values=[*BLANKS, line])))

    assert (table, row, (column, value)) == ("missing_values", 2, place)
    assert message.startswith(sentence)
