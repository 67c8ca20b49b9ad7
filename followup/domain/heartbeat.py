"""The sign that the scheduler lives: each periodic task leaves one when it ran to its end."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

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


def in_words(run: LastRun) -> str:
    """A sentence with the age of the last run, and what to do where it is late."""
    if run.age is None:
        return _("Reminders have never run. Is the scheduler started? Tell the administrator.")
    ago = _minutes(int(run.age.total_seconds() // 60))
    if run.is_late:
        return _("Reminders last ran %(ago)s ago: the scheduler stands still. Tell the administrator.") % {"ago": ago}
    return _("Reminders last ran %(ago)s ago.") % {"ago": ago}


def _minutes(minutes: int) -> str:
    if minutes < 1:
        return _("less than a minute")
    if minutes < 120:
        return ngettext("%(count)s minute", "%(count)s minutes", minutes) % {"count": minutes}
    hours = minutes // 60
    if hours < 48:
        return ngettext("%(count)s hour", "%(count)s hours", hours) % {"count": hours}
    return ngettext("%(count)s day", "%(count)s days", hours // 24) % {"count": hours // 24}
