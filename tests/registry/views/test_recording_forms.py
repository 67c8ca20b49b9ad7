"""Each form makes its row from what people type, and a repeated POST makes no second one."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from registry.models import (
    AdverseEvent,
    Baby,
    Consent,
    ContactDetails,
    Cycle,
    EligibilityAssessment,
    InfantFollowUp,
    Infusion,
    Pregnancy,
    ProtocolVersion,
)
from tests.registry.views import answers
from tests.registry.views.pages import answered, fill, said


def test_consent_as_typed_is_recorded(coordinator, new, patient):
    response = fill(coordinator, new("consent"), **answers.CONSENT)

    assert response["Location"] == f"/patients/{patient.study_id}/#consent"
    row = Consent.objects.get()
    assert (row.signed_on, row.language, row.off_label, row.subject) == (date(2026, 1, 12), "fr", "yes", "mother")


def test_contact_details_are_recorded_in_the_international_form(coordinator, new, patient):
    fill(coordinator, new("contact"), **answers.CONTACT, mobile_phone="514 555 0123")

    row = ContactDetails.objects.get(patient=patient)
    assert (row.given_name, row.mobile_phone) == ("Élise", "+15145550123")


def test_contact_details_already_there_are_opened_instead(coordinator, new, edit, patient):
    fill(coordinator, new("contact"), **answers.CONTACT)

    assert coordinator.get(new("contact"))["Location"] == edit("contact", ContactDetails.objects.get())


def test_cycle_gets_the_next_number(coordinator, new, cycle):
    protocol = ProtocolVersion.objects.get(code="ontario-igum")

    fill(coordinator, new("cycle"), **answers.cycle(protocol))

    assert list(Cycle.objects.values_list("cycle_number", "protocol__code")) == [
        (1, "montreal-2014"),
        (2, "ontario-igum"),
    ]


def test_eligibility_is_decided_by_an_investigator_with_the_criteria_frozen(client, investigator, new, cycle, consent):
    client.force_login(investigator)

    fill(client, new("eligibility"), assessed_on="19 jan 2026", decision="eligible")

    row = EligibilityAssessment.objects.get()
    assert (row.decision, row.assessed_on) == ("eligible", date(2026, 1, 19))
    assert {each["code"]: each["result"] for each in row.criteria}["history"] == "met"


def test_infusion_is_entered_in_the_zone_of_the_site(coordinator, new, cycle, assessment):
    fill(coordinator, new("infusion"), **answers.INFUSION)

    row = Infusion.objects.get()
    assert row.started_at == datetime(2026, 1, 28, 14, 30, tzinfo=UTC)
    assert row.ended_at == datetime(2026, 1, 28, 18, 15, tzinfo=UTC)
    assert (row.dose_g, row.product.name, row.lot_number) == (Decimal(40), "Privigen 10%", "P100;P101")


def test_infusion_of_an_unknown_brand_makes_it(coordinator, new, cycle, assessment):
    fill(coordinator, new("infusion"), **answers.INFUSION | {"product": "Panzyga 10%", "lot_number": "unknown"})

    row = Infusion.objects.get()
    assert (row.product.name, row.lot_number) == ("Panzyga 10%", "unknown")


def test_numbers_take_the_comma(coordinator, new, cycle, assessment):
    fill(coordinator, new("infusion"), **answers.INFUSION | {"weight_kg": "62,5"})

    assert Infusion.objects.get().weight_kg == Decimal("62.5")


def test_pregnancy_is_dated_by_the_transfer_unless_said_otherwise(coordinator, new, cycle):
    fill(coordinator, new("pregnancy"), **answers.PREGNANCY)

    row = Pregnancy.objects.get()
    assert (row.dating_method, row.due_on) == ("transfer", date(2026, 10, 28))


def test_birth_is_recorded_with_each_child(coordinator, edit, pregnancy):
    fill(coordinator, edit("outcome", pregnancy), **answers.BIRTH)

    pregnancy.refresh_from_db()
    [baby] = Baby.objects.all()
    assert (pregnancy.outcome, pregnancy.ended_on) == ("birth", date(2026, 10, 20))
    assert (baby.birth_order, baby.status, baby.birth_weight_g) == (1, "live_birth", 3310)


def test_event_gets_the_next_number(coordinator, new, event):
    fill(coordinator, new("event"), **answers.EVENT, serious=["hospitalisation", "death"], aware_on="2026-01-29")

    row = AdverseEvent.objects.get(event_number=2)
    assert (row.term, row.grade, row.serious) == ("Headache", 2, "death;hospitalisation")


def test_infant_follow_up_is_of_her_child(coordinator, new, edit, pregnancy):
    fill(coordinator, edit("outcome", pregnancy), **answers.BIRTH | {"ended_on": "20 sep 2026"})

    fill(coordinator, new("infant"), seen_on="12 nov 2026", alive="yes", neurodevelopment="normal")

    assert InfantFollowUp.objects.get().baby == Baby.objects.get()


@pytest.mark.parametrize("kind", ["infusion", "eligibility", "pregnancy", "infant"])
def test_a_form_that_needs_more_says_what_comes_first(client, alice, investigator, new, patient, kind):
    client.force_login(investigator if kind == "eligibility" else alice)

    response = client.get(new(kind))

    [message] = said(client, response)
    assert "record the birth first" in message if kind == "infant" else "open one first" in message


@pytest.mark.parametrize(
    ("kind", "model", "typed"),
    [
        ("consent", Consent, answers.CONSENT),
        ("contact", ContactDetails, answers.CONTACT),
        ("infusion", Infusion, answers.INFUSION),
        ("pregnancy", Pregnancy, answers.PREGNANCY),
        ("event", AdverseEvent, answers.EVENT),
    ],
)
def test_a_repeated_post_is_one_row(coordinator, new, assessment, kind, model, typed):
    data = answered(coordinator, new(kind), **typed)

    first, second = coordinator.post(new(kind), data), coordinator.post(new(kind), data)

    pages = {response["Location"].partition("#")[0] for response in (first, second)}
    assert pages <= {f"/patients/{assessment.patient.study_id}/"}
    assert model.everything.filter(key=data["key"]).count() == 1


def test_a_repeated_cycle_is_one_row(coordinator, new, patient):
    data = answered(coordinator, new("cycle"), **answers.cycle(ProtocolVersion.objects.get(code="montreal-2014")))

    coordinator.post(new("cycle"), data)
    coordinator.post(new("cycle"), data)

    assert Cycle.objects.count() == 1


def test_a_repeated_birth_is_one_child(coordinator, edit, pregnancy):
    data = answered(coordinator, edit("outcome", pregnancy), **answers.BIRTH)

    coordinator.post(edit("outcome", pregnancy), data)
    coordinator.post(edit("outcome", pregnancy), data)

    assert Baby.objects.count() == 1


def test_save_and_add_next_carries_product_weight_and_lot(coordinator, new, assessment):
    response = fill(coordinator, new("infusion"), **answers.INFUSION, save_next="yes")

    form = coordinator.get(response["Location"]).context["form"]
    carried = {name: str(form[name].value()) for name in ("product", "weight_kg", "lot_number", "route", "dose_g")}
    assert carried == {
        "product": "Privigen 10%",
        "weight_kg": "60",
        "lot_number": "P100;P101",
        "route": "iv",
        "dose_g": "40",
    }
    assert form["started_at"].value() is None


def test_save_then_leads_to_what_comes_next(coordinator, new, patient):
    response = fill(coordinator, new("consent"), **answers.CONSENT, save_then="yes")

    assert response["Location"] == new("cycle")


def test_a_form_without_its_key_still_makes_one_row(coordinator, new, patient):
    response = coordinator.post(new("consent"), answers.CONSENT)

    assert response.status_code == 302
    assert Consent.objects.count() == 1
