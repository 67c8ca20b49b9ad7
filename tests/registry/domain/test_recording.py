import uuid
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError

from registry.domain import infusions
from registry.domain.infusions import correct_infusion
from registry.domain.recording import Stale, change, record, restore, void
from registry.models import Consent, Cycle, Infusion, InfusionLot, Medication, Patient, Product
from tests import factories

NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)


def aspirin(patient, **values):
    return Medication(patient=patient, agent="aspirin", timing="prior_failed", **values)


def test_record_takes_the_site_of_its_patient(patient, alice, today):
    row = record(aspirin(patient), by=alice, today=today)

    assert (row.site, row.version) == (patient.site, 1)


def test_record_repeated_gives_the_first_row(patient, alice, today):
    key = uuid.uuid4()
    first = record(aspirin(patient, key=key), by=alice, today=today)
    second = record(aspirin(patient, key=key), by=alice, today=today)

    assert second.pk == first.pk
    assert Medication.objects.count() == 1


def test_record_by_another_site_is_refused(patient, charlie, today):
    with pytest.raises(PermissionDenied, match="“charlie” may not do this"):
        record(aspirin(patient), by=charlie, today=today)


def test_record_by_the_ethics_board_is_refused(patient, board_member, today):
    with pytest.raises(PermissionDenied, match="Research coordinator"):
        record(aspirin(patient), by=board_member, today=today)


def test_record_in_the_future_is_refused_with_the_day(patient, alice, today):
    with pytest.raises(ValidationError) as refusal:
        factories.consent(patient, by=alice, today=today, signed_on=date(2026, 11, 21))

    assert refusal.value.message_dict == {
        "signed_on": ["2026-11-21 is in the future (today is 2026-11-20): a day of care has happened."]
    }


def test_record_after_her_death_is_refused(patient, cycle, alice, today):
    factories.event(
        patient, by=alice, today=today, term="Stroke", grade=5, outcome="fatal", onset_on=date(2026, 3, 1),
        resolved_on=date(2026, 3, 2), serious="death", aware_on=date(2026, 3, 2),
    )  # fmt: skip

    with pytest.raises(ValidationError) as refusal:
        factories.infusion(cycle, by=alice, today=today, started_at=datetime(2026, 3, 3, 14, tzinfo=UTC))

    assert refusal.value.message_dict == {"started_at": ["2026-03-03 is after the death on 2026-03-02."]}


def test_change_counts_the_version(patient, alice, today):
    patient.smoking = "former"
    change(patient, seen=1, by=alice, today=today)

    assert Patient.objects.values_list("smoking", "version").get() == ("former", 2)


def test_change_of_an_older_version_is_refused_and_shows_the_current(patient, alice, bob, today):
    mine, theirs = Patient.objects.get(), Patient.objects.get()
    theirs.smoking = "never"
    change(theirs, seen=1, by=bob, today=today)
    mine.smoking = "current"

    with pytest.raises(Stale) as stale:
        change(mine, seen=1, by=alice, today=today)

    assert (stale.value.current.smoking, stale.value.current.version) == ("never", 2)
    assert Patient.objects.get().smoking == "never"


def test_void_takes_the_row_out_of_lists_and_restore_brings_it_back(patient, alice, today):
    row = record(aspirin(patient), by=alice, today=today)
    void(row, by=alice, today=today, now=NOW, reason="entered for the wrong woman")
    gone = Medication.objects.count()
    restore(row, by=alice, today=today, reason="it was hers")

    assert (gone, Medication.objects.count()) == (0, 1)


def test_void_without_a_reason_is_refused(patient, alice, today):
    row = record(aspirin(patient), by=alice, today=today)

    with pytest.raises(ValidationError, match="Say why"):
        void(row, by=alice, today=today, now=NOW, reason=" ")


def test_void_of_a_cycle_with_infusions_names_them(cycle, alice, today):
    factories.infusion(cycle, by=alice, today=today)

    with pytest.raises(ValidationError, match="still used by: MTL-0001: 2026-02-02"):
        void(cycle, by=alice, today=today, now=NOW, reason="wrong")


def test_restore_where_another_took_its_place_is_refused(patient, cycle, alice, today):
    void(cycle, by=alice, today=today, now=NOW, reason="wrong")
    factories.cycle(patient, by=alice, today=today, cycle_number=1)

    with pytest.raises(ValidationError, match="already has a cycle with this number"):
        restore(Cycle.everything.get(pk=cycle.pk), by=alice, today=today, reason="right after all")


def test_study_ids_count_up_within_the_site(site, other_site, acting, today):
    women = [factories.patient(where, by=acting, today=today) for where in (site, site, other_site)]

    assert [woman.study_id for woman in women] == ["MTL-0001", "MTL-0002", "OTT-0001"]


