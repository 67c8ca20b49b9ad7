"""Who may be treated, criterion by criterion. Clause: *Eligibility*; D§2d.

An assessment proposes and explains; an investigator decides and signs. Ages and counts are compared as printed.
"""

from collections.abc import Iterable
from datetime import date

from ..facts import CycleFacts, PatientFacts
from ..parameters import Parameters
from . import history, person
from .criterion import Criterion, Result
from .guidelines import GUIDELINE_POSITIONS, GuidelinePosition

__all__ = [
    "GUIDELINE_POSITIONS",
    "Criterion",
    "GuidelinePosition",
    "Result",
    "assess",
    "needs_reason",
    "proposed_decision",
]


def assess(patient: PatientFacts, cycle: CycleFacts, version: Parameters, on: date) -> tuple[Criterion, ...]:
    """Every criterion of a version for a woman and her cycle on the day assessed; comparator cycles alike."""
    cycle = cycle.as_of(on)
    criteria = (
        person.age(patient, cycle, version, on),
        *history.history(patient, version),
        person.workup(patient),
        history.conventional(patient, cycle, version),
        history.immune(patient, version),
        person.bmi(patient, version),
        person.smoking(patient, version),
        person.consent(cycle, on),
        person.contraindication(patient),
        person.immunomodulator(patient, cycle, version, on),
    )
    return tuple(criterion for criterion in criteria if criterion is not None)


def proposed_decision(criteria: Iterable[Criterion]) -> str:
    """`not_eligible` where a criterion is not met, `eligible` where all are, "" where a person must decide."""
    results = {criterion.result for criterion in criteria if criterion.decides}
    if Result.NOT_MET in results:
        return "not_eligible"
    return "eligible" if results <= {Result.MET} else ""


def needs_reason(criteria: Iterable[Criterion], decision: str) -> bool:
    """Whether the decision needs a reason: a waiver, and any decision on a criterion at its boundary."""
    at_boundary = any(criterion.result is Result.BOUNDARY for criterion in criteria if criterion.decides)
    return decision == "waived" or at_boundary
