"""How follow-up stands in one glance: for the one who runs the registry, without a name or study ID."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min, Q

from followup.domain.days import sites_by_day
from followup.domain.heartbeat import LastRun, last_run
from followup.models import FollowUp, Reminder, ReminderState
from registry.models import Site


@dataclass(frozen=True, kw_only=True)
class Status:
    """Reminders by state, the moment since which the longest waiting could have been sent, contacts by urgency."""

    reminders_last_ran: LastRun
    reminders: dict[str, int]
    waiting_since: datetime | None
    contacts: dict[str, int]


def status(*, now: datetime) -> Status:
    """How it stands at the sites that the person acts for."""
    counted = dict(Reminder.objects.order_by().values_list("state").annotate(Count("pk")))
    waiting = Reminder.objects.ready(now).aggregate(since=Min("send_after"))["since"]
    return Status(
        reminders_last_ran=last_run(now=now),
        reminders={state.value: counted.get(state.value, 0) for state in ReminderState},
        waiting_since=waiting,
        contacts=_contacts(now),
    )


def _contacts(now: datetime) -> dict[str, int]:
    found = {"due": 0, "overdue": 0}
    for today, sites in sites_by_day(Site.objects.all(), now).items():
        closed = Q(window_closes_on__lt=today)
        there = FollowUp.objects.wanted(today).filter(site__in=sites, window_opens_on__lte=today)
        counted = there.aggregate(due=Count("pk", filter=~closed), overdue=Count("pk", filter=closed))
        found = {state: number + counted[state] for state, number in found.items()}
    return found
