"""What nobody types by mistake: odd numbers, days at the edge of the calendar, an empty registry."""

import pytest
from django.urls import reverse

from registry.models import Infusion, Pregnancy
from tests import factories
from tests.registry.views import answers
from tests.registry.views.pages import answered, refused, said

NUL = "%00"


@pytest.mark.parametrize("dose", ["1e30", "9" * 30, "-1e30", "1e999999", "0." + "1" * 40])
def test_dose_with_too_many_digits_is_refused_at_the_field(coordinator, new, assessment, dose):
    found = refused(coordinator, new("infusion"), **answers.INFUSION | {"dose_g": dose})

    assert found == {"dose_g": [f"“{dose}” has more digits than any value of the record."]}
    assert not Infusion.everything.exists()


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01"])
def test_due_date_at_the_edge_of_the_calendar_is_refused_at_the_field(coordinator, new, cycle, day):
    typed = answers.PREGNANCY | {"dating_method": "ultrasound", "edd": day}

    assert refused(coordinator, new("pregnancy"), **typed)["edd"] == [
        f"“{day}” is outside the years 1900 to 2100: check the year."
    ]
    assert not Pregnancy.everything.exists()


@pytest.mark.parametrize("number", ["²", "٣", "9" * 30])
def test_cycle_whose_number_is_none_is_not_found(coordinator, new, cycle, number):
    assert coordinator.get(new("infusion", cycle=number)).status_code == 404


@pytest.mark.parametrize("number", ["²", "9" * 30])
def test_earlier_row_whose_number_is_none_is_not_carried_over(coordinator, new, infusion, number):
    page = coordinator.get(new("infusion", like=number)).context["page"]

    assert not page.head["dose_g"].value()


@pytest.mark.parametrize("number", ["²", "9" * 30])
def test_site_whose_number_is_none_cannot_be_chosen(coordinator, number):
    answer = coordinator.post(reverse("enrol"), answers.ENROL | {"site": number})

    assert answer.status_code == 200


@pytest.mark.parametrize("number", ["²", "9" * 5000, ""])
def test_one_more_row_to_rows_without_number_adds_none(coordinator, edit, patient, number):
    address = edit("history", patient)
    data = answered(coordinator, address) | {"add_row": "prior_pregnancies", "prior_pregnancies-TOTAL_FORMS": number}

    assert coordinator.post(address, data).status_code == 200


@pytest.mark.parametrize(
    "address",
    [
        f"/patients/?study_id={NUL}",
        f"/patients/?site={NUL}",
        f"/patients/?{NUL}=1",
        f"/patients/?sort={NUL}",
        f"/follow-up/?site={NUL}",
        f"/patients/MTL-0001/changes/?who={NUL}",
        f"/patients/MTL-0001/consent/new/?like={NUL}",
        f"/patients/MTL-0001{NUL}/",
        f"/admin/outcomes/live_birth/per_woman/?figure_by=site&figure_value={NUL}",
        f"/admin/outcomes/live_birth/?site={NUL}",
        f"/admin/registry/site/?q={NUL}",
    ],
)
def test_address_with_a_nul_byte_is_not_found(coordinator, patient, address):
    assert coordinator.get(address).status_code == 404


def test_name_with_a_nul_byte_finds_nobody(coordinator, patient):
    assert coordinator.post(reverse("patients_by_name"), {"who": "Mar\x00ie"}).context["found"] == []


@pytest.mark.parametrize("address", ["/", "/patients/", "/admin/outcomes/live_birth/"])
def test_registry_without_a_site_opens(client, acting, address):
    client.force_login(factories.person("anna", "coordinator", None))

    assert client.get(address).status_code == 200


def test_enrolling_without_a_site_says_that_there_is_none(client, acting):
    client.force_login(factories.person("anna", "coordinator", None))

    answer = client.get(reverse("enrol"))

    assert said(client, answer) == ["There is no site yet: an administrator of the registry adds the first one."]
