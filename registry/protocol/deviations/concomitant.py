"""Treatment beside immunoglobulin. Clause: EXCLUDED_TREATMENT."""

from collections.abc import Iterator

from ..facts import CycleFacts
from ..parameters import Parameters
from ..treatments import excluded_medications
from .finding import Finding


def excluded_treatment(cycle: CycleFacts, version: Parameters) -> Iterator[Finding]:
    """On each concomitant immunomodulator whose days overlap the cycle's first to last dose."""
    if not cycle.doses:
        return
    first, last = cycle.doses[0].day, cycle.doses[-1].day
    for taken in excluded_medications(cycle.medications, version, first=first, last=last):
        days = f"{taken.started_on} … {taken.stopped_on}".strip()
        yield Finding(code="EXCLUDED_TREATMENT", ref=taken.ref, expected="–", observed=f"{taken.agent} {days}")
