"""The sign that the scheduler lives: each periodic task leaves one when it ran to its end."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from followup.models import Heartbeat

REMINDERS = "reminders"
NIGHTLY = "nightly reconciliation"
LATE_AFTER = timedelta(minutes=15)


@dataclass(frozen=True)
class LastRun:
    """When reminders last ran to their end (None: never yet), seen at the moment `now`."""

    at: datetime | None
    now: datetime

    @property
    def age(self) -> timedelta | None:
        return None if self.at is None else self.now - self.at

    @property
    def is_late(self) -> bool:
        """Whether the scheduler seems to stand still."""
        return self.age is None or self.age > LATE_AFTER


def beat(task: str, *, now: datetime) -> None:
    """Say that `task` ran to its end."""
    Heartbeat.objects.update_or_create(task=task, defaults={"beat_at": now})


def last_run(*, now: datetime) -> LastRun:
    """The last run of the task that opens and hands out reminders."""
    return LastRun(at=Heartbeat.objects.filter(task=REMINDERS).values_list("beat_at", flat=True).first(), now=now)
