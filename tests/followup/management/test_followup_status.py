"""The command that says how follow-up stands."""

import json
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from followup.domain import heartbeat
from followup.domain.reminders import open_due
from tests.followup.conftest import STEP_14

pytestmark = pytest.mark.django_db


def run(**options):
    out = StringIO()
    call_command("followup_status", stdout=out, **options)
    return out.getvalue()


@pytest.fixture
def running(visit, time_machine):
    """One reminder was opened four minutes ago and waits; the visit's window has just opened."""
    open_due(now=STEP_14)
    heartbeat.beat(heartbeat.REMINDERS, now=STEP_14)
    time_machine.move_to(STEP_14 + timedelta(minutes=4), tick=False)


def test_status_as_json(running):
    assert json.loads(run(format="json")) == {
        "reminders_last_run": "2026-04-08T15:00:00+00:00",
        "reminders_late": False,
        "reminders": {"opened": 1, "sending": 0, "sent": 0, "failed": 0, "no_longer_needed": 0},
        "waiting_since": "2026-04-08T15:00:00+00:00",
        "contacts": {"due": 1, "overdue": 0},
    }


def test_status_in_words(running):
    first, waiting, *_states, contacts = run().splitlines()

    assert (first, waiting, contacts) == (
        "Reminders last ran 4 minutes ago.",
        "A reminder has been ready to go since 2026-04-08T15:00+00:00.",
        "Contacts due: 1, overdue: 0.",
    )


def test_status_before_the_scheduler_ever_ran(acting):
    found = json.loads(run(format="json"))

    assert (found["reminders_last_run"], found["reminders_late"]) == (None, True)


def test_status_counts_overdue_contacts(visit, time_machine):
    time_machine.move_to(datetime(2026, 5, 7, 16, tzinfo=UTC), tick=False)

    assert json.loads(run(format="json"))["contacts"] == {"due": 0, "overdue": 1}


def test_status_of_another_site_counts_nothing_of_this_one(running, charlie):
    found = json.loads(run(format="json", user="charlie"))

    assert (found["reminders"]["opened"], found["contacts"]) == (0, {"due": 0, "overdue": 0})


def test_status_for_somebody_without_a_role_is_refused(running, site):
    from registry.models import User  # noqa: PLC0415

    User.objects.create_user("nobody", "nobody@example.org", "correct horse battery")

    with pytest.raises(CommandError, match="may not do this"):
        run(user="nobody")


def test_status_for_a_name_that_is_not_there_is_refused(running):
    with pytest.raises(CommandError, match="“eve”"):
        run(user="eve")
