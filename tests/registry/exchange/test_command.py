"""The command itself: how it ends, and what it prints where."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError

from registry.domain.acting import acting_for
from registry.models import Patient, User
from tests.registry.exchange.files import INFUSIONS, PATIENTS, changed


def command(path, **options):
    """What the command prints to people, to errors, and how it ends."""
    out, err, code = StringIO(), StringIO(), 0
    try:
        call_command("import_cohort", path, stdout=out, stderr=err, **options)
    except CommandError as ended:
        code = ended.returncode
        err.write(str(ended))
    return out.getvalue(), err.getvalue(), code


def test_text_counts_each_table(db, one_woman):
    out, err, code = command(one_woman())

    assert [line.split() for line in out.splitlines()[:3]] == [
        ["new", "changed", "unchanged", "refused"],
        ["sites", "1", "0", "0", "0"],
        ["patients", "1", "0", "0", "0"],
    ]
    assert (err, code) == ("", 0)


def test_text_shows_old_against_new(db, one_woman, folder):
    command(one_woman())

    out, err, code = command(folder(infusions=changed(INFUSIONS, "dose_g", "45")), dry_run=True)

    assert "Changed:\n  infusions MTL-0001/2026-02-02T09:30, dose_g: 40.00 → 45\n" in out
    assert (err, code) == ("This is a preview: nothing was written.\n", 0)


def test_text_names_what_is_refused(db, one_woman):
    out, err, code = command(one_woman(patients=changed(PATIENTS, "indication", "ivf")))

    assert "Refused:\n  patients, row 2, indication: “ivf” is not one of rpl, rif.\n" in out
    assert (err, code) == ("Nothing is imported: correct what is refused.", 1)


def test_changed_contact_details_are_shown_as_changed_only(db, one_woman, folder):
    lines = ["study_id,given_name,family_name,language,channel", "MTL-0001,Anne,Roy,fr,none"]
    command(one_woman(contacts=lines))

    out, _err, _code = command(folder(contacts=[lines[0], "MTL-0001,Anna,Roy,fr,none"]))

    assert "contacts MTL-0001, given_name: ••• → •••" in out
    assert "Ann" not in out


def test_json_is_all_that_goes_to_standard_output(db, one_woman):
    out, err, code = command(one_woman(), format="json", dry_run=True)

    assert set(json.loads(out)) == {"created", "changed", "unchanged", "refused", "errors"}
    assert code == 0


def test_json_of_an_error_has_its_five_parts(db, one_woman):
    out, _err, code = command(one_woman(babies=b""), format="json")

    [error] = json.loads(out)["errors"]
    assert error == {
        "table": "babies",
        "row": None,
        "column": "",
        "value": "",
        "message": "The file is empty: its first row names the columns.",
    }
    assert code == 1


@pytest.mark.parametrize("options", [{}, {"format": "json"}])
def test_path_that_is_not_there_is_wrong_usage(db, tmp_path, options):
    out, err, code = command(tmp_path / "nowhere", **options)

    assert (out, code) == ("", 2)
    assert err.startswith("There is no folder or zip")


def test_person_who_is_not_there_is_wrong_usage(db, one_woman):
    assert command(one_woman(), user="nobody") == ("", "There is no active user “nobody”.", 2)


def test_ctrl_c_leaves_nothing_half_done(db, one_woman, monkeypatch):
    def stop(self, source):
        raise KeyboardInterrupt

    monkeypatch.setattr("registry.exchange.importing.infusions.InfusionImport.import_file", stop)

    out, err, code = command(one_woman())

    assert (out, err, code) == ("", "Stopped: nothing was imported.", 1)
    with acting_for(User.objects.system(), source="test"):
        assert not Patient.everything.exists()


def test_database_that_ends_the_import_is_told_in_words(db, one_woman, monkeypatch):
    def deadlock(self, source):
        raise OperationalError("deadlock detected")

    monkeypatch.setattr("registry.exchange.importing.infusions.InfusionImport.import_file", deadlock)

    sentence = "The database ended the import (deadlock detected): nothing was imported, try again."
    assert command(one_woman()) == ("", sentence, 1)


def test_bar_is_drawn_on_a_terminal_only(db, one_woman, monkeypatch, capsys):
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)

    command(one_woman())

    drawn = capsys.readouterr().err
    assert "infusions" in drawn
    assert drawn.endswith("\r\033[K")
