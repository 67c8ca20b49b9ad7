"""Doses before transfer or conception. Clauses: NO_PRE_DOSE, PRE_TRANSFER, PRE_CONCEPTION, SC_START.

They speak once the transfer is recorded or the planned day has passed and the cycle is not cancelled.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from ..anchors import anchor, pre_dose_window
from ..facts import CycleFacts
from ..parameters import Parameters
from .finding import Finding, days_span


def pre_dose(cycle: CycleFacts, version: Parameters, on: date) -> Iterator[Finding]:
    """No dose before the anchor, on the cycle; the first dose by its route outside its window, on that dose."""
    day = anchor(cycle, version)
    if day is None or not _has_come(cycle, day, on):
        return
    yield from _no_pre_dose(cycle, version, day)
    yield from _out_of_window(cycle, version, day)


def _has_come(cycle: CycleFacts, day: date, on: date) -> bool:
    if cycle.cancelled_on is not None:
        return False
    recorded = cycle.conception_mode == "embryo_transfer" and cycle.transferred_on is not None
    return recorded or on > day


def _no_pre_dose(cycle: CycleFacts, version: Parameters, day: date) -> Iterator[Finding]:
    """Only under versions that treat before pregnancy: one without any window for it asks for no such dose."""
    asks = any(pre_dose_window(cycle, version, route=route) is not None for route in ("iv", "sc"))
    if asks and not any(dose.day < day for dose in cycle.doses):
        first = f"{cycle.doses[0].day}" if cycle.doses else "–"
        yield Finding(code="NO_PRE_DOSE", ref=cycle.ref, expected=f"< {day}", observed=first)


def _out_of_window(cycle: CycleFacts, version: Parameters, day: date) -> Iterator[Finding]:
    if not cycle.doses:
        return
    first = cycle.doses[0]
    window = pre_dose_window(cycle, version, route=first.route)
    if window is None:
        return
    # Any IV dose may be the one in the window, but of SC the window means the start.
    candidates = cycle.doses if first.route == "iv" else (first,)
    if any(dose.route == first.route and (dose.day - day).days in window for dose in candidates):
        return
    yield Finding(
        code=_CODES[first.route, cycle.conception_mode],
        ref=first.ref,
        expected=days_span(day + timedelta(days=window.first), day + timedelta(days=window.last)),
        observed=f"{first.day}",
    )


_CODES = {
    ("iv", "embryo_transfer"): "PRE_TRANSFER",
    ("iv", "natural"): "PRE_CONCEPTION",
    ("sc", "embryo_transfer"): "SC_START",
    ("sc", "natural"): "SC_START",
}
