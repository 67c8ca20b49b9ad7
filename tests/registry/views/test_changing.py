"""Changing what is recorded: with a reason, and never over somebody else's save."""

from datetime import date
from decimal import Decimal

import pytest

from registry.domain.infusions import correct_infusion
from registry.models import AccessLog, Infusion, Patient
from tests.registry.views import answers
from tests.registry.views.pages import answered, fill, refused, said, words_of

BIRTH = {name: value for name, value in answers.BIRTH.items() if not name.startswith("babies")}


def test_a_correction_asks_for_its_reason(coordinator, edit, infusion):
    found = refused(coordinator, edit("infusion", infusion), dose_g="42")

    assert found == {"change_reason": ["A recorded value is changed: say why."]}


def test_a_correction_with_its_reason_stands_in_the_history(coordinator, edit, infusion):
    fill(coordinator, edit("infusion", infusion), dose_g="42", change_reason="Read the label again")

    infusion.refresh_from_db()
    event = Infusion.pgh_event_model.objects.order_by("-pgh_id").first()
    assert (infusion.dose_g, infusion.version) == (Decimal(42), 2)
    assert (event.pgh_context["user"], event.pgh_context["reason"]) == ("alice", "Read the label again")


def test_a_blank_filled_in_needs_no_reason(coordinator, edit, infusion):
    fill(coordinator, edit("infusion", infusion), premedication="Paracetamol")

    infusion.refresh_from_db()
    assert infusion.premedication == "Paracetamol"


def test_the_course_of_things_needs_no_reason(coordinator, edit, pregnancy):
    fill(coordinator, edit("outcome", pregnancy), **BIRTH)

    pregnancy.refresh_from_db()
    assert pregnancy.outcome == "birth"


def test_an_investigators_change_always_asks_for_its_reason(client, investigator, edit, infusion):
    client.force_login(investigator)

    found = refused(client, edit("infusion", infusion), premedication="Paracetamol")

    assert found == {"change_reason": ["An investigator's change needs its reason."]}


def test_nothing_changed_writes_nothing(coordinator, edit, infusion):
    fill(coordinator, edit("infusion", infusion))

    infusion.refresh_from_db()
    assert infusion.version == 1


def test_product_and_lots_are_corrected(coordinator, edit, infusion):
    fill(
        coordinator,
        edit("infusion", infusion),
        product="Gammagard Liquid 10%",
        lot_number="G1;G2",
        change_reason="Wrong bottle noted",
    )

    infusion.refresh_from_db()
    assert (infusion.product.name, Infusion.objects.get().lot_number) == ("Gammagard Liquid 10%", "G1;G2")


def test_withdrawal_is_recorded_with_day_and_reason(coordinator, edit, patient):
    fill(coordinator, edit("withdrawal", patient), withdrawn_on="1 nov 2026", withdrawal_reason="moved")

    patient.refresh_from_db()
    assert (patient.withdrawn_on, patient.withdrawal_reason) == (date(2026, 11, 1), "moved")


def test_withdrawal_by_mistake_is_taken_back(coordinator, edit, patient):
    fill(coordinator, edit("withdrawal", patient), withdrawn_on="1 nov 2026", withdrawal_reason="moved")

    typed = {"withdrawn_on": "", "withdrawal_reason": "", "change_reason": "Another woman"}
    fill(coordinator, edit("withdrawal", patient), **typed)

    patient.refresh_from_db()
    assert (patient.withdrawn_on, patient.withdrawal_reason) == (None, "")


def test_who_opens_contact_details_is_noted(coordinator, new, edit, patient):
    fill(coordinator, new("contact"), **answers.CONTACT)
    before = AccessLog.objects.count()

    coordinator.get(edit("contact", patient.contact_details))

    row = AccessLog.objects.first()
    assert (AccessLog.objects.count() - before, row.username, row.kind, row.subject) == (
        1,
        "alice",
        "identity_viewed",
        patient.study_id,
    )


# Somebody else saved first -------------------------------------------------------------------------


