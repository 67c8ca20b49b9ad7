"""Every address × every role × own site, other site, signed out, against the table of rights."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.urls import path, reverse
from django.utils import timezone

from config.access import Unknown, addresses
from registry.domain.pregnancies import record_pregnancy_outcome
from registry.domain.recording import record
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
    Role,
    User,
)
from registry.models.rights import ROLES_WITH
from tests import factories
from tests.registry.views.test_identities import MARIE

# Which row the number in an address means, by the subject of the form.
ROWS = {
    "contact": ContactDetails,
    "consent": Consent,
    "cycle": Cycle,
    "eligibility": EligibilityAssessment,
    "infusion": Infusion,
    "pregnancy": Pregnancy,
    "outcome": Pregnancy,
    "event": AdverseEvent,
    "infant": InfantFollowUp,
}
OF_HER = {"enrolment", "history", "medical", "withdrawal"}  # subjects that are the patient herself
FIGURE = {"name": "live_birth", "key": "per_woman"}

OPENED = "opened"
HIDDEN = "404: does not exist"
REFUSED = "403: not allowed"
SIGN_IN = "to the sign-in"


@pytest.fixture
def told(site, acting, today):
    """A woman with a row of every subject."""
    woman = factories.patient(site, by=acting, contact=MARIE)
    factories.consent(woman, by=acting)
    cycle = factories.cycle(woman, by=acting)
    factories.assessment(cycle, by=acting)
    factories.infusion(cycle, by=acting, dose_g=Decimal(20))  # too little: a deviation
    factories.event(woman, by=acting)
    row = factories.pregnancy(cycle, by=acting, today=date(2026, 2, 19))
    record_pregnancy_outcome(
        row,
        seen=1,
        by=acting,
        today=today,
        outcome="birth",
        ended_on=date(2026, 10, 20),
        babies=[{"status": "live_birth"}],
    )
    seen = InfantFollowUp(
        baby=Baby.objects.get(), cycle=cycle, seen_on=date(2026, 11, 2), alive="yes", neurodevelopment="normal"
    )
    record(seen, by=acting, today=today)
    return woman


def numbers(address, told):
    """What stands in the address in place of its parts; a part that nobody thought of fails."""
    known = {"study_id": told.study_id, **FIGURE}
    kind = address.defaults.get("kind")
    if "/follow-up/<int:pk>/" in address.route:
        known["pk"] = told.follow_ups.first().pk
    elif address.name == "deviation":
        known["pk"] = told.deviations.first().pk
    elif kind in OF_HER:
        known["pk"] = told.pk
    elif kind in ROWS:
        known["pk"] = ROWS[kind].objects.get().pk
    parts = [part.split(":")[-1] for part in address.route.replace("<", ">").split(">")[1::2]]
    return {part: known[part] for part in parts}


def place(address, told):
    named = reverse(address.name, kwargs={**numbers(address, told), **address.defaults})
    return f"{named}?reads=day&text=2026" if address.name == "said" else named


def answer(response):
    if response.status_code == 302 and response.url.startswith(reverse("account_login")):
        return SIGN_IN
    if response.status_code in (403, 404):
        return {403: REFUSED, 404: HIDDEN}[response.status_code]
    return OPENED if response.status_code < 500 else f"{response.status_code}!"


def visit(client, address, told):
    """What the address answers; one to restore a row is asked for a voided row, which then stands again."""
    named = place(address, told)
    before = transaction.savepoint()
    if address.name == "record_restore":
        model, pk = ROWS[address.defaults["kind"]], numbers(address, told)["pk"]
        model.everything.filter(pk=pk).update(voided_at=timezone.now(), void_reason="In error")
    found = answer(client.get(named))
    transaction.savepoint_rollback(before)
    return found


def walk(client, told):
    return {each: visit(client, each, told) for each in addresses()}


def differences(found, expected):
    return {(each.route, found[each], expected(each)) for each in found if found[each] != expected(each)}


def test_every_address_is_known():
    assert len({each.route for each in addresses()}) > 25


def test_address_without_a_right_is_unknown(settings):
    settings.ROOT_URLCONF = type("Forgotten", (), {"urlpatterns": [path("new/", lambda _: HttpResponse(), name="x")]})

    with pytest.raises(Unknown, match="declares no right"):
        list(addresses())


def test_signed_out_every_address_leads_to_sign_in(client, told):
    def expected(address):
        return OPENED if address.is_open else SIGN_IN

    assert differences(walk(client, told), expected) == set()


@pytest.mark.parametrize("role", Role)
def test_at_the_own_site_the_table_of_rights_decides(client, site, told, role):
    client.force_login(factories.person("pat", role, site))

    def expected(address):
        return OPENED if address.is_open or role in ROLES_WITH[address.right] else REFUSED

    assert differences(walk(client, told), expected) == set()


@pytest.mark.parametrize("role", Role)
def test_at_another_site_she_does_not_exist(client, other_site, told, role):
    client.force_login(factories.person("pat", role, other_site))

    def expected(address):
        if not address.is_open and role not in ROLES_WITH[address.right]:
            return REFUSED
        return HIDDEN if address.of_patient else OPENED

    assert differences(walk(client, told), expected) == set()


def test_without_a_role_nothing_opens(client, told):
    client.force_login(User.objects.create_user("nora"))

    def expected(address):
        return OPENED if address.is_open else REFUSED

    assert differences(walk(client, told), expected) == set()
