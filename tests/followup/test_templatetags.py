"""What Today says about the scheduler."""

from datetime import UTC, datetime, timedelta

import pytest
from django.template import Context, Template

from followup.domain import heartbeat

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture
def shown(time_machine):
    """The tag as a page shows it so long after the last run, its words in one line."""

    def shown(since=None):
        if since is not None:
            heartbeat.beat(heartbeat.REMINDERS, now=NOON)
        time_machine.move_to(NOON + (since or timedelta()), tick=False)
        return " ".join(Template("{% load followup %}{% reminders_last_ran %}").render(Context()).split())

    return shown


@pytest.mark.parametrize(
    ("since", "words"),
    [
        (timedelta(seconds=59), "Reminders last ran less than a minute ago."),
        (timedelta(minutes=1), "Reminders last ran 1 minute ago."),
        (timedelta(minutes=15), "Reminders last ran 15 minutes ago."),
    ],
)
def test_scheduler_that_runs_is_calm(since, words, shown):
    html = shown(since)

    assert words in html
    assert "status-ok" in html


@pytest.mark.parametrize(
    ("since", "ago"),
    [
        (timedelta(minutes=15, seconds=1), "15 minutes"),
        (timedelta(minutes=119), "119 minutes"),
        (timedelta(hours=2), "2 hours"),
        (timedelta(days=3), "3 days"),
    ],
)
def test_scheduler_that_stands_still_is_an_alert_in_words(since, ago, shown):
    html = shown(since)

    assert f"Reminders last ran {ago} ago: the scheduler stands still. Tell the administrator." in html
    assert "status-alert" in html


def test_scheduler_that_never_ran_is_an_alert(shown):
    html = shown()

    assert "Reminders have never run." in html
    assert "status-alert" in html


def test_heartbeat_is_one_row_for_each_task():
    for minutes in (0, 5):
        heartbeat.beat(heartbeat.REMINDERS, now=NOON + timedelta(minutes=minutes))

    assert heartbeat.last_run(now=NOON + timedelta(minutes=9)).age == timedelta(minutes=4)


def test_nightly_run_says_nothing_about_reminders():
    heartbeat.beat(heartbeat.NIGHTLY, now=NOON)

    assert heartbeat.last_run(now=NOON).at is None
