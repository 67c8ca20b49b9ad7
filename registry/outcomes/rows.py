"""The kinds of row that an outcome table consists of. Clause: *kind of row* of the exchange format.

A row is frozen and carries what was counted beside what was computed from it, so that page, file and test read one
and the same figure. Percentages are unrounded; None is *not estimable*.
"""

from dataclasses import dataclass
from typing import ClassVar

from registry.outcomes.statistics import Method

ALL = "all"
"""Name of the stratum, and of its value, that is the whole."""


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a figure stands: its key, the `value` of the stratum `by`, and what else tells it from its neighbours."""

    key: str
    by: str = ALL
    value: str = ALL
    fields: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Row:
    """One figure at its place."""

    place: Place

    figures: ClassVar[tuple[str, ...]] = ()

    @property
    def key(self) -> str:
        return self.place.key

    @property
    def by(self) -> str:
        return self.place.by

    @property
    def value(self) -> str:
        return self.place.value

    @property
    def fields(self) -> dict[str, str]:
        return dict(self.place.fields)

    def as_dict(self) -> dict[str, object]:
        """The row as flat values, in the order of the exchange format."""
        place = {"key": self.key, "by": self.by, "value": self.value} | self.fields
        return place | {name: getattr(self, name) for name in self.figures}


@dataclass(frozen=True, kw_only=True)
class Rate(Row):
    """`events` of `total`, of which `unresolved` are not yet known, in percent with 95 % limits and both bounds."""

    events: int
    total: int
    percent: float | None
    low: float | None
    high: float | None
    method: Method
    unresolved: int
    bound_low: float | None
    bound_high: float | None

    figures = ("events", "total", "percent", "low", "high", "method", "unresolved", "bound_low", "bound_high")


@dataclass(frozen=True, kw_only=True)
class Quantity(Row):
    """A quantity known of `n` units and `missing` of others; quartiles by `percentile_cont`."""

    n: int
    missing: int
    mean: float | None
    sd: float | None
    median: float | None
    q1: float | None
    q3: float | None
    min: float | None
    max: float | None

    figures = ("n", "missing", "mean", "sd", "median", "q1", "q3", "min", "max")


@dataclass(frozen=True, kw_only=True)
class Count(Row):
    """A number of units."""

    count: int

    figures = ("count",)


@dataclass(frozen=True, kw_only=True)
class Effect(Row):
    """An effect or a test: `estimate` with its limits, and P; None where it has none."""

    estimate: float | None
    low: float | None = None
    high: float | None = None
    p: float | None = None

    figures = ("estimate", "low", "high", "p")


@dataclass(frozen=True, kw_only=True)
class Curve(Row):
    """One step of a curve: `time` in weeks from the first dose, and how many were `at_risk` then."""

    time: float
    estimate: float | None
    low: float | None
    high: float | None
    at_risk: int

    figures = ("time", "estimate", "low", "high", "at_risk")
