import pytest
from django.urls import reverse


def navigation(client, person, address):
    client.force_login(person)
    return [(each["label"], each["current"]) for each in client.get(address).context["navigation"]]


def test_navigation_of_a_coordinator(client, alice):
    places = navigation(client, alice, reverse("patients"))

    assert places == [
        ("Today", False),
        ("Patients", True),
        ("Follow-up", False),
        ("Outcome tables", False),
        ("Codebook", False),
    ]


def test_navigation_of_a_data_manager_has_no_today(client, data_manager):
    places = navigation(client, data_manager, reverse("patients"))

    assert places == [("Patients", True), ("Follow-up", False), ("Outcome tables", False), ("Codebook", False)]


@pytest.mark.parametrize("address", [reverse("patients"), "/nowhere/"])
def test_navigation_stands_on_refusals_too(client, board_member, address):
    assert navigation(client, board_member, address) == [("Outcome tables", False), ("Codebook", False)]


def test_navigation_of_an_administrator(client, administrator):
    assert navigation(client, administrator, "/admin/") == [("Codebook", False), ("Administration", True)]
