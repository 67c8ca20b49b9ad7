"""Answers what pages of the record ask about planned contacts (see `registry.domain.contacts`)."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date

from django.db.models import Expression, OuterRef, Subquery

from followup.models import FollowUp
from registry.domain.contacts import Contact


def contacts_of(patients: Collection[int], *, today: date) -> Mapping[int, Sequence[Contact]]:
    """All contacts of these women (primary keys), earliest first, in one query."""
    found: dict[int, list[Contact]] = defaultdict(list)
    rows = FollowUp.objects.filter(patient__in=patients).select_related("cycle", "patient")
    for row in rows.order_by("due_on", "completed_on", "pk"):
        found[row.patient_id].append(_contact(row, today))
    return found


def _contact(row: FollowUp, today: date) -> Contact:
    return Contact(
        title=row.title,
        cycle_number=row.cycle.cycle_number,
        state=str(row.state_on(today)),
        due_on=row.due_on,
        first_on=row.window_opens_on,
        last_on=row.window_closes_on,
        completed_on=row.completed_on,
        method=row.get_method_display(),
        address=row.get_absolute_url(),
    )


def next_day(today: date) -> Expression:
    """In a query of patients: the ideal day of her next open contact, or NULL."""
    open_ones = FollowUp.objects.wanted(today).filter(patient=OuterRef("pk")).order_by("due_on")
    return Subquery(open_ones.values("due_on")[:1])
