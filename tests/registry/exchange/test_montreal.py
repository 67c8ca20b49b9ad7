"""The Montreal cohort through the command: everything comes in, nothing twice, and one woman deviates."""

import csv
import zipfile
from io import StringIO

from registry.domain.eligibility import freeze_criteria
from registry.models import AccessLog, Cycle, Deviation, Infusion, Patient
from tests.registry.exchange.files import MONTREAL

ROWS = {
    "sites": 1,
    "patients": 15,
    "medical_history": 3,
    "medications": 30,
    "consents": 15,
    "cycles": 15,
    "eligibility": 15,
    "infusions": 201,
    "pregnancies": 13,
    "complications": 3,
    "babies": 14,
    "adverse_events": 9,
    "infant_follow_ups": 1,
    "follow_ups": 44,
}
NONE = dict.fromkeys(ROWS, 0)
HEADER = "study_id,cycle_number,started_at,dose_g"
LOW = [HEADER, "MTL-0001,1,2014-08-25T09:30,20"]
AS_BEFORE = [HEADER, "MTL-0001,1,2014-08-25T09:30,45"]


def deviations(**conditions):
    rows = Deviation.objects.filter(**conditions)
    return [(row.code, row.record_key, row.closed_on is None, row.resolved_by_correction) for row in rows]


def test_cohort_comes_in_whole(imported):
    assert imported == {
        "created": ROWS,
        "changed": NONE,
        "unchanged": NONE,
        "refused": NONE,
        "errors": [],
        "code": 0,
    }


def test_cohort_comes_in_the_same_from_a_zip_of_a_spreadsheet(run, tmp_path, imported):
    path = tmp_path / "cohort.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for source in MONTREAL.glob("*.csv"):
            out = StringIO()
            csv.writer(out, delimiter=";").writerows(csv.reader(source.read_text(encoding="utf-8").splitlines()))
            archive.writestr(source.name, out.getvalue().encode("utf-8-sig"))

    assert run(path)["unchanged"] == ROWS


def test_cohort_imported_again_changes_nothing(imported, run):
    again = run(MONTREAL)

    assert (again["created"], again["changed"], again["unchanged"]) == (NONE, NONE, ROWS)


def test_cohort_has_one_deviation_in_treatment(imported, looking):
    assert deviations() == [("STOPPED_EARLY", "MTL-0006/1", True, False)]


def test_dose_changed_to_low_opens_deviation_and_back_closes_it(imported, run, folder, looking):
    low = run(folder(infusions=LOW))
    opened = deviations(patient__study_id="MTL-0001")
    back = run(folder(infusions=AS_BEFORE))
    closed = deviations(patient__study_id="MTL-0001")

    key = "MTL-0001/2014-08-25T09:30"
    assert (low["changed"], back["changed"]) == ({"infusions": 1}, {"infusions": 1})
    assert opened == [("DOSE_LOW", key, True, False)]
    assert closed == [("DOSE_LOW", key, False, True)]


def test_changed_dose_counts_its_version_and_tells_history_why(imported, run, folder, looking):
    run(folder(infusions=LOW), reason="Read off the chart again")

    row = Infusion.objects.get(patient__study_id="MTL-0001", started_at="2014-08-25T13:30Z")
    event = row.events.order_by("pgh_id").last()
    assert row.version == 2
    assert event.dose_g == 20
    assert event.pgh_context["source"] == "import"
    assert event.pgh_context["reason"] == "Read off the chart again"
    assert event.pgh_context["user"] == "system"


def test_frozen_criteria_are_computed_and_marked(imported, looking):
    cycle = Cycle.objects.get(patient__study_id="MTL-0001")
    assessment = cycle.assessments.get()

    assert assessment.imported
    assert {each["result"] for each in assessment.criteria} == {"met", "not_met"}
    assert assessment.criteria == freeze_criteria(cycle, on=assessment.assessed_on)


def test_import_is_logged(imported):
    [entry] = AccessLog.objects.filter(kind="imported")

    assert (entry.username, entry.subject, entry.detail["created"]["patients"]) == ("system", "montreal_cohort", 15)


def test_preview_writes_nothing(run, looking):
    preview = run(MONTREAL, dry_run=True)

    assert (preview["created"], preview["code"]) == (ROWS, 0)
    assert not Patient.everything.exists()
    assert not AccessLog.objects.exists()


def test_preview_of_a_changed_cohort_is_what_the_import_then_does(imported, run, montreal):
    infusions = montreal / "infusions.csv"
    infusions.write_text(infusions.read_text().replace("MTL-0001,1,2014-08-25", "MTL-0001,1,2014-08-26", 1))

    assert run(montreal, dry_run=True) == run(montreal)
