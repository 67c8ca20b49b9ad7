"""What cannot be is refused with a sentence at the field, and nothing is written."""

import pytest
from django.urls import reverse

from registry.models import Baby, Consent, Cycle, Infusion, Patient, Pregnancy, ProtocolVersion
from tests import factories
from tests.registry.views import answers
from tests.registry.views.pages import fill, refused, words_of

INFUSION_REFUSALS = [
    ({"dose_g": "4500"}, "dose_g", "4500 g is not above 0 and at most 200 g. In milligrams this would be 4.5 g."),
    ({"dose_g": "40000"}, "dose_g", "40000 g is not above 0 and at most 200 g. In milligrams this would be 40 g."),
    ({"dose_g": "0"}, "dose_g", "0 g is not above 0 and at most 200 g."),
    ({"dose_g": "forty"}, "dose_g", "“forty” is not a number."),
    ({"dose_g": "NaN"}, "dose_g", "“NaN” is not a number."),
    ({"dose_g": "40.125"}, "dose_g", "“40.125” has more than 2 digits behind the point."),
    ({"weight_kg": "900"}, "weight_kg", "900 kg is outside 30 to 250 kg."),
    ({"weight_kg": ""}, "weight_kg", "This is needed."),
    ({"route": None}, "route", "Choose one."),
    ({"route": "im"}, "route", "“im” is not one of the choices."),
    ({"setting": "garden"}, "setting", "“garden” is not one of the choices."),
    ({"funding": "lottery"}, "funding", "“lottery” is not one of the choices."),
    ({"started_at": "2015-02-30 09:30"}, "started_at", "“2015-02-30” is not a day: February 2015 has 28 days."),
    (
        {"started_at": "28 jan 2026"},
        "started_at",
        "“28 jan 2026” lacks the time: write day and time, such as 2026-03-05 14:30.",
    ),
    ({"started_at": "9:30"}, "started_at", "“9:30” lacks the day: write day and time, such as 2026-03-05 14:30."),
    ({"ended_at": "09:00"}, "ended_at", "It ended before it started: check both times."),
    ({"ended_at": "2026-01-30 09:31"}, "ended_at", "It lasted more than 24 hours: check both times."),
    ({"completed": "no"}, "not_completed_reason", "Say why it was not completed."),
    ({"product": " "}, "product", "This is needed."),
    (
        {"lot_number": " ; "},
        "lot_number",
        "Give the lot number, or “unknown” where it is not known.",
    ),
]


@pytest.mark.parametrize(("typed", "field", "sentence"), INFUSION_REFUSALS)
def test_infusion_that_cannot_be_is_refused_at_the_field(coordinator, new, assessment, typed, field, sentence):
    assert refused(coordinator, new("infusion"), **answers.INFUSION | typed)[field] == [sentence]
    assert not Infusion.everything.exists()


def test_infusion_in_the_future_is_refused_at_the_field(coordinator, new, assessment):
    typed = answers.INFUSION | {"started_at": "2099-01-28 09:30", "ended_at": ""}

    [sentence] = refused(coordinator, new("infusion"), **typed)["started_at"]

    assert sentence.startswith("2099-01-28 is in the future (today is ")


def test_infusion_in_a_comparator_cycle_is_refused(coordinator, new, patient, cycle, acting, today):
    factories.cycle(patient, by=acting, today=today, exposure="none")

    found = refused(coordinator, new("infusion", cycle=2), **answers.INFUSION)

    assert found == {"cycle": ["Cycle 2 is an untreated comparator: it takes no infusion."]}
    assert not Infusion.everything.exists()


def test_treated_cycle_made_a_comparator_is_refused_at_the_field(coordinator, edit, infusion):
    found = refused(coordinator, edit("cycle", infusion.cycle), exposure="none", change_reason="Slip")

    assert found == {"exposure": ["This cycle has infusions: a comparator takes none."]}


def test_infusion_at_the_same_time_again_is_refused_at_the_top(coordinator, new, assessment):
    fill(coordinator, new("infusion"), **answers.INFUSION)

    found = refused(coordinator, new("infusion"), **answers.INFUSION | {"dose_g": "41"})

    assert found == {"": ["An infusion of this patient that started then is already recorded."]}


