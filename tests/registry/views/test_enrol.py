"""Enrolling a woman through the page."""

import pytest

from registry.models import ContactDetails, Membership, Patient
from tests.registry.views import answers
from tests.registry.views.pages import answered, fill, refused, said

ENROL = "/patients/new/"
CONTACT = {f"contact-{name}": value for name, value in answers.CONTACT.items()}


def test_enrol_gives_the_next_study_id(coordinator, patient):
    response = fill(coordinator, ENROL, **answers.ENROL)

    assert response["Location"] == "/patients/MTL-0002/"
    assert said(coordinator, response) == ["Enrolled as MTL-0002."]


def test_enrol_with_contact_details_keeps_them_apart(coordinator):
    fill(coordinator, ENROL, **answers.ENROL, **CONTACT)

    row = ContactDetails.objects.get()
    assert (row.patient.study_id, row.family_name, row.language) == ("MTL-0001", "Roy-Tremblay", "fr")


def test_enrol_without_contact_details_leaves_them_for_later(coordinator):
    fill(coordinator, ENROL, **answers.ENROL)

    assert not ContactDetails.objects.exists()


def test_enrol_leads_on_to_the_history(coordinator):
    response = fill(coordinator, ENROL, **answers.ENROL, save_then="yes")

    assert response["Location"] == f"/patients/MTL-0001/history/{Patient.objects.get().pk}/edit/"


def test_enrol_sent_twice_is_one_woman(coordinator):
    data = answered(coordinator, ENROL, **answers.ENROL, **CONTACT)

    locations = [coordinator.post(ENROL, data)["Location"] for _time in range(2)]

    assert locations == ["/patients/MTL-0001/"] * 2
    assert (Patient.objects.count(), ContactDetails.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"date_of_birth": "2015-02-30"}, "date_of_birth", "“2015-02-30” is not a day: February 2015 has 28 days."),
        (
            {"date_of_birth": "13 jan 2026"},
            "date_of_birth",
            "The date of birth 2026-01-13 is not before enrolment on 2026-01-12.",
        ),
        ({"weight_kg": "900"}, "weight_kg", "900 kg is outside 30 to 250 kg."),
        ({"height_cm": "1.65"}, "height_cm", "“1.65” has more than 1 digit behind the point."),
        ({"indication": None}, "indication", "Choose one."),
        ({"contact-given_name": "Élise"}, "contact-family_name", "This is needed."),
    ],
)
def test_enrolment_that_cannot_be_is_refused_at_the_field(coordinator, typed, field, sentence):
    assert refused(coordinator, ENROL, **answers.ENROL | typed)[field] == [sentence]
    assert not Patient.everything.exists()


def test_enrolment_in_the_future_is_refused_at_the_field(coordinator):
    [sentence] = refused(coordinator, ENROL, **answers.ENROL | {"enrolled_on": "1 jan 2099"})["enrolled_on"]

    assert sentence.startswith("2099-01-01 is in the future")


def test_a_contact_that_the_verb_refuses_enrols_nobody(coordinator):
    typed = answers.ENROL | CONTACT | {"contact-channel": "sms"}

    assert list(refused(coordinator, ENROL, **typed)) == ["contact-mobile_phone"]
    assert not Patient.everything.exists()


def test_site_is_asked_of_those_who_have_several(client, site, other_site, alice):
    Membership.objects.create(user=alice, role="coordinator", site=other_site)
    client.force_login(alice)

    response = fill(client, ENROL, **answers.ENROL, site=other_site.pk)

    assert response["Location"] == "/patients/OTT-0001/"


def test_another_site_cannot_be_chosen(coordinator, other_site):
    assert list(refused(coordinator, ENROL, **answers.ENROL, site=other_site.pk)) == ["site"]
