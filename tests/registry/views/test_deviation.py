"""A deviation is read by many, explained by some, classified by investigators."""

from decimal import Decimal

import pytest
from django.urls import reverse

from registry.domain.deviations import explain
from registry.models import Deviation
from tests import factories
from tests.registry.views.pages import words_of


@pytest.fixture
def low(cycle, consent, assessment, acting, today):
    """A dose of 333 mg/kg, and what the rules say of it."""
    factories.infusion(cycle, by=acting, today=today, dose_g=Decimal(20))
    return Deviation.objects.get(code="DOSE_LOW")


@pytest.fixture
def address(low):
    return reverse("deviation", kwargs={"study_id": low.patient.study_id, "pk": low.pk})


def test_deviation_shows_what_the_rules_found(coordinator, address):
    words = words_of(coordinator.get(address))

    assert "Expected 600–800 mg/kg Observed 333 mg/kg" in words
    assert "Infusion 2 Feb 2026" in words


def test_reason_and_actions_are_saved(coordinator, address, low):
    said = {"reason": "Vial broken", "corrective_action": "Ordered", "preventive_action": "Two in stock"}
    answer = coordinator.post(address, said | {"seen": low.version})

    low.refresh_from_db()
    assert answer["Location"] == "/patients/MTL-0001/#deviations"
    assert {name: getattr(low, name) for name in said} == said
    assert (low.classification, low.closed_on) == ("important", None)


def test_deviation_of_a_coordinator_offers_no_classification(coordinator, address, low):
    assert "classification" not in coordinator.get(address).context["form"].fields

    coordinator.post(address, {"reason": "Vial broken", "classification": "not_important", "seen": low.version})

    low.refresh_from_db()
    assert (low.reason, low.classification) == ("Vial broken", "important")


def test_deviation_is_classified_by_an_investigator(client, investigator, address, low):
    client.force_login(investigator)
    client.post(address, {"reason": "Vial broken", "classification": "not_important", "seen": low.version})

    low.refresh_from_db()
    assert low.classification == "not_important"


def test_deviation_is_read_only_to_the_board(client, board_member, address, low):
    client.force_login(board_member)

    assert "form" not in client.get(address).context
    assert client.post(address, {"reason": "No", "seen": low.version}).status_code == 403
    low.refresh_from_db()
    assert low.reason == ""


def test_deviation_explained_by_somebody_else_first_is_shown_and_nothing_is_lost(
    coordinator, address, low, acting, today
):
    seen = low.version
    explain(low, seen=seen, by=acting, today=today, reason="Vial broken")

    answer = coordinator.post(address, {"reason": "She felt unwell", "seen": seen})

    words = words_of(answer)
    assert "Somebody else saved first" in words
    assert "Reason Vial broken" in words
    assert answer.context["form"]["reason"].value() == "She felt unwell"
    low.refresh_from_db()
    assert low.reason == "Vial broken"

    coordinator.post(address, {"reason": "She felt unwell", "seen": answer.context["form"]["seen"].value()})
    low.refresh_from_db()
    assert low.reason == "She felt unwell"


@pytest.mark.parametrize("seen", ["", "x", "²", "9" * 30])
def test_deviation_without_the_version_seen_is_refused(coordinator, address, low, seen):
    answer = coordinator.post(address, {"reason": "Vial broken", "seen": seen})

    low.refresh_from_db()
    assert (answer.status_code, low.reason) == (200, "")


def test_deviation_of_another_woman_is_not_found(coordinator, low, site, acting, today):
    other = factories.patient(site, by=acting, today=today)
    elsewhere = reverse("deviation", kwargs={"study_id": other.study_id, "pk": low.pk})

    assert coordinator.get(elsewhere).status_code == 404


@pytest.mark.parametrize("page", ["/", "/patients/MTL-0001/"])
def test_deviation_is_linked_where_it_is_listed(coordinator, address, page):
    assert f'href="{address}"' in coordinator.get(page).content.decode()