def test_infusion_after_her_death_is_refused(coordinator, new, patient, assessment, acting, today):
    factories.event(patient, by=acting, today=today, onset_on=factories.date(2026, 2, 10), outcome="fatal", grade=5)

    found = refused(
        coordinator, new("infusion"), **answers.INFUSION | {"started_at": "2026-02-12 09:30", "ended_at": ""}
    )

    assert found == {"started_at": ["2026-02-12 is after the death on 2026-02-10."]}


@pytest.mark.parametrize(
    ("kind", "typed", "field", "sentence"),
    [
        ("consent", {"signed_on": ""}, "signed_on", "This is needed."),
        ("consent", {"costs": None}, "costs", "Choose one."),
        ("consent", {"subject": "infant"}, "birth_order", "A consent for an infant names the child."),
        ("consent", {"subject": "infant", "birth_order": "7"}, "birth_order", "7 is outside 1 to 6."),
        ("contact", {"channel": "email"}, "email", "The preferred channel is E-mail: it needs this."),
        ("contact", {"email": "elise"}, "email", "“elise” is not an e-mail address."),
        (
            "contact",
            {"mobile_phone": "call me"},
            "mobile_phone",
            "“call me” is not a telephone number: write it as +1 514 555 0123.",
        ),
        ("pregnancy", {"dating_method": "ultrasound"}, "edd", "Dating by ultrasound needs the due date."),
        (
            "pregnancy",
            {"scan_gestation_days": "34.5"},
            "scan_gestation_days",
            "“34.5” does not say the gestational age: write weeks and days, such as 34w3d.",
        ),
        ("pregnancy", {"scan_gestation_days": "4w6d"}, "scan_gestation_days", "4w6d is outside 5w0d to 42w6d."),
        ("pregnancy", {"fetal_heartbeats": "2"}, "fetal_heartbeats", "2 heartbeats in 1 sacs."),
        ("pregnancy", {"gestational_sacs": "1.5"}, "gestational_sacs", "“1.5” is not a whole number."),
        ("event", {"grade": "6"}, "grade", "6 is outside 1 to 5."),
        ("event", {"resolved_on": "27 jan 2026"}, "resolved_on", None),
        ("event", {"serious": ["death"]}, "aware_on", "A serious event needs the day the site became aware of it."),
        ("event", {"serious": ["boredom"]}, "serious", None),
    ],
)
def test_what_cannot_be_is_refused_at_the_field(coordinator, new, cycle, kind, typed, field, sentence):
    least = {"consent": answers.CONSENT, "contact": answers.CONTACT, "pregnancy": answers.PREGNANCY}
    found = refused(coordinator, new(kind), **least.get(kind, answers.EVENT) | typed)

    assert list(found) == [field]
    assert sentence is None or found[field] == [sentence]


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"hcg_on": "19 feb 2026"}, "hcg_result", "The test on 2026-02-19 needs its result."),
        ({"hcg_result": "positive"}, "hcg_on", "The result of the test needs its day."),
        ({"transferred_on": "9 feb 2026", "embryos_transferred": "1"}, "embryo_age_days", "Needed with the transfer."),
        ({"embryo_age_days": "8"}, "embryo_age_days", "8 days is outside 2 to 7 days."),
        ({"protocol": ""}, "protocol", "Choose one."),
        (
            {"conception_mode": "natural", "transferred_on": "9 feb 2026", "embryo_age_days": "5"},
            "transferred_on",
            "A transfer on 2026-02-09 in a natural cycle: change the conception mode or clear it.",
        ),
    ],
)
def test_cycle_that_cannot_be_is_refused_at_the_field(coordinator, new, patient, typed, field, sentence):
    least = answers.cycle(ProtocolVersion.objects.get(code="montreal-2014"))

    assert refused(coordinator, new("cycle"), **least | typed)[field] == [sentence]
    assert not Cycle.everything.exists()


def test_history_with_more_unexplained_than_all_is_refused_at_the_field(coordinator, edit, patient):
    found = refused(coordinator, edit("history", patient), prior_unexplained_miscarriages="3", change_reason="chart")

    assert found == {"prior_unexplained_miscarriages": ["3 is above 1, the number of all of them."]}


def test_birth_before_the_pregnancy_was_confirmed_is_refused_at_the_field(coordinator, edit, pregnancy):
    found = refused(coordinator, edit("outcome", pregnancy), **answers.BIRTH | {"ended_on": "1 feb 2026"})

    assert found == {"ended_on": ["Ended on 2026-02-01, before it was confirmed on 2026-02-19."]}


