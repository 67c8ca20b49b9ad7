"""Every address of the record's forms as each role, as somebody of another site, and signed out."""

import pytest
from django.urls import reverse

from registry.models import Patient
from registry.models.rights import ROLES_WITH, Right, Role
from registry.record_urls import urlpatterns
from registry.views.subjects import SUBJECTS
from tests import factories
from tests.registry.views import answers
from tests.registry.views.pages import fill

OF_PATIENT = [pattern for pattern in urlpatterns if pattern.default_args]


@pytest.fixture
def addresses(coordinator, new, edit, patient, infusion, pregnancy, event):
    """(address, right) of every pattern, for rows that are there."""
    fill(coordinator, new("contact"), **answers.CONTACT)
    fill(coordinator, edit("outcome", pregnancy), **answers.BIRTH)
    fill(coordinator, new("infant"), seen_on="12 nov 2026", alive="yes", neurodevelopment="normal")
    coordinator.logout()
    return [(_address(pattern, patient), pattern.callback.right) for pattern in OF_PATIENT]


def _address(pattern, patient):
    kind = pattern.default_args["kind"]
    names = {"study_id": patient.study_id, "kind": kind}
    if pattern.name != "record_new":
        model = SUBJECTS[kind].model
        of_hers = {"pk": patient.pk} if model is Patient else {"patient": patient}
        names["pk"] = model.objects.filter(**of_hers).first().pk
    return reverse(pattern.name, kwargs=names)


def test_every_subject_has_its_addresses():
    assert {pattern.default_args["kind"] for pattern in OF_PATIENT} == set(SUBJECTS)


def test_signed_out_is_led_to_sign_in(client, addresses):
    answered = {client.get(address)["Location"].partition("?")[0] for address, _right in addresses}

    assert answered == {reverse("account_login")}


def test_another_sites_patient_does_not_exist(client, addresses, charlie, other_site):
    investigator = factories.person("ivan", "investigator", other_site)

    for person in (charlie, investigator):
        client.force_login(person)
        answered = {client.get(address).status_code for address, right in addresses if _holds(person, right)}
        assert answered == {404}


def _holds(person, right):
    return bool(person.roles() & ROLES_WITH[right])


@pytest.mark.parametrize("role", Role)
def test_a_role_opens_what_its_rights_reach(client, addresses, site, role):
    person = factories.person("pat", role, site)
    client.force_login(person)

    refused = {address for address, _right in addresses if client.get(address).status_code == 403}

    assert refused == {address for address, right in addresses if not _holds(person, right)}


def test_nothing_is_written_for_another_site(client, addresses, charlie, patient):
    client.force_login(charlie)

    answered = {client.post(address, answers.CONSENT | {"reason": "x"}).status_code for address, _right in addresses}

    assert answered <= {403, 404}
    assert patient.consents.count() == 1


@pytest.mark.parametrize("role", sorted(set(Role) - ROLES_WITH[Right.ENTER_RECORD]))
def test_enrolling_takes_the_right_to_enter(client, site, role):
    client.force_login(factories.person("pat", role, site))

    assert client.get(reverse("enrol")).status_code == 403


def test_enrolling_signed_out_is_led_to_sign_in(client, db):
    assert client.get(reverse("enrol"))["Location"].startswith(reverse("account_login"))
