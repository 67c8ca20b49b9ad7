"""A partial import takes what is right and gives the rest back, with reasons, to be corrected."""

import csv
import io
import zipfile

import pytest
from django.core.management import CommandError, call_command

from registry.domain.acting import acting_for
from registry.models import Patient, User
from tests.registry.exchange.files import CYCLES, INFUSIONS, PATIENTS, changed

SECOND = "MTL-0002,MTL,1991-01-01,2026-01-12,ivf,5"


@pytest.fixture
def half(run, one_woman):
    """One woman came in, another was refused for her indication, and her cycle with her."""
    files = one_woman(patients=[*PATIENTS, SECOND], cycles=[*CYCLES, changed(CYCLES, "study_id", "MTL-0002")[1]])
    return run(files, partial=True)


def given_back(path):
    """The rows of each table in a zip of refused rows."""
    with zipfile.ZipFile(path) as archive:
        return {name: list(csv.DictReader(io.StringIO(archive.read(name).decode()))) for name in archive.namelist()}


def patients():
    with acting_for(User.objects.system(), source="test"):
        return list(Patient.objects.values_list("study_id", flat=True))


def test_partial_import_takes_what_is_right(half):
    assert (half["created"]["patients"], half["refused"]["patients"], half["code"]) == (1, 1, 1)
    assert patients() == ["MTL-0001"]


def test_refused_rows_come_back_with_their_reasons(half, tmp_path):
    path = tmp_path / "cohort-refused.zip"
    rows = given_back(path)

    assert sorted(rows) == ["cycles.csv", "patients.csv"]
    [patient] = rows["patients.csv"]
    assert patient["study_id"] == "MTL-0002"
    assert patient["refused_because"] == "indication: “ivf” is not one of rpl, rif."
    assert path.stat().st_mode & 0o777 == 0o600


def test_corrected_rows_can_be_imported_as_they_came_back(half, run, tmp_path):
    path = tmp_path / "cohort-refused.zip"
    corrected = tmp_path / "corrected.zip"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(corrected, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b",ivf,", b",rpl,"))

    result = run(corrected)

    assert (result["errors"], result["created"]) == ([], {"patients": 1, "cycles": 1})
    assert patients() == ["MTL-0001", "MTL-0002"]


def test_refused_rows_never_overwrite_a_file(half, run, one_woman, tmp_path):
    run(one_woman(patients=[*PATIENTS, SECOND]), partial=True)

    assert sorted(path.name for path in tmp_path.glob("*.zip")) == ["cohort-refused-2.zip", "cohort-refused.zip"]


def test_both_rows_of_a_doubled_key_come_back(run, one_woman, tmp_path):
    result = run(one_woman(infusions=[*INFUSIONS, changed(INFUSIONS, "dose_g", "45")[1]]), partial=True)

    assert (result["created"]["infusions"], result["refused"]["infusions"]) == (0, 2)
    assert [row["dose_g"] for row in given_back(tmp_path / "cohort-refused.zip")["infusions.csv"]] == ["40", "45"]


def test_rows_after_a_death_come_back_and_the_others_stay(run, one_woman, tmp_path):
    events = [
        "study_id,event_number,subject,term,onset_on,grade,outcome,serious,aware_on",
        "MTL-0001,1,mother,Stroke,2026-02-01,5,fatal,death,2026-02-01",
    ]

    result = run(one_woman(adverse_events=events, pregnancies=["study_id"], babies=["study_id"]), partial=True)

    assert (result["created"]["adverse_events"], result["created"]["infusions"]) == (1, 0)


def test_preview_of_a_partial_import_leaves_no_file(run, one_woman, tmp_path):
    result = run(one_woman(patients=[*PATIENTS, SECOND]), partial=True, dry_run=True)

    assert (result["refused"]["patients"], list(tmp_path.glob("*.zip")), patients()) == (1, [], [])


def test_partial_import_whose_refused_rows_cannot_be_kept_is_undone(run, one_woman, monkeypatch):
    def full_disk(report, path):
        raise OSError("No space left on device")

    monkeypatch.setattr("registry.exchange.importing.cohort.write_refused", full_disk)

    with pytest.raises(CommandError, match=r"No space left on device\): nothing was imported") as refused:
        call_command("import_cohort", one_woman(patients=[*PATIENTS, SECOND]), partial=True)
    assert refused.value.returncode == 1
    assert patients() == []


def test_rows_before_one_that_cannot_be_read_come_in(run, one_woman):
    conditions = ["study_id,condition,ongoing", "MTL-0001,Asthma,no", 'MTL-0001,"Eczema,no', "MTL-0001,Lupus,no"]

    result = run(one_woman(medical_history=conditions), partial=True)

    assert result["created"]["medical_history"] == 1
    [error] = result["errors"]
    assert (error["row"], error["message"].startswith("This row and those after it cannot be read")) == (3, True)
