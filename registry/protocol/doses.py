"""Doses by weight, in decimals and unrounded. Clauses: *Deviations* DOSE_LOW, DOSE_HIGH, DOSE_ROUNDING; D§4.

Grams and kilograms are Decimal; a range holds both its ends.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from .facts import Dose
from .parameters import DoseRange, Parameters


class Verdict(StrEnum):
    """How a dose stands to the range of its route."""

    IN_RANGE = "in_range"
    ROUNDED = "rounded"
    """Outside, but an end of the range rounded as the route allows."""
    LOW = "low"
    HIGH = "high"
    NO_RANGE = "no_range"
    """The version has no range for this route."""


@dataclass(frozen=True, kw_only=True)
class DoseJudgement:
    """What a form says beside a dose: mg/kg, the range, the grams that it comes to, and the verdict.

    `code` is the deviation that the dose opens, "" for none.
    """

    mg_per_kg: Decimal
    range: DoseRange | None
    low_grams: Decimal | None
    high_grams: Decimal | None
    verdict: Verdict
    code: str


def mg_per_kg(*, grams: Decimal, weight_kg: Decimal) -> Decimal:
    """Dose by weight: 1000 × grams ÷ the weight used, not rounded."""
    return 1000 * grams / weight_kg


def dose_range(version: Parameters, *, route: str) -> DoseRange | None:
    """Range of a route (`iv`, `sc`) in mg/kg, a week for SC; None where the version has none."""
    return version.range_of(route)


def round_half_up(grams: Decimal, step: int) -> Decimal:
    """Grams to the nearest multiple of `step`, halves up (Python's own rounding goes to the even neighbour)."""
    return (grams / step).quantize(Decimal(1), ROUND_HALF_UP) * step


def grams_for(*, mg_per_kg: Decimal, weight_kg: Decimal) -> Decimal:
    """Grams that a dose by weight comes to, not rounded."""
    return mg_per_kg * weight_kg / 1000


def judge_dose(*, grams: Decimal, weight_kg: Decimal, route: str, version: Parameters) -> DoseJudgement:
    """A dose of one route against its range; one not completed is judged by the grams given.

    An IV dose outside the range is `rounded` where it is the minimum or maximum for her weight to the nearest 5 g
    (code DOSE_ROUNDING), an SC dose to the nearest gram (no code).
    """
    allowed = version.range_of(route)
    verdict, low, high = Verdict.NO_RANGE, None, None
    if allowed is not None:
        low = grams_for(mg_per_kg=allowed.low, weight_kg=weight_kg)
        high = grams_for(mg_per_kg=allowed.high, weight_kg=weight_kg)
        step = version.iv_rounded_to_g if route == "iv" else version.sc_rounded_to_g
        verdict = _verdict(grams, low, high, step)
    return DoseJudgement(
        mg_per_kg=mg_per_kg(grams=grams, weight_kg=weight_kg),
        range=allowed,
        low_grams=low,
        high_grams=high,
        verdict=verdict,
        code=_code(verdict, route),
    )


def _verdict(grams: Decimal, low: Decimal, high: Decimal, step: int) -> Verdict:
    if low <= grams <= high:
        return Verdict.IN_RANGE
    if grams in (round_half_up(low, step), round_half_up(high, step)):
        return Verdict.ROUNDED
    return Verdict.LOW if grams < low else Verdict.HIGH


def _code(verdict: Verdict, route: str) -> str:
    if verdict is Verdict.ROUNDED:
        return "DOSE_ROUNDING" if route == "iv" else ""
    return {Verdict.LOW: "DOSE_LOW", Verdict.HIGH: "DOSE_HIGH"}.get(verdict, "")


def as_doses(infusions: Iterable[Dose]) -> tuple[Dose, ...]:
    """Infusions of one cycle as doses in the order of their days: IV on consecutive days is one dose.

    Its grams are added, its day, weight and record are those of the first infusion; it is completed if all were.
    """
    doses: list[Dose] = []
    course, last_iv_day = None, None
    for infusion in sorted(infusions, key=lambda infusion: infusion.day):
        if infusion.route != "iv":
            doses.append(infusion)
            continue
        if course is not None and last_iv_day is not None and infusion.day - last_iv_day <= timedelta(days=1):
            doses[course] = _joined(doses[course], infusion)
        else:
            course = len(doses)
            doses.append(infusion)
        last_iv_day = infusion.day
    return tuple(doses)


def _joined(dose: Dose, infusion: Dose) -> Dose:
    return replace(dose, grams=dose.grams + infusion.grams, completed=dose.completed and infusion.completed)


def weekly_sc_grams(*, iv_grams: Decimal, weeks: int = 4, factor: Decimal = Decimal(1)) -> Decimal:
    """Weekly SC dose equivalent to an IV dose given every `weeks` weeks: grams ÷ weeks × factor (D§4)."""
    return iv_grams / weeks * factor


def body_mass_index(*, weight_kg: Decimal, height_cm: Decimal) -> Decimal:
    """Kilograms for each square metre, not rounded."""
    return weight_kg / (height_cm / 100) ** 2


def ideal_weight(height_cm: Decimal) -> Decimal:
    """Ideal weight of a woman in kg: 45.5 + 2.3 for each inch above 60 (Devine, as used in Ontario; D§4)."""
    return Decimal("45.5") + Decimal("2.3") * (height_cm / Decimal("2.54") - 60)


def adjusted_weight(*, weight_kg: Decimal, height_cm: Decimal) -> Decimal:
    """Dosing weight in kg between ideal and actual: ideal + 0.4 × the excess (D§4)."""
    ideal = ideal_weight(height_cm)
    return ideal + Decimal("0.4") * (weight_kg - ideal)
