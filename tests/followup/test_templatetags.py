"""What Today says about the scheduler."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.template import Context, Template

from followup.domain import heartbeat
from followup.domain.worklist import Line
from followup.models import FollowUp
from followup.templatetags.followup import window_words

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


@pytest.mark.parametrize(
    ("today", "words"),
    [
        (date(2026, 4, 6), "opens in 2 days"),
        (date(2026, 4, 7), "opens in 1 day"),
        (date(2026, 4, 8), "28 days left"),
        (date(2026, 5, 5), "1 day left"),
        (date(2026, 5, 6), "last day"),
        (date(2026, 5, 7), "closed 1 day ago"),
        (date(2026, 5, 16), "closed 10 days ago"),
    ],
)
def test_window_is_told_in_words(today, words):
    contact = FollowUp(window_opens_on=date(2026, 4, 8), window_closes_on=date(2026, 5, 6))

    assert window_words(Line(contact=contact, state=contact.state_on(today), today=today, calls=False)) == words


def test_heartbeat_is_one_row_for_each_task():
    for minutes in (0, 5):
        heartbeat.beat(heartbeat.REMINDERS, now=NOON + timedelta(minutes=minutes))

    assert heartbeat.last_run(now=NOON + timedelta(minutes=9)).age == timedelta(minutes=4)


def test_nightly_run_says_nothing_about_reminders():
    heartbeat.beat(heartbeat.NIGHTLY, now=NOON)

    assert heartbeat.last_run(now=NOON).at is None
