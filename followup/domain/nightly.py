"""Every night: planned contacts against the schedule, and the deviations that come with the day."""

import logging
from datetime import date, datetime

from django.db.models import QuerySet

from followup.domain.days import sites_by_day
from followup.domain.deviations import follow_up_deviations
from followup.domain.planning import changes, replan, with_contacts
from followup.models import FollowUp
from registry.domain.acting import acting_for
from registry.models import Cycle, Site, User

logger = logging.getLogger(__name__)
BATCH = 500  # cycles in one transaction


def reconcile(*, by: User, now: datetime) -> int:
    """Report each difference as an error and mend it, then bring deviations up to the day; how many differences.

    There should be none: contacts are planned in the transaction that changes the record.
    """
    found = 0
    for day, keys in _cycles_by_day(by=by, now=now).items():
        for start in range(0, len(keys), BATCH):
            with acting_for(by, source="task"):
                found += _reconcile(Cycle.objects.filter(pk__in=keys[start : start + BATCH]), today=day)
    return found


def differences(cycles: QuerySet[Cycle], *, today: date) -> list[FollowUp]:
    """Contacts of `cycles` that are not stored as the schedule plans them, as they should be; none if all is well."""
    return [row for cycle in with_contacts(cycles).iterator(chunk_size=BATCH) for row in changes(cycle, today=today)]


def _cycles_by_day(*, by: User, now: datetime) -> dict[date, list[int]]:
    with acting_for(by, source="task"):
        days = sites_by_day(Site.objects.all(), now)
        return {
            day: list(Cycle.objects.filter(site__in=sites).order_by("pk").values_list("pk", flat=True))
            for day, sites in days.items()
        }


def _reconcile(cycles: QuerySet[Cycle], *, today: date) -> int:
    differing = differences(cycles, today=today)
    for row in differing:
        logger.error("The follow-up %s is not stored as the schedule plans it; it is mended.", row)
    wrong = {row.cycle_id for row in differing}
    replan(list(with_contacts(cycles.filter(pk__in=wrong).select_for_update(of=("self",), no_key=True))), today=today)
    followed = cycles.filter(follow_ups__isnull=False).distinct().select_related("protocol")
    follow_up_deviations(list(followed), today=today)
    return len(differing)
