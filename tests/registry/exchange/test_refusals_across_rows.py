"""Rows against rows, and clocks: what no single cell shows is refused too, and nothing is written."""

import pytest

from registry.domain.acting import acting_for
from registry.models import Patient, User
from tests.registry.exchange.files import INFUSIONS, PATIENTS, changed, refusals


def nothing_written():
    with acting_for(User.objects.system(), source="test"):
        return not Patient.everything.exists()


def test_patient_twice_in_a_file_names_both_rows(run, one_woman):
    result = run(one_woman(patients=[*PATIENTS, "MTL-0002,MTL,1991-01-01,2026-01-12,rpl,5", PATIENTS[1]]))

    sentence = "Rows 2 and 4 have the same key, MTL-0001: leave one of them."
    own = [each for each in refusals(result) if each[0] == "patients"]
    assert own == [
        ("patients", 2, "study_id", "MTL-0001", sentence),
        ("patients", 4, "study_id", "MTL-0001", sentence),
    ]
    assert nothing_written()


def test_key_that_is_blank_twice_is_one_key(run, one_woman):
    lines = ["study_id,agent,timing,agent_detail,started_on", *["MTL-0001,aspirin,concomitant,,"] * 2]

    result = run(one_woman(medications=lines))

    assert [(each["row"], each["value"]) for each in result["errors"]] == [
        (2, "MTL-0001/aspirin//concomitant/"),
        (3, "MTL-0001/aspirin//concomitant/"),
    ]


def test_row_of_a_refused_row_says_where_that_is(run, one_woman):
    result = run(one_woman(patients=changed(PATIENTS, "indication", "ivf")))

    cycle = next(each for each in refusals(result) if each[0] == "cycles")
    assert cycle[4].endswith("her row belongs in patients. It is in row 2 of patients, which was refused.")


def test_every_error_of_a_file_is_named(run, one_woman):
    result = run(one_woman(patients=changed(changed(PATIENTS, "indication", "ivf"), "enrolled_on", "yesterday")))

    assert [each[:3] for each in refusals(result) if each[0] == "patients"] == [
        ("patients", 2, "enrolled_on"),
        ("patients", 2, "indication"),
    ]


def test_day_after_death_that_a_later_table_tells_of_is_refused(run, one_woman):
    events = [
        "study_id,event_number,subject,term,onset_on,grade,outcome,serious,aware_on",
        "MTL-0001,1,mother,Stroke,2026-01-30,5,fatal,death,2026-01-31",
    ]

    result = run(one_woman(adverse_events=events))

    found = {each[:3]: each[4] for each in refusals(result)}
    assert found["infusions", 2, "started_at"] == "2026-02-02 is after the death on 2026-01-30."
    assert found["cycles", 2, "transferred_on"] == "2026-02-09 is after the death on 2026-01-30."
    assert nothing_written()


def test_death_before_days_that_were_on_record_is_refused(run, one_woman, folder):
    run(one_woman())
    events = [
        "study_id,event_number,subject,term,onset_on,grade,outcome,serious,aware_on",
        "MTL-0001,1,mother,Stroke,2026-02-05,5,fatal,death,2026-02-06",
    ]

    result = run(folder("later", adverse_events=events))

    [[*place, message]] = refusals(result)
    assert place == ["adverse_events", 2, "onset_on", "2026-02-05"]
    assert message.startswith("This death on 2026-02-05 lies before days of care that are recorded: cycle 2026-02-09")


@pytest.mark.parametrize(
    ("local", "message"),
    [
        (
            "2026-03-08T02:30",
            "“2026-03-08T02:30” does not exist in America/Toronto, where the clocks go forward: "
            "write 2026-03-08T03:30-04:00 or 2026-03-08T01:30-05:00.",
        ),
        (
            "2025-11-02T01:30",
            "“2025-11-02T01:30” exists twice in America/Toronto, where the clocks go back: "
            "write 2025-11-02T01:30-04:00 or 2025-11-02T01:30-05:00.",
        ),
    ],
)
def test_local_time_that_is_not_one_instant_is_refused_with_both_readings(run, one_woman, local, message):
    result = run(one_woman(infusions=changed(INFUSIONS, "started_at", local)))

    assert refusals(result) == [("infusions", 2, "started_at", local, message)]


def test_either_reading_of_a_doubled_time_is_taken_with_its_offset(run, one_woman):
    result = run(one_woman(infusions=changed(INFUSIONS, "started_at", "2025-11-02T01:30-05:00")))

    assert (result["errors"], result["created"]["infusions"]) == ([], 1)