def test_study_id_of_a_voided_patient_is_not_used_again(patient, site, acting, today):
    void(patient, by=acting, today=today, now=NOW, reason="test entry")

    assert factories.patient(site, by=acting, today=today).study_id == "MTL-0002"


def test_enrolment_keeps_contact_details_apart(site, alice, today):
    contact = {"given_name": "Zoé", "family_name": "Roy", "mobile_phone": "514 555-0123", "language": "fr"}
    woman = factories.patient(site, by=alice, today=today, contact=contact | {"channel": "sms"})

    assert woman.contact_details.mobile_phone == "+15145550123"
    assert "Roy" not in str(vars(woman))


def test_cycles_of_a_woman_count_up(patient, alice, today):
    numbers = [factories.cycle(patient, by=alice, today=today).cycle_number for _ in range(2)]

    assert numbers == [1, 2]


@pytest.mark.parametrize(
    ("values", "problem"),
    [
        ({"weight_kg": Decimal("900")}, {"weight_kg": ["900 is outside 30 to 250."]}),
        ({"dose_g": Decimal("0")}, {"dose_g": ["0 is not above 0 and at most 200."]}),
        (
            {"ended_at": datetime(2026, 2, 2, 14, tzinfo=UTC)},
            {"ended_at": ["It ended before it started: check both times."]},
        ),
        ({"completed": "no"}, {"not_completed_reason": ["Say why it was not completed."]}),
        ({"lot_number": " ; "}, {"lot_number": ["Give the lot number, or “unknown” where it is not known."]}),
    ],
)  # fmt: skip
def test_infusion_that_cannot_be_is_refused_at_its_field(cycle, alice, today, values, problem):
    with pytest.raises(ValidationError) as refusal:
        factories.infusion(cycle, by=alice, today=today, **values)

    assert refusal.value.message_dict == problem


def test_infusion_in_a_comparator_cycle_is_refused(patient, alice, today):
    comparator = factories.cycle(patient, by=alice, today=today, exposure="none")

    with pytest.raises(ValidationError, match="untreated comparator"):
        factories.infusion(comparator, by=alice, today=today)


def test_infusion_keeps_the_order_of_its_lots(cycle, alice, today):
    infusion = factories.infusion(cycle, by=alice, today=today, lot_number="B2; A1 ;B2")

    assert infusion.lot_number == "B2;A1"


def test_infusion_of_an_unknown_lot_names_none(cycle, alice, today):
    infusion = factories.infusion(cycle, by=alice, today=today, lot_number="unknown")

    assert (infusion.lot_number, infusion.lots.count()) == ("unknown", 0)


def test_consent_of_an_infant_names_the_child(patient, alice, today):
    with pytest.raises(ValidationError, match="names the child"):
        factories.consent(patient, by=alice, today=today, subject="infant")


def test_consent_left_without_subject_is_the_mothers(patient, alice, today):
    factories.consent(patient, by=alice, today=today, subject="")

    assert Consent.objects.get().subject == "mother"


def test_due_date_that_disagrees_with_the_transfer_is_refused(cycle, alice, today):
    with pytest.raises(ValidationError, match="2026-10-30 is not the due date by Embryo transfer, 2026-10-28"):
        factories.pregnancy(cycle, by=alice, today=today, edd=date(2026, 10, 30))


def test_due_date_follows_a_corrected_transfer(cycle, alice, today):
    pregnancy = factories.pregnancy(cycle, by=alice, today=today, edd=date(2026, 10, 28))
    cycle.transferred_on = date(2026, 2, 10)
    change(cycle, seen=1, by=alice, today=today)
    pregnancy.refresh_from_db()

    assert (pregnancy.edd, pregnancy.due_on) == (None, date(2026, 10, 29))


def test_corrected_lots_replace_the_former_ones(cycle, alice, today):
    infusion = factories.infusion(cycle, by=alice, today=today, lot_number="A1;B2")
    correct_infusion(infusion, seen=1, by=alice, today=today, reason="label read again", lot_number="B2;C3")

    links = InfusionLot.everything.values_list("lot__lot_number", "position", "void_reason").order_by("pk")
    assert infusion.lot_number == "B2;C3"
    assert list(links) == [("A1", 1, "Lot corrected"), ("B2", 1, ""), ("C3", 2, "")]


def test_withdrawal_before_enrolment_is_refused_at_its_field(site, alice, today):
    with pytest.raises(ValidationError) as refusal:
        factories.patient(site, by=alice, today=today, withdrawn_on=date(2026, 1, 11), withdrawal_reason="moved")

    assert refusal.value.message_dict == {"withdrawn_on": ["Withdrawn on 2026-01-11, before enrolment on 2026-01-12."]}


