"""What a rule returns, and how its figures are written the same in every language."""

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ..parameters import DoseRange


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One departure: the rule, the record that shows it, and what was expected and observed, in figures."""

    code: str
    ref: Hashable
    expected: str
    observed: str


def span(first: object, last: object, unit: str = "") -> str:
    """Two ends as `600–800 mg/kg`; the same end twice as one."""
    ends = f"{first}" if first == last else f"{first}–{last}"
    return f"{ends} {unit}".rstrip()


def days_span(first: date, last: date) -> str:
    """Two days as `2026-01-30 … 2026-02-04`."""
    return f"{first}" if first == last else f"{first} … {last}"


def outside(value: Decimal, allowed: DoseRange) -> str:
    """A dose by weight with as few decimals as show that it lies outside its range: 571, but 599.97."""
    for places in range(6):
        rounded = round(value, places)
        if not allowed.low <= rounded <= allowed.high:
            return f"{rounded:f} mg/kg"
    return f"{value} mg/kg"
