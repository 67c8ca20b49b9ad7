"""Doses in pregnancy. Clauses: INTERVAL, STOPPED_EARLY, GIVEN_LATE.

A dose on or after the day the pregnancy ended is a query and none of these.
"""

from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from ..dating import day_of_gestation, format_gestation, gestational_age
from ..facts import CycleFacts, Dose, PregnancyFact
from ..parameters import Parameters
from .finding import Finding, span


def interval(cycle: CycleFacts, version: Parameters) -> Iterator[Finding]:
    """INTERVAL on the later of two doses, the later one in pregnancy, by the routes of both."""
    pregnancy = cycle.pregnancy
    if pregnancy is None:
        return
    for earlier, later in pairwise(cycle.doses):
        window = version.interval(earlier.route, later.route)
        days = (later.day - earlier.day).days
        if window is None or later.day < pregnancy.confirmed_on or not _goes_on(pregnancy, later.day):
            continue
        if days not in window:
            expected = span(window.first, window.last, "d")
            yield Finding(code="INTERVAL", ref=later.ref, expected=expected, observed=f"{days} d")


def stopped_early(cycle: CycleFacts, version: Parameters, on: date) -> Iterator[Finding]:
    """STOPPED_EARLY on the cycle, once the day or the end of the pregnancy reaches the first day of the last dose.

    Silent for a pregnancy lost from sight, of which nobody knows that it reached that day.
    """
    pregnancy, limits = cycle.pregnancy, version.last_dose
    if pregnancy is None or pregnancy.due_on is None or limits is None or limits.first is None:
        return
    doses = [dose for dose in cycle.doses if _goes_on(pregnancy, dose.day)]
    first_day = day_of_gestation(pregnancy.due_on, limits.first)
    if not doses or not _reached(pregnancy, first_day, on):
        return
    last = doses[-1]
    window = version.interval(last.route, last.route)
    if window is not None and (first_day - last.day).days > window.last:
        yield Finding(
            code="STOPPED_EARLY",
            ref=cycle.ref,
            expected=span(format_gestation(limits.first), format_gestation(limits.last)),
            observed=_gestation(last, pregnancy.due_on),
        )


def given_late(cycle: CycleFacts, version: Parameters) -> Iterator[Finding]:
    """GIVEN_LATE on each dose after the last day of the last-dose window, while the pregnancy goes on."""
    pregnancy, limits = cycle.pregnancy, version.last_dose
    if pregnancy is None or pregnancy.due_on is None or limits is None:
        return
    for dose in cycle.doses:
        late = gestational_age(dose.day, pregnancy.due_on) > limits.last
        if late and _goes_on(pregnancy, dose.day):
            expected = f"≤ {format_gestation(limits.last)}"
            observed = _gestation(dose, pregnancy.due_on)
            yield Finding(code="GIVEN_LATE", ref=dose.ref, expected=expected, observed=observed)


def _goes_on(pregnancy: PregnancyFact, day: date) -> bool:
    return pregnancy.ended_on is None or day < pregnancy.ended_on


def _reached(pregnancy: PregnancyFact, day: date, on: date) -> bool:
    if pregnancy.ended_on is None:
        return pregnancy.outcome != "unknown" and on >= day
    return min(on, pregnancy.ended_on) >= day


def _gestation(dose: Dose, due_on: date) -> str:
    return format_gestation(gestational_age(dose.day, due_on))
