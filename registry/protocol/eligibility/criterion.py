"""One criterion and how a value stands to a limit."""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar

from ..words import Words

Value = TypeVar("Value")


class Result(StrEnum):
    """How a criterion stands."""

    MET = "met"
    NOT_MET = "not_met"
    BOUNDARY = "boundary"
    UNKNOWN = "unknown"


@dataclass(frozen=True, kw_only=True)
class Criterion:
    """One criterion as it stood on the day.

    `rule` in words, `expected` and `value` in figures or codes, `source` the codebook's table.column that was read,
    `ref` the record it came from. `decides` is False for the two histories of which either suffices: the criterion
    `history` sums them up.
    """

    code: str
    result: Result
    rule: Words
    expected: str = ""
    value: str = ""
    source: str
    ref: Hashable = None
    decides: bool = True


_BEST_FIRST = (Result.MET, Result.BOUNDARY, Result.UNKNOWN, Result.NOT_MET)


def best(results: Iterable[Result]) -> Result:
    """The better of results of which one suffices; what is not known may still be met."""
    return min(results, key=_BEST_FIRST.index)


def known(value: Value | None, holds: Callable[[Value], bool]) -> Result:
    """Met or not by a value; unknown without one."""
    if value is None:
        return Result.UNKNOWN
    return Result.MET if holds(value) else Result.NOT_MET


def above(value: int | Decimal | None, limit: int | Decimal) -> Result:
    """Strictly more than the limit; equal is `boundary`, because the print may have lost a "≥"."""
    if value is None:
        return Result.UNKNOWN
    if value == limit:
        return Result.BOUNDARY
    return Result.MET if value > limit else Result.NOT_MET


def answered(code: str, *wanted: str) -> Result:
    """Met by a code among the wanted ones; a blank is unknown."""
    return known(code or None, lambda given: given in wanted)


def shown(value: int | Decimal | None) -> str:
    """A number as text, "" where there is none."""
    return "" if value is None else str(value)
