"""Opening an attempt to conceive."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max

from registry.domain.recording import record
from registry.models import Cycle, Patient, User


def next_cycle_number(patient: Patient) -> int:
    """One more than her highest cycle number."""
    highest = Cycle.objects.filter(patient=patient).aggregate(Max("cycle_number"))["cycle_number__max"]
    return (highest or 0) + 1


def open_cycle(*, patient: Patient, by: User, today: date, **values: Any) -> Cycle:
    """Open the next cycle of `patient`; two at once get two numbers (her row is locked)."""
    with transaction.atomic():
        locked = Patient.objects.select_for_update(of=("self",)).get(pk=patient.pk)
        values.setdefault("cycle_number", next_cycle_number(locked))
        return record(Cycle(patient=locked, **values), by=by, today=today)


def lock(cycles: Iterable[int]) -> None:
    """Lock these cycles (primary keys) until the transaction ends, as every save of what hangs on one does.

    Whoever locks a cycle before what follows from it (deviations, contacts) never waits for another who waits for him.
    """
    rows = Cycle.everything.filter(pk__in=set(cycles)).select_for_update(of=("self",), no_key=True)
    list(rows.values_list("pk", flat=True))
