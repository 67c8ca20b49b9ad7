"""What the clock does, and its timetable."""

from datetime import UTC, datetime, timedelta

import pytest

from config.celery import app
from followup import tasks
from followup.domain import heartbeat
from followup.models import Heartbeat, Reminder
from registry.models import Deviation
from tests.followup.conftest import STEP_14

pytestmark = pytest.mark.django_db


@pytest.fixture
def handed_out(monkeypatch):
    """The reminders that were handed to the queue."""
    handed_out = []
    monkeypatch.setattr(tasks.send_reminder, "apply_async", lambda args, **options: handed_out.append(args[0]))
    return handed_out


def test_remind_opens_and_hands_out_what_is_ready_and_leaves_a_heartbeat(visit, handed_out, time_machine):
    time_machine.move_to(STEP_14, tick=False)

    tasks.remind()

    assert handed_out == [Reminder.objects.get().pk]
    assert heartbeat.last_run(now=STEP_14).at == STEP_14


def test_remind_hands_out_again_what_nobody_took(visit, handed_out, time_machine):
    for minutes in (0, 5):
        time_machine.move_to(STEP_14 + timedelta(minutes=minutes), tick=False)
        tasks.remind()

    assert handed_out == [Reminder.objects.get().pk] * 2


def test_remind_takes_up_what_was_cut_off(visit, handed_out, time_machine):
    time_machine.move_to(STEP_14, tick=False)
    tasks.remind()
    Reminder.objects.update(state="sending", claimed_at=STEP_14)
    time_machine.move_to(STEP_14 + timedelta(minutes=20), tick=False)

    tasks.remind()

    assert len(handed_out) == 2


def test_send_reminder_sends_it(visit, handed_out, time_machine, mailoutbox):
    time_machine.move_to(STEP_14, tick=False)
    tasks.remind()

    tasks.send_reminder(handed_out[0])

    assert [letter.to for letter in mailoutbox] == [["zoe@example.org"]]
    assert Reminder.objects.get().state == "sent"


def test_remind_that_cannot_reach_the_queue_leaves_no_heartbeat(visit, monkeypatch, time_machine):
    time_machine.move_to(STEP_14, tick=False)

    def gone(args, **options):
        raise ConnectionError

    monkeypatch.setattr(tasks.send_reminder, "apply_async", gone)

    with pytest.raises(ConnectionError):
        tasks.remind()
    assert not Heartbeat.objects.exists()


def test_night_opens_what_was_missed_and_leaves_its_own_heartbeat(visit, time_machine):
    time_machine.move_to(datetime(2026, 5, 7, 9, 10, tzinfo=UTC), tick=False)

    tasks.reconcile_overnight()

    assert Deviation.objects.filter(code="FOLLOW_UP_MISSED", closed_on=None).exists()
    assert [each.task for each in Heartbeat.objects.all()] == [heartbeat.NIGHTLY]


def test_timetable_names_tasks_that_are_there():
    assert {entry["task"] for entry in app.conf.beat_schedule.values()} - set(app.tasks) == set()
