"""Contacts missed or made late are deviations, opened and closed by the rules like any other."""

from collections import defaultdict
from datetime import date
from typing import cast

from django.db.models import prefetch_related_objects

from followup.models import FollowUp, FollowUpStatus
from registry.domain.deviations import reconcile
from registry.domain.facts import ref
from registry.models import Cycle
from registry.protocol.deviations import follow_up_findings
from registry.protocol.facts import ContactFact

RULES = frozenset({"FOLLOW_UP_MISSED", "FOLLOW_UP_LATE"})


def follow_up_deviations(cycles: list[Cycle], *, today: date) -> None:
    """Open what is missed from the day after its window, or was made late; close what is so no more."""
    prefetch_related_objects(cycles, "deviations")
    facts = defaultdict(list)
    for row in FollowUp.objects.filter(cycle__in=cycles).exclude(window_closes_on=None):
        facts[row.cycle_id].append(contact_fact(row))
    for cycle in cycles:
        reconcile(cycle, follow_up_findings(facts[cycle.pk], today), rules=RULES, today=today)


def contact_fact(row: FollowUp) -> ContactFact:
    """The contact as the rules look at it; it has a window."""
    return ContactFact(
        ref=ref(row),
        kind=row.kind,
        first_on=cast(date, row.window_opens_on),
        last_on=cast(date, row.window_closes_on),
        completed_on=row.completed_on,
        cancelled=row.status == FollowUpStatus.CANCELLED,
    )