def test_cycle_cancelled_before_it_started_is_refused_at_its_field(patient, alice, today):
    with pytest.raises(ValidationError) as refusal:
        factories.cycle(patient, by=alice, today=today, cancelled_on=date(2026, 1, 18))

    assert refusal.value.message_dict == {
        "cancelled_on": ["Cancelled on 2026-01-18, before the cycle started on 2026-01-19."]
    }


@pytest.mark.parametrize("odd", ["MTL-12345678901", "MTL-99999999999999"])
def test_enrolment_goes_on_beside_a_study_id_with_a_long_number(site, patient, alice, today, odd):
    factories.patient(site, by=alice, today=today, study_id=odd)

    assert factories.patient(site, by=alice, today=today).study_id == "MTL-0002"


def test_infusion_of_more_lots_than_a_form_has_is_refused_at_the_field(cycle, alice, today):
    lots = ";".join(f"L{number}" for number in range(51))

    with pytest.raises(ValidationError) as refusal:
        factories.infusion(cycle, by=alice, today=today, lot_number=lots)

    assert refusal.value.message_dict == {"lot_number": ["51 lots in one infusion, at most 50: divide the infusion."]}


def test_restore_of_a_row_whose_cycle_is_void_is_refused_in_words(cycle, alice, today):
    infusion = factories.infusion(cycle, by=alice, today=today)
    void(infusion, by=alice, today=today, now=NOW, reason="wrong")
    void(cycle, by=alice, today=today, now=NOW, reason="wrong")

    with pytest.raises(ValidationError, match=r"“cycle \(MTL-0001/1\)” is void, and this record hangs on it"):
        restore(infusion, by=alice, today=today, reason="right after all")

    restore(cycle, by=alice, today=today, reason="right after all")
    restore(infusion, by=alice, today=today, reason="right after all")
    assert Infusion.objects.get() == infusion


@pytest.mark.parametrize("seen", [None, 1])
def test_void_of_a_row_that_another_voided_is_stale(patient, alice, bob, today, seen):
    row = record(aspirin(patient), by=alice, today=today)
    theirs = Medication.objects.get()
    void(theirs, by=bob, today=today, now=NOW, reason="entered for the wrong woman")

    with pytest.raises(Stale) as stale:
        void(row, by=alice, today=today, now=NOW, reason="entered twice", seen=seen)

    assert stale.value.current.void_reason == "entered for the wrong woman"


def test_void_of_another_version_than_the_one_seen_is_stale(patient, alice, bob, today):
    row = record(aspirin(patient), by=alice, today=today)
    theirs = Medication.objects.get()
    theirs.agent = "lmwh"
    change(theirs, seen=1, by=bob, today=today)

    with pytest.raises(Stale):
        void(row, by=alice, today=today, now=NOW, reason="entered twice", seen=1)
    void(row, by=alice, today=today, now=NOW, reason="entered twice", seen=2)

    assert Medication.everything.get().version == 3


@pytest.mark.parametrize("verb", ["record", "change", "void", "restore"])
def test_what_only_the_database_refuses_is_refused_in_words(patient, alice, today, verb, monkeypatch):
    row = record(aspirin(patient), by=alice, today=today)
    if verb == "restore":
        void(row, by=alice, today=today, now=NOW, reason="wrong")

    def save(row, **options):
        raise IntegrityError

    monkeypatch.setattr(Medication, "save", save)
    write = {
        "record": lambda: record(aspirin(patient, started_on="2025"), by=alice, today=today),
        "change": lambda: change(row, seen=1, by=alice, today=today),
        "void": lambda: void(row, by=alice, today=today, now=NOW, reason="wrong"),
        "restore": lambda: restore(row, by=alice, today=today, reason="right"),
    }
    with pytest.raises(ValidationError, match="Somebody else saved at the same moment"):
        write[verb]()


def test_record_with_the_key_of_another_woman_is_refused(patient, site, alice, today):
    first = record(aspirin(patient), by=alice, today=today)
    other = factories.patient(site, by=alice, today=today)

    with pytest.raises(ValidationError, match="already used for a record of another patient"):
        record(aspirin(other, key=first.key), by=alice, today=today)


def test_record_of_a_cycle_repeated_gives_the_first_row(cycle, alice, today):
    key = uuid.uuid4()
    rows = [factories.infusion(cycle, by=alice, today=today, key=key) for _ in range(2)]

    assert rows[0].pk == rows[1].pk


def test_product_made_in_the_same_moment_is_taken(cycle, alice, today, monkeypatch):
    there = Product.objects.create(name="Newbrand 10%")
    monkeypatch.setattr(infusions.Product.objects, "filter", lambda **values: Product.objects.none())

    assert infusions.product_named("Newbrand 10%") == there
