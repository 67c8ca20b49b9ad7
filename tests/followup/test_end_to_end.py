"""From beat to the letter: real PostgreSQL, Redis, worker, beat and mail server."""

import os
import subprocess
import sys
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection

from followup.domain.days import day_at
from followup.domain.heartbeat import REMINDERS
from followup.models import FollowUp, Heartbeat, Reminder, ReminderState
from registry.domain.acting import acting_for
from registry.models import User
from tests import factories
from tests.followup.conftest import CONTACT
from tests.followup.mail_server import mail_server
from tests.processes import eventually

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60  # seconds

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def mailbox():
    with mail_server() as (mailbox, port):
        mailbox.port = port
        yield mailbox


@pytest.fixture
def worker_and_beat(mailbox, tmp_path):
    """Started when called; ended with the test."""
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.followup.worker_settings",
        "TEST_DATABASE": connection.settings_dict["NAME"],
        "TEST_QUEUE": f"test-{uuid.uuid4().hex}",
        "TEST_BEAT_SCHEDULE": str(tmp_path / "beat"),
        "TEST_MAIL_PORT": str(mailbox.port),
    }
    celery = [sys.executable, "-m", "celery", "--app", "tests.followup.worker", "--quiet"]
    started = []

    def start():
        for program in (
            ["worker", "--concurrency", "1", "--without-mingle", "--without-gossip"],
            ["beat", "--pidfile="],
        ):
            with open(tmp_path / f"{program[0]}.log", "wb") as log:
                started.append(subprocess.Popen([*celery, *program], cwd=ROOT, env=environment, stdout=log, stderr=log))

    yield start
    for process in started:
        process.terminate()
    for process in started:
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(5)


def where_it_is_one_in_the_afternoon(now):
    """A zone in which no quiet hours hold, whenever the test runs."""
    east = 13 - now.hour
    return f"Etc/GMT{-east:+d}" if east else "Etc/GMT"


def expecting(now, *, in_days):
    """A woman whose first visit is planned for that many days from now."""
    system = User.objects.system()
    with acting_for(system, source="test"):
        site = factories.site("MTL", by=system, timezone=where_it_is_one_in_the_afternoon(now))
        today = day_at(site, now)
        patient = factories.patient(site, by=system, today=today, contact=CONTACT)
        factories.consent(patient, by=system, today=today)
        natural = {"conception_mode": "natural", "transferred_on": None, "embryo_age_days": None}
        cycle = factories.cycle(patient, by=system, today=today, embryos_transferred=None, **natural)
        edd = today + timedelta(days=in_days + 280 - 91)
        factories.pregnancy(cycle, by=system, today=today, dating_method="ultrasound", edd=edd, confirmed_on=today)
    return patient


def rows(model):
    with acting_for(User.objects.system(), source="test"):
        return list(model.objects.all())


def test_reminder_goes_from_beat_to_her_mailbox_once(worker_and_beat, mailbox):
    expecting(datetime.now(UTC), in_days=3)

    worker_and_beat()

    assert eventually(lambda: mailbox.letters, PATIENCE)
    first_run = Heartbeat.objects.get(task=REMINDERS).beat_at
    assert eventually(
        lambda: Heartbeat.objects.get(task=REMINDERS).beat_at > first_run + timedelta(seconds=2), PATIENCE
    )
    [letter], [reminder] = mailbox.letters, rows(Reminder)
    assert (reminder.state, reminder.step, reminder.attempts) == (ReminderState.SENT, "before_3", 1)
    assert (letter["To"], letter["Message-ID"]) == (CONTACT["email"], reminder.message_id)


def test_reminder_that_the_mail_server_cannot_take_now_is_sent_when_it_can(worker_and_beat, mailbox):
    expecting(datetime.now(UTC), in_days=3)
    mailbox.answers["RCPT"] = "451 Try again later"

    worker_and_beat()

    assert eventually(lambda: [each.answer for each in rows(Reminder)] == ["451"], PATIENCE)
    mailbox.answers.clear()
    with acting_for(User.objects.system(), source="test"):
        Reminder.objects.update(send_after=datetime.now(UTC))  # its minute has passed
    assert eventually(lambda: [each.state for each in rows(Reminder)] == [ReminderState.SENT], PATIENCE)
    assert [letter["To"] for letter in mailbox.letters] == [CONTACT["email"]]


def test_woman_whose_first_visit_is_further_away_gets_nothing(worker_and_beat, mailbox):
    expecting(datetime.now(UTC), in_days=20)

    worker_and_beat()

    assert eventually(Heartbeat.objects.filter(task=REMINDERS).exists, PATIENCE)
    assert (mailbox.letters, rows(Reminder), len(rows(FollowUp))) == ([], [], 3)
