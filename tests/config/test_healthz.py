"""What a monitor is told."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache.backends.redis import RedisCache
from django.db import connection

from config import settings as own_settings
from followup.domain.heartbeat import REMINDERS
from followup.models import Heartbeat

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def beaten(time_machine):
    """Reminders ran at noon."""
    noon = datetime(2026, 11, 20, 12, tzinfo=UTC)
    time_machine.move_to(noon, tick=False)
    Heartbeat.objects.create(task=REMINDERS, beat_at=noon)


def test_healthz_when_all_is_well(client, beaten):
    answer = client.get("/healthz")

    assert answer.status_code == 200
    assert answer.json() == {
        "database": True,
        "redis": True,
        "reminders_last_run": "2026-11-20T12:00:00Z",
        "reminders_late": False,
    }
    assert "no-store" in answer["Cache-Control"]


def test_healthz_when_reminders_have_not_run_for_a_quarter_of_an_hour(client, beaten, time_machine):
    time_machine.shift(timedelta(minutes=15, seconds=1))

    answer = client.get("/healthz")

    assert (answer.status_code, answer.json()["reminders_late"]) == (503, True)


def test_healthz_when_reminders_never_ran(client):
    answer = client.get("/healthz")

    assert (answer.status_code, answer.json()["reminders_last_run"]) == (503, None)


def test_healthz_without_database_still_answers(client, monkeypatch):
    connection.close()
    monkeypatch.setitem(connection.settings_dict, "HOST", "/nowhere")

    answer = client.get("/healthz")

    monkeypatch.undo()
    connection.close()
    assert (answer.status_code, answer.json()["database"]) == (503, False)


def test_healthz_without_redis_still_answers(client, beaten, monkeypatch):
    gone = RedisCache("unix:///nowhere/redis.sock", own_settings.CACHES["default"])
    monkeypatch.setattr("config.healthz.cache", gone)

    answer = client.get("/healthz")

    assert (answer.status_code, answer.json()["redis"]) == (503, False)