@pytest.fixture
def overtaken(coordinator, edit, infusion, bob, today):
    """What alice typed (a dose and a premedication) while bob saved another dose and a setting."""
    data = answered(
        coordinator,
        edit("infusion", infusion),
        dose_g="42",
        premedication="Paracetamol",
        change_reason="Read the label again",
    )
    theirs = Infusion.objects.get(pk=infusion.pk)
    theirs.dose_g, theirs.setting = Decimal(45), "hospital"
    correct_infusion(theirs, seen=1, by=bob, today=today, reason="Weighed again")
    return data


def test_a_second_save_is_refused_with_both_versions(coordinator, edit, infusion, overtaken):
    response = coordinator.post(edit("infusion", infusion), overtaken)

    shown = {each.label: (each.theirs, each.mine, each.choice, each.both) for each in response.context["differences"]}
    assert shown == {
        "Setting": ("Hospital", "Clinic", "theirs", False),
        "Dose given": ("45 g", "42 g", "mine", True),
        "Premedication": ("", "Paracetamol", "mine", False),
    }
    assert "Somebody else saved first" in words_of(response)
    infusion.refresh_from_db()
    assert (infusion.dose_g, infusion.version) == (Decimal(45), 2)


def picked(response, **choices):
    """The comparison as its form would be sent, with the choices made."""
    data = {}
    for name, value in response.context["carried"]:
        data.setdefault(name, []).append(value)
    picks = {f"pick-{each.name}": choices.get(each.name, each.choice) for each in response.context["differences"]}
    return data | picks


def test_what_is_picked_is_saved_and_nothing_is_lost(coordinator, edit, infusion, overtaken):
    response = coordinator.post(edit("infusion", infusion), overtaken)

    done = coordinator.post(edit("infusion", infusion), picked(response))

    infusion.refresh_from_db()
    assert done.status_code == 302
    assert (infusion.dose_g, infusion.setting, infusion.premedication, infusion.version) == (
        Decimal(42),
        "hospital",
        "Paracetamol",
        3,
    )


def test_the_other_persons_value_can_be_picked(coordinator, edit, infusion, overtaken):
    response = coordinator.post(edit("infusion", infusion), overtaken)

    coordinator.post(edit("infusion", infusion), picked(response, dose_g="theirs"))

    infusion.refresh_from_db()
    assert (infusion.dose_g, infusion.premedication) == (Decimal(45), "Paracetamol")


def test_a_save_between_the_comparison_and_the_choice_is_compared_again(
    coordinator, edit, infusion, overtaken, bob, today
):
    response = coordinator.post(edit("infusion", infusion), overtaken)
    theirs = Infusion.objects.get(pk=infusion.pk)
    theirs.dose_g = Decimal(46)
    correct_infusion(theirs, seen=2, by=bob, today=today, reason="Once more")

    again = coordinator.post(edit("infusion", infusion), picked(response))

    assert {each.label: each.theirs for each in again.context["differences"]}["Dose given"] == "46 g"


def test_a_double_click_on_save_is_one_change(coordinator, edit, infusion):
    data = answered(coordinator, edit("infusion", infusion), dose_g="42", change_reason="Read the label again")
    coordinator.post(edit("infusion", infusion), data)

    second = coordinator.post(edit("infusion", infusion), data)

    infusion.refresh_from_db()
    assert (second.status_code, infusion.version) == (302, 2)
    assert "the record already says this" in said(coordinator, second)[-1]


def test_a_history_saved_by_another_is_compared_field_by_field(coordinator, edit, patient):
    data = answered(coordinator, edit("history", patient), prior_ectopics="1")
    Patient.objects.filter(pk=patient.pk).update(prior_stillbirths=2, version=2)

    response = coordinator.post(edit("history", patient), data)

    shown = {each.label: (each.theirs, each.mine, each.choice) for each in response.context["differences"]}
    assert shown == {
        "Previous stillbirths": ("2", "", "theirs"),
        "Previous ectopic pregnancies": ("", "1", "mine"),
    }
