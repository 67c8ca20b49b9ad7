import pytest
from django.urls import reverse

from registry.models import AccessLog
from tests import factories

BY_NAME = reverse("patients_by_name")
MARIE = {
    "given_name": "Marie-Ève",
    "family_name": "Tremblay",
    "medical_record_number": "H123456",
    "email": "marie@example.org",
    "language": "fr",
    "channel": "email",
}


@pytest.fixture
def marie(site, acting):
    return factories.patient(site, by=acting, contact=MARIE)


def noted():
    return list(AccessLog.objects.order_by("pk").values_list("kind", "username", "subject", "detail"))


def test_identity_is_not_on_the_patient_page(client, alice, marie):
    client.force_login(alice)

    assert "Tremblay" not in client.get(marie.get_absolute_url()).content.decode()


def test_identity_on_request_is_shown_and_noted(client, alice, marie):
    client.force_login(alice)
    page = client.get(reverse("identity", args=[marie.study_id])).content.decode()

    assert "Marie-Ève Tremblay" in page
    assert noted()[1:] == [("identity_viewed", "alice", marie.study_id, {})]


def test_identity_by_htmx_is_the_panel_alone(client, alice, marie):
    client.force_login(alice)
    panel = client.get(reverse("identity", args=[marie.study_id]), headers={"HX-Request": "true"}).content.decode()

    assert "Tremblay" in panel
    assert "<html" not in panel


def test_identity_of_another_site_does_not_exist(client, charlie, marie):
    client.force_login(charlie)

    assert client.get(reverse("identity", args=[marie.study_id])).status_code == 404
    assert [kind for kind, *_ in noted()] == ["signed_in"]


def test_identity_for_a_data_manager_is_refused(client, data_manager, marie):
    client.force_login(data_manager)

    assert client.get(reverse("identity", args=[marie.study_id])).status_code == 403


@pytest.mark.parametrize("who", ["tremblay", "Tremblay marie", "marie-eve TREMBLAY", "h123456"])
def test_search_by_name_finds_her_and_notes_no_name(client, alice, marie, who):
    client.force_login(alice)
    page = client.post(BY_NAME, {"who": who}).content.decode()

    assert "Tremblay, Marie-Ève" in page
    assert noted()[1:] == [("identity_searched", "alice", "", {"found": [marie.study_id]})]


@pytest.mark.parametrize("who", ["trembl", "gagnon", "", "   ", "-'", "\x00"])
def test_search_by_name_of_nobody(client, alice, marie, who):
    client.force_login(alice)
    page = client.post(BY_NAME, {"who": who}).content.decode()

    assert "Nobody of that name" in page


def test_search_by_name_stays_within_the_site(client, charlie, marie):
    client.force_login(charlie)

    assert marie.study_id not in client.post(BY_NAME, {"who": "Tremblay"}).content.decode()


def test_search_by_name_for_a_data_manager_is_refused(client, data_manager, marie):
    client.force_login(data_manager)

    assert client.post(BY_NAME, {"who": "Tremblay"}).status_code == 403


def test_search_by_name_is_never_in_an_address(client, alice):
    client.force_login(alice)

    assert client.get(BY_NAME, {"who": "Tremblay"}).status_code == 405
