"""Rows that are there already: what a file changes, what it leaves alone, and what it may not touch."""

from decimal import Decimal

import pytest

from registry.models import ContactDetails, Deviation, Infusion, InfusionLot, Lot, Patient, Product
from tests.registry.exchange.files import CYCLES, INFUSIONS, PATIENTS, changed, refusals

pytestmark = pytest.mark.usefixtures("there", "looking")


@pytest.fixture
def there(run, one_woman):
    """The woman of the files is in the registry."""
    assert run(one_woman())["errors"] == []


def test_second_import_changes_nothing(run, one_woman):
    again = run(one_woman())

    assert (sum(again["created"].values()), sum(again["changed"].values())) == (0, 0)
    assert Infusion.objects.get().version == 1


def test_column_that_is_missing_is_left_alone(run, folder):
    result = run(folder(patients=["study_id,smoking", "MTL-0001,never"]))

    patient = Patient.objects.get()
    assert result["changed"] == {"patients": 1}
    assert (patient.smoking, patient.prior_miscarriages) == ("never", 1)


def test_blank_cell_leaves_the_value(run, folder):
    result = run(folder(patients=["study_id,prior_miscarriages", "MTL-0001,"]))

    assert result["unchanged"] == {"patients": 1}
    assert Patient.objects.get().prior_miscarriages == 1


def test_blank_cell_blanks_the_value_where_that_is_said(run, folder):
    result = run(folder(patients=["study_id,prior_miscarriages", "MTL-0001,"]), blanks=True)

    assert result["changed"] == {"patients": 1}
    assert Patient.objects.get().prior_miscarriages is None


def test_blank_cell_cannot_blank_what_is_required(run, folder):
    result = run(folder(patients=["study_id,indication", "MTL-0001,"]), blanks=True)

    sentence = "This is required: write one of rpl, rif."
    assert refusals(result) == [("patients", 2, "indication", "", sentence)]


def test_changed_key_is_a_new_row(run, folder):
    result = run(folder(infusions=changed(INFUSIONS, "started_at", "2026-02-03T09:30")))

    assert (result["created"], Infusion.objects.count()) == ({"infusions": 1}, 2)


def test_same_instant_written_otherwise_is_the_same_row(run, folder):
    result = run(folder(infusions=changed(INFUSIONS, "started_at", "2026-02-02T14:30Z")))

    assert result["unchanged"] == {"infusions": 1}


def test_new_row_lacking_a_required_column_is_refused(run, folder):
    result = run(folder(infusions=["study_id,started_at,dose_g", "MTL-0001,2026-03-02T09:30,40"]))

    columns = [column for _t, _r, column, _v, _m in refusals(result)]
    assert columns == ["cycle_number", "route", "weight_kg", "product", "lot_number", "setting", "completed"]


def test_limits_hold_for_a_change_too(run, folder):
    result = run(folder(infusions=["study_id,started_at,dose_g", "MTL-0001,2026-02-02T09:30,0"]))

    assert [each[:4] for each in refusals(result)] == [("infusions", 2, "dose_g", "0")]
    assert Infusion.objects.get().dose_g == Decimal(40)


def test_birth_with_a_child_cannot_become_a_loss(run, folder):
    result = run(folder(pregnancies=["study_id,cycle_number,outcome", "MTL-0001,1,loss"]))

    sentence = "The database refuses this row: A pregnancy with babies is a birth."
    assert refusals(result) == [("pregnancies", 2, "", "", sentence)]


def test_site_of_a_woman_cannot_change(run, folder):
    sites = ["site_code,name,timezone,reb_name,reb_number", "OTT,Ottawa,America/Toronto,Board,2"]
    result = run(folder(sites=sites, patients=["study_id,site_code", "MTL-0001,OTT"]))

    assert [each[:4] for each in refusals(result)] == [("patients", 2, "study_id", "MTL-0001")]


def test_voided_study_id_is_not_used_again(run, folder):
    Patient.objects.update(voided_at="2026-11-01T00:00Z", void_reason="Entered twice")

    result = run(folder(patients=PATIENTS))

    sentence = "MTL-0001 was voided, and a study ID is never used again: restore her record instead."
    assert refusals(result) == [("patients", 2, "study_id", "MTL-0001", sentence)]


