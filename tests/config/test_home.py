from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from followup.domain.heartbeat import REMINDERS
from followup.models import Heartbeat
from registry.domain.people import grant
from registry.models import User
from tests import factories

NOON = datetime(2026, 5, 4, 16, tzinfo=UTC)


@pytest.fixture
def pregnant(cycle, acting):
    """A woman whose first contact, at 24 weeks, is due on 2026-05-04."""
    factories.consent(cycle.patient, by=acting)
    factories.pregnancy(cycle, by=acting, today=date(2026, 2, 19))
    return cycle.patient


@pytest.fixture
def today_page(client, alice, time_machine):
    def today_page(at=NOON):
        time_machine.move_to(at, tick=False)
        client.force_login(alice)
        return client.get("/")

    return today_page


def test_home_signed_out_leads_to_sign_in(client, db):
    assert client.get("/").status_code == 302


@pytest.mark.parametrize(
    ("role", "begins"),
    [
        ("investigator", "/admin/outcomes/"),
        ("data_manager", "/admin/outcomes/"),
        ("ethics_board", "/admin/outcomes/"),
        ("administrator", "/admin/"),
    ],
)
def test_home_leads_the_others_to_their_work(client, site, acting, role, begins):
    client.force_login(factories.person("pat", role, site))

    assert client.get("/").url == begins


def test_home_of_a_coordinator_with_another_role_is_today(client, alice, site, acting):
    grant(user=alice, role="investigator", site=site, by=acting)
    client.force_login(alice)

    assert client.get("/").status_code == 200


def test_home_without_a_role_says_so(client, db):
    client.force_login(User.objects.create_user("nora"))
    answer = client.get("/")

    assert answer.status_code == 403
    assert "You have no role at any site yet" in answer.content.decode()


def test_today_lists_contacts_while_their_window_is_open_and_after(today_page, pregnant):
    [contact] = pregnant.follow_ups.order_by("due_on")[:1]
    at = {
        name: datetime.combine(day, NOON.timetz())
        for name, day in (
            ("before", contact.window_opens_on - timedelta(days=1)),
            ("open", contact.window_opens_on),
            ("overdue", contact.window_closes_on + timedelta(days=1)),
        )
    }

    states = {name: [str(line.state) for line in today_page(moment).context["contacts"]] for name, moment in at.items()}

    assert states == {"before": [], "open": ["due"], "overdue": ["overdue"]}


def test_today_of_another_site_is_empty(client, charlie, pregnant, cycle, acting):
    factories.infusion(cycle, by=acting)
    client.force_login(charlie)
    context = client.get("/").context

    assert (context["contacts_total"], context["deviations_total"]) == (0, 0)


def test_today_lists_deviations_that_want_a_reason(today_page, cycle, acting):
    factories.infusion(cycle, by=acting)

    answer = today_page()

    assert {row.code for row in answer.context["deviations"]} == {"CONSENT", "NOT_ELIGIBLE"}
    assert "Dose without consent" in answer.content.decode()


@pytest.mark.parametrize(("minutes", "word"), [(14, "Running"), (16, "Late"), (None, "Late")])
def test_today_says_when_reminders_last_ran(today_page, minutes, word):
    if minutes:
        Heartbeat.objects.create(task=REMINDERS, beat_at=NOON - timedelta(minutes=minutes))

    assert word in today_page().content.decode()


def test_today_takes_as_many_queries_for_three_as_for_one(today_page, client, site, acting):
    def woman():
        cycle = factories.cycle(factories.patient(site, by=acting), by=acting)
        factories.pregnancy(cycle, by=acting, today=date(2026, 2, 19))
        factories.infusion(cycle, by=acting)

    def queries():
        with CaptureQueriesContext(connection) as captured:
            client.get("/")
        return len(captured)

    woman()
    today_page()
    one = queries()
    woman()
    woman()

    assert queries() == one
