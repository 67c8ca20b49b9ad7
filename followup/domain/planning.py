"""Planned contacts follow from the record: written, moved and cancelled in the transaction that changed it.

Contacts that were made, reported missed or brought by a file stay as they are; the others are the schedule's.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet, prefetch_related_objects

from followup.domain.days import day_at
from followup.models import FollowUp, FollowUpStatus
from followup.schedule import ContactStatus, PlannedContact, planned_contacts
from registry.domain.facts import cycle_facts, with_facts
from registry.models import Cycle
from registry.models.base import update_together
from registry.models.choices import FollowUpKind

# What the schedule may change in a row; the rest is what people learnt.
PLANNED = (
    "status",
    "due_on",
    "window_opens_on",
    "window_closes_on",
    "next_opens_on",
    "planned_on",
    "cancelled_on",
    "before_entry",
    "completed_on",
)

CONTACTS = ("follow_ups", "infant_follow_ups")

Place = tuple[str, int]  # kind and number: where a contact stands in its cycle


def with_contacts(cycles: QuerySet[Cycle]) -> QuerySet[Cycle]:
    """The same cycles with all that `changes` reads loaded, in a fixed number of queries."""
    return with_facts(cycles).prefetch_related(*CONTACTS)


def replan(cycles: list[Cycle], *, today: date) -> list[FollowUp]:
    """Bring contacts of `cycles` (locked, loaded by `with_facts`) in step with the schedule; those that changed."""
    prefetch_related_objects(cycles, *CONTACTS)
    changed = [row for cycle in cycles for row in changes(cycle, today=today)]
    known = [row for row in changed if row.pk is not None]
    for row in known:
        row.version += 1
    FollowUp.objects.bulk_create([row for row in changed if row.pk is None])
    update_together(known, [*PLANNED, "version"])
    return changed


def changes(cycle: Cycle, *, today: date) -> list[FollowUp]:
    """The rows that do not say what the schedule says, corrected, and those that are missing; nothing is written."""
    rows: dict[Place, FollowUp] = {(row.kind, row.sequence): row for row in cycle.follow_ups.all()}
    before = {place: _values(row) for place, row in rows.items()}
    wanted = {(each.kind.value, each.sequence): each for each in _schedule(cycle)}
    seen = _children_seen(cycle)
    for place, contact in wanted.items():
        # One that is cancelled from the start was never planned.
        if place not in rows and (contact.status == ContactStatus.PLANNED or place in seen):
            rows[place] = _new_row(cycle, contact)
    entered_on = _entered_on(cycle, today)
    for place, row in rows.items():
        if row.kind == FollowUpKind.INFANT:
            _complete_by_look(row, wanted.get(place), seen.get(place, []))
        _follow(row, wanted.get(place), today=today, entered_on=entered_on)
    _give_up_for_the_next(rows.values())
    return [row for place, row in rows.items() if before.get(place) != _values(row)]


def _schedule(cycle: Cycle) -> tuple[PlannedContact, ...]:
    return planned_contacts(cycle_facts(cycle), cycle.protocol.rules)


def _new_row(cycle: Cycle, contact: PlannedContact) -> FollowUp:
    return FollowUp(
        cycle=cycle,
        patient_id=cycle.patient_id,
        site_id=cycle.site_id,
        kind=contact.kind.value,
        sequence=contact.sequence,
    )


def _follow(row: FollowUp, contact: PlannedContact | None, *, today: date, entered_on: date) -> None:
    """Let one row follow its planned contact; None: the schedule does not know it."""
    if _stands(row, contact):
        if contact is not None:
            _fill_in(row, contact)
    elif contact is not None and contact.status == ContactStatus.PLANNED:
        _plan(row, contact, today=today, entered_on=entered_on)
    else:
        row.status = FollowUpStatus.CANCELLED
        row.cancelled_on = row.cancelled_on or today


def _stands(row: FollowUp, contact: PlannedContact | None) -> bool:
    """Whether the row is no longer the schedule's.

    One that was reported missed is cancelled all the same when the pregnancy turns out to have ended before its
    window closed, unless a file brought it. One that a file cancelled stands until the schedule cancels it too.
    """
    is_cancelled = contact is not None and contact.status == ContactStatus.CANCELLED
    if row.status == FollowUpStatus.MISSED:
        return not is_cancelled or row.planned_on is None
    if row.status == FollowUpStatus.CANCELLED:
        return not is_cancelled and row.cancelled_on is None
    return row.status == FollowUpStatus.COMPLETED


def _plan(row: FollowUp, contact: PlannedContact, *, today: date, entered_on: date) -> None:
    if row.status or row.due_on != contact.ideal_on or row.planned_on is None:
        row.planned_on = today
        row.before_entry = contact.last_on < entered_on
    row.status, row.cancelled_on = "", None
    row.due_on, row.window_opens_on, row.window_closes_on = contact.ideal_on, contact.first_on, contact.last_on


def _fill_in(row: FollowUp, contact: PlannedContact) -> None:
    """Give a row that stands its ideal day and window, where it has none: around the ideal day of its file, if any."""
    if row.window_closes_on is None:
        row.due_on = row.due_on or contact.ideal_on
        moved = row.due_on - contact.ideal_on
        row.window_opens_on, row.window_closes_on = contact.first_on + moved, contact.last_on + moved


def _complete_by_look(row: FollowUp, contact: PlannedContact | None, seen: list[date]) -> None:
    """The look at a child nearest to the ideal day is the contact with it; without one it is still to be made."""
    ideal_on = contact.ideal_on if contact else row.due_on
    if seen and ideal_on:
        row.status, row.cancelled_on = FollowUpStatus.COMPLETED, None
        row.completed_on = min(seen, key=lambda day: abs(day - ideal_on))
    elif row.status == FollowUpStatus.COMPLETED:
        row.status = ""
        row.completed_on = None  # type: ignore[assignment]  # a CareDateField is NULL when blank


def _children_seen(cycle: Cycle) -> dict[Place, list[date]]:
    babies = cycle.pregnancy.babies.all() if cycle.pregnancy else ()
    births = {baby.pk: baby.birth_order for baby in babies if not baby.is_voided}
    seen: dict[Place, list[date]] = defaultdict(list)
    for look in cycle.infant_follow_ups.all():
        if look.baby_id in births:
            seen[FollowUpKind.INFANT.value, births[look.baby_id]].append(look.seen_on)
    return seen


def _give_up_for_the_next(rows: Iterable[FollowUp]) -> None:
    """Say from which day each contact is given up for the next one: when its window opens."""
    planned = [row for row in rows if row.window_opens_on and row.status != FollowUpStatus.CANCELLED]
    openings = [row.window_opens_on for row in planned if row.window_opens_on]
    for row in planned:
        row.next_opens_on = min(
            (day for day in openings if row.window_closes_on and day > row.window_closes_on), default=None
        )


def _entered_on(cycle: Cycle, today: date) -> date:
    """The day on which she was entered, at her site."""
    return min(day_at(cycle.patient.site, cycle.patient.created_at), today)


def _values(row: FollowUp) -> tuple[object, ...]:
    return tuple(getattr(row, name) for name in PLANNED)
