"""The one signal of the record: what hangs on a cycle learns inside the transaction that it changed."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date

from django.dispatch import Signal

from registry.models import Cycle, Patient, User

# Sent with patient, cycle, by and today.
record_changed = Signal()

_collected: ContextVar[dict[int, Cycle] | None] = ContextVar("collected", default=None)


def tell(*, patient: Patient, cycle: Cycle | None, by: User, today: date) -> None:
    """Say that the facts of `cycle` (None: of every cycle of `patient`) changed."""
    cycles = [cycle] if cycle is not None else list(patient.cycles.all())
    collected = _collected.get()
    for each in cycles:
        if collected is None:
            record_changed.send(sender=Cycle, patient=patient, cycle=each, by=by, today=today)
        else:
            collected[each.pk] = each


@contextmanager
def telling_once(*, by: User, today: date) -> Iterator[None]:
    """Within: changes are collected and each cycle is told of once, at the end (import)."""
    token = _collected.set({})
    try:
        yield
        collected = _collected.get() or {}
    finally:
        _collected.reset(token)
    cycles = Cycle.objects.filter(pk__in=collected).select_related("patient__site", "protocol")
    for cycle in cycles.iterator(chunk_size=500):
        record_changed.send(sender=Cycle, patient=cycle.patient, cycle=cycle, by=by, today=today)
