"""A pregnancy from its confirmation to its end."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction

from registry.domain.recording import change, record
from registry.models import Baby, Complication, Cycle, Pregnancy, User


def record_pregnancy(*, cycle: Cycle, by: User, today: date, **values: Any) -> Pregnancy:
    """Record that a pregnancy was confirmed in `cycle`."""
    return record(Pregnancy(cycle=cycle, **values), by=by, today=today)


def record_pregnancy_outcome(
    row: Pregnancy,
    *,
    seen: int,
    by: User,
    today: date,
    outcome: str,
    ended_on: date | None = None,
    delivery_mode: str = "",
    babies: Iterable[dict[str, Any]] = (),
    complications: Iterable[dict[str, Any]] = (),
    reason: str = "",
) -> Pregnancy:
    """Record how a pregnancy ended, with a row for each child born, alive or not."""
    with transaction.atomic():
        end = {"outcome": outcome, "ended_on": ended_on, "delivery_mode": delivery_mode}
        for name, value in end.items():
            setattr(row, name, value)
        change(row, seen=seen, by=by, today=today, reason=reason)
        for order, baby in enumerate(babies, start=1):
            values = {"birth_order": order, **baby}
            record(Baby(pregnancy=row, **values), by=by, today=today)
        for complication in complications:
            record(Complication(pregnancy=row, **complication), by=by, today=today)
    return row