def test_infusion_moved_to_another_cycle_is_judged_there_and_no_longer_here(run, folder):
    run(folder(cycles=changed(changed(CYCLES, "cycle_number", "2"), "transferred_on", "2026-02-09")))
    before = {row.cycle.cycle_number for row in Deviation.objects.filter(code="CONSENT", closed_on=None)}
    run(folder(infusions=changed(INFUSIONS, "cycle_number", "2")))

    after = {row.cycle.cycle_number for row in Deviation.objects.filter(code="CONSENT", closed_on=None)}
    assert (before, after) == ({1}, {2})


def test_row_that_somebody_else_entered_meanwhile_is_refused_in_words(run, folder, monkeypatch):
    monkeypatch.setattr("registry.exchange.importing.table.TableImport.existing", lambda self, drafts: {})

    result = run(folder(infusions=INFUSIONS))

    sentence = "An infusion of this patient that started then is already recorded."
    assert refusals(result) == [("infusions", 2, "", "", sentence)]


def lots():
    return [(link.position, link.lot.lot_number) for link in InfusionLot.objects.select_related("lot")]


def test_lots_are_linked_in_their_order():
    assert lots() == [(1, "A1"), (2, "A2")]


def test_lots_that_changed_are_linked_anew_and_the_others_voided(run, folder):
    result = run(folder(infusions=changed(INFUSIONS, "lot_number", "A3;A1")))

    assert (result["changed"], lots()) == ({"infusions": 1}, [(1, "A3"), (2, "A1")])
    assert [link.void_reason for link in InfusionLot.everything.exclude(voided_at=None)] == ["Lot corrected"]
    assert Infusion.objects.get().version == 2


def test_lot_that_is_unknown_is_no_lot(run, folder):
    result = run(folder(infusions=changed(INFUSIONS, "lot_number", "Unknown")))
    again = run(folder(infusions=changed(INFUSIONS, "lot_number", "unknown")))

    assert (result["changed"], lots()) == ({"infusions": 1}, [])
    assert again["unchanged"] == {"infusions": 1}
    assert not Lot.objects.filter(lot_number__iexact="unknown").exists()


def test_product_that_nobody_knows_is_made_once(run, folder):
    lines = changed(changed(INFUSIONS, "product", "Octagam 10%"), "started_at", "2026-03-02T09:30")
    other = changed(lines, "started_at", "2026-03-30T09:30")[1]
    run(folder(infusions=[*lines, other]))

    assert Infusion.objects.filter(product__name="Octagam 10%").count() == 2
    assert Lot.objects.filter(product__name="Octagam 10%").count() == 2


def test_product_of_a_refused_row_is_not_made(run, folder):
    lines = changed(changed(INFUSIONS, "product", "Octagam 10%"), "dose_g", "201")
    run(folder(infusions=lines), partial=True)

    assert not Product.objects.filter(name="Octagam 10%").exists()


CONTACTS = ["study_id,given_name,family_name,email,mobile_phone,language,channel"]


def test_contact_details_are_stored_so_that_she_is_found(run, folder):
    lines = [*CONTACTS, "MTL-0001,Élise,Tremblay-Roy,elise@example.org,514 555 0123,fr,email"]
    first, again = run(folder(contacts=lines)), run(folder(contacts=lines))

    [found] = ContactDetails.objects.matching("elise roy")
    assert (found.given_name, found.mobile_phone) == ("Élise", "+15145550123")
    assert (first["created"], again["unchanged"]) == ({"contacts": 1}, {"contacts": 1})


def test_contact_details_are_masked_in_every_message(run, folder):
    lines = [*CONTACTS, f"MTL-0001,{'Secretname' * 21},Secretname,Secretname,Secretname,xx,email"]

    result = run(folder(contacts=lines))

    assert {error["column"] for error in result["errors"]} == {"given_name", "language"}
    assert "ecretname" not in str(result)
    assert {error["value"] for error in result["errors"]} == {"•••"}


def test_contact_details_that_their_model_refuses_are_masked_too(run, folder):
    lines = [*CONTACTS, "MTL-0001,Élise,Roy,Secretname,Secretname,fr,sms"]

    result = run(folder(contacts=lines))

    assert [(error["column"], error["message"]) for error in result["errors"]] == [
        ("email", "“•••” is not an e-mail address."),
        ("mobile_phone", "“•••” is not a telephone number: write it as +1 514 555 0123."),
    ]
