"""Doses against the range of their route. Clauses: DOSE_LOW, DOSE_HIGH, DOSE_ROUNDING."""

from collections.abc import Iterator

from ..doses import judge_dose
from ..facts import CycleFacts
from ..parameters import Parameters
from .finding import Finding, outside, span


def dose_out_of_range(cycle: CycleFacts, version: Parameters) -> Iterator[Finding]:
    """On each dose out of range by more than the rounding that its route allows."""
    for dose in cycle.doses:
        judged = judge_dose(grams=dose.grams, weight_kg=dose.weight_kg, route=dose.route, version=version)
        if judged.code and judged.range is not None:
            yield Finding(
                code=judged.code,
                ref=dose.ref,
                expected=span(f"{judged.range.low:f}", f"{judged.range.high:f}", "mg/kg"),
                observed=outside(judged.mg_per_kg, judged.range),
            )