def test_baby_of_a_pregnancy_that_is_no_birth_is_refused_at_its_row(coordinator, edit, pregnancy):
    typed = answers.BIRTH | {"outcome": "loss", "delivery_mode": ""}

    found = refused(coordinator, edit("outcome", pregnancy), **typed)

    sentence = "Pregnancy: The outcome of this pregnancy is “Spontaneous loss”: only a birth has babies."
    assert found == {"": [sentence]}
    pregnancy.refresh_from_db()
    assert (pregnancy.outcome, Baby.everything.count()) == ("ongoing", 0)


def test_baby_of_400_g_too_heavy_is_refused_at_its_row(coordinator, edit, pregnancy):
    found = refused(coordinator, edit("outcome", pregnancy), **answers.BIRTH | {"babies__0__birth_weight_g": "33100"})

    assert found == {"babies-0-birth_weight_g": ["33100 g is outside 200 to 7000 g."]}


def test_pregnancy_of_a_cycle_that_has_one_is_refused(coordinator, new, pregnancy):
    found = refused(coordinator, new("pregnancy"), **answers.PREGNANCY)

    assert found == {"cycle": ["This cycle already has a pregnancy."]}
    assert Pregnancy.everything.count() == 1


def test_infant_seen_before_birth_is_refused_at_the_field(coordinator, new, edit, pregnancy):
    fill(coordinator, edit("outcome", pregnancy), **answers.BIRTH)

    found = refused(coordinator, new("infant"), seen_on="1 oct 2026", alive="yes", neurodevelopment="normal")

    assert found == {"seen_on": ["Seen on 2026-10-01, before birth on 2026-10-20."]}


def test_waiver_without_a_reason_is_refused_at_the_field(client, investigator, new, cycle):
    client.force_login(investigator)

    found = refused(client, new("eligibility"), assessed_on="19 jan 2026", decision="waived")

    assert found == {"reason": ["A waiver needs its reason."]}


def test_eligible_at_the_boundary_without_a_reason_is_refused(client, investigator, new, patient, cycle):
    Patient.objects.filter(pk=patient.pk).update(failed_blastocyst_transfers=3, prior_transfers=3)
    client.force_login(investigator)

    found = refused(client, new("eligibility"), assessed_on="19 jan 2026", decision="eligible")

    assert found == {"reason": ["A criterion is at its boundary: give the reason for the decision."]}


def test_refusals_stand_at_the_top_linked_to_their_fields(coordinator, new, patient):
    response = coordinator.post(new("consent"), answers.CONSENT | {"signed_on": "2015-02-30", "costs": ""})

    assert '<a href="#id_signed_on">Signed on</a>' in response.content.decode()
    assert '<a href="#id_costs_0">Costs explained</a>' in response.content.decode()
    assert "This was not saved yet" in words_of(response)
    assert not Consent.everything.exists()


def test_what_was_typed_stays_in_a_refused_form(coordinator, new, patient):
    response = coordinator.post(new("consent"), answers.CONSENT | {"signed_on": "2015-02-30"})

    assert response.context["form"]["signed_on"].value() == "2015-02-30"
    assert response.context["form"]["form_version"].value() == answers.CONSENT["form_version"]


@pytest.mark.parametrize("text", ["cycle=abc", "cycle=99", "cycle=-1"])
def test_cycle_that_she_does_not_have_is_not_found(coordinator, new, cycle, text):
    assert coordinator.get(new("infusion") + "?" + text).status_code == 404


def test_row_of_another_woman_is_not_found(coordinator, patient, site, consent, acting, today):
    other = factories.patient(site, by=acting, today=today)
    address = reverse("record_edit", kwargs={"study_id": other.study_id, "kind": "consent", "pk": consent.pk})

    assert coordinator.get(address).status_code == 404


def test_cycle_of_another_woman_cannot_be_chosen(coordinator, new, site, assessment, acting, today):
    other = factories.cycle(factories.patient(site, by=acting, today=today), by=acting, today=today)

    found = refused(coordinator, new("infusion"), **answers.INFUSION | {"cycle": other.pk})

    assert list(found) == ["cycle"]
