"""The one signal of the record: what hangs on a cycle learns inside the transaction that it changed."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from itertools import islice

from django.db.models import Q, QuerySet
from django.dispatch import Signal

from registry.domain.facts import with_facts
from registry.models import Cycle, Patient, User

# Sent with cycles (fresh and locked, loaded by `with_facts`; one, or at an import many together), by and today.
record_changed = Signal()

TOLD_TOGETHER = 500

_collected: ContextVar[set[int] | None] = ContextVar("collected", default=None)


def tell(*, patient: Patient, cycle: Cycle | None, by: User, today: date) -> None:
    """Say that the facts of `cycle` (None: of every cycle of `patient`) changed."""
    changed = Cycle.objects.filter(pk=cycle.pk) if cycle is not None else Cycle.objects.filter(patient=patient)
    collected = _collected.get()
    if collected is None:
        _send(changed, by=by, today=today)
    else:
        collected.update(changed.values_list("pk", flat=True))


@contextmanager
def telling_once(*, by: User, today: date) -> Iterator[None]:
    """Within: changes are collected and each cycle is told of once, at the end (import)."""
    collected: set[int] = set()
    token = _collected.set(collected)
    try:
        yield
    finally:
        _collected.reset(token)
    _send(Cycle.objects.filter(pk__in=collected), by=by, today=today)


def tell_of_all(*, cycles: Iterable[int], patients: Iterable[int], by: User, today: date) -> None:
    """Tell once of each of these cycles and of every cycle of these patients (primary keys)."""
    _send(Cycle.objects.filter(Q(pk__in=set(cycles)) | Q(patient__in=set(patients))), by=by, today=today)


def _send(cycles: QuerySet[Cycle], *, by: User, today: date) -> None:
    # Locked, then read: of two changes of one cycle at once the second sees what the first one wrote.
    cycles = cycles.select_for_update(of=("self",), no_key=True)
    found = with_facts(cycles).iterator(chunk_size=TOLD_TOGETHER)
    while together := list(islice(found, TOLD_TOGETHER)):
        record_changed.send(sender=Cycle, cycles=together, by=by, today=today)
