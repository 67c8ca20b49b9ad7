"""From counts to rows: the percentage, the interval and the bounds that belong to what was counted."""

from collections.abc import Mapping
from typing import Any

from registry.outcomes.rows import Count, Effect, Place, Quantity, Rate
from registry.outcomes.statistics import (
    Interval,
    Method,
    clopper_pearson,
    exact_binomial_p,
    garwood_per_100,
    method_for,
    wilson,
)


def rate(place: Place, events: int, total: int, unresolved: int = 0, *, exact: bool = False) -> Rate:
    """A proportion in percent; `exact` takes Clopper and Pearson throughout, as safety does."""
    method: Method = "clopper_pearson" if exact else method_for(events, total)
    interval = (wilson if method == "wilson" else clopper_pearson)(events, total)
    percent = None if interval is None else Interval(100 * interval.low, 100 * interval.high)
    return _rate(place, events, total, unresolved, method, percent)


def per_100(place: Place, events: int, infusions: int) -> Rate:
    """Events for each 100 infusions; there can be more than 100."""
    return _rate(place, events, infusions, 0, "garwood", garwood_per_100(events, infusions))


def count(place: Place, number: int) -> Count:
    """A number of units."""
    return Count(place=place, count=number)


def reference_test(place: Place, events: int, total: int, *, reference_percent: float) -> Effect:
    """The exact test of `events` of `total` against a reference rate, which stands as the estimate."""
    p = exact_binomial_p(events, total, reference_percent=reference_percent)
    return Effect(place=place, estimate=float(reference_percent), p=p)


def quantity(place: Place, measured: Mapping[str, Any]) -> Quantity:
    """What `quantity_in_sql` aggregated under the place's key, or of nobody."""
    names = ("n", "missing", "mean", "sd", "median", "q1", "q3", "min", "max")
    found = {name: measured.get(f"{place.key}_{name}") for name in names}
    found["n"], found["missing"] = found["n"] or 0, found["missing"] or 0
    return Quantity(place=place, **found)  # type: ignore[arg-type]


def quantity_in_sql(key: str, expression: str, *, of: str = "true") -> str:
    """Aggregates of `expression` over the rows where the condition `of` holds, one column for each figure.

    Mean and standard deviation are computed in numeric, whose sum does not depend on the order of the rows.
    """
    exact, chosen = f"({expression})::numeric", f"FILTER (WHERE {of})"
    quartiles = {"median": 0.5, "q1": 0.25, "q3": 0.75}
    columns = {
        "n": f"count({expression}) {chosen}",
        "missing": f"count(*) FILTER (WHERE ({of}) AND ({expression}) IS NULL)",
        "mean": f"avg({exact}) {chosen}",
        "sd": f"stddev_samp({exact}) {chosen}",
        **{
            name: f"percentile_cont({at}) WITHIN GROUP (ORDER BY ({expression})::float8) {chosen}"
            for name, at in quartiles.items()
        },
        "min": f"min({expression}) {chosen}",
        "max": f"max({expression}) {chosen}",
    }
    floats = set(columns) - {"n", "missing"}
    return ",\n".join(
        f"({sql})::float8 AS {key}_{name}" if name in floats else f"{sql} AS {key}_{name}"
        for name, sql in columns.items()
    )


def _rate(place: Place, events: int, total: int, unresolved: int, method: Method, limits: Interval | None) -> Rate:
    return Rate(
        place=place,
        events=events,
        total=total,
        percent=_percent(events, total),
        low=limits and limits.low,
        high=limits and limits.high,
        method=method,
        unresolved=unresolved,
        bound_low=_percent(events, total),
        bound_high=_percent(events + unresolved, total),
    )


def _percent(part: int, total: int) -> float | None:
    return 100 * part / total if total else None
