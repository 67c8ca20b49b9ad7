"""Figures as conditions over a relation, and one query that counts them all in every stratum."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from registry.outcomes.cut import DataCut
from registry.outcomes.describing import Heading
from registry.outcomes.figures import rate
from registry.outcomes.rows import Place, Rate
from registry.outcomes.strata import MISSING, Stratum, places, unpivoted
from registry.protocol.words import Words


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A rate as three conditions in SQL over one relation: its events, its total, and what is not known yet.

    `unit` names what a row of the total is, for the heading of its denominator.
    """

    title: Words
    unit: Words
    total: str
    events: str
    unresolved: str = "false"

    @property
    def heading(self) -> Heading:
        return Heading(self.title, self.unit)

    def columns(self, key: str) -> str:
        """The three counts as columns of an aggregating query."""
        total = f"({self.total})"
        return ", ".join(
            (
                f'count(*) FILTER (WHERE {total}) AS "{key}_total"',
                f'count(*) FILTER (WHERE {total} AND ({self.events})) AS "{key}_events"',
                f"count(*) FILTER (WHERE {total} AND ({self.events}) IS NOT TRUE AND ({self.unresolved}))"
                f' AS "{key}_unresolved"',
            )
        )

    def rate(self, place: Place, counted: Mapping[str, Any]) -> Rate:
        """The row at `place` from the counts of one stratum; none counted is nobody."""
        numbers = (counted.get(f"{place.key}_{part}", 0) for part in ("events", "total", "unresolved"))
        return rate(place, *numbers)


def stratified(
    cut: DataCut,
    *,
    relations: str,
    relation: str,
    strata: Sequence[Stratum],
    columns: Sequence[str],
    parameters: dict[str, Any],
) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    """(stratum, value, counts) of `columns` over `relation`, the whole first, empty strata of closed lists too."""
    found = cut.rows(
        f"""
        WITH {relations}
        SELECT stratum."by", stratum.value, {", ".join(columns)}
        FROM {relation} {unpivoted(strata)}
        GROUP BY stratum."by", stratum.value
        """,
        parameters,
    )
    counted = {(row["by"], row["value"]): row for row in found}
    for by, value in places(strata, counted):
        yield by, value, counted.get((by, value), {})


@dataclass(frozen=True)
class Behind:
    """The women behind a figure, by study ID."""

    with_event: tuple[str, ...]
    not_known: tuple[str, ...]
    without: tuple[str, ...]


def behind(
    cut: DataCut,
    figure: Figure,
    *,
    relations: str,
    relation: str,
    stratum: Stratum | None,
    value: str,
    parameters: dict[str, Any],
) -> Behind:
    """Who stands behind one figure in one stratum; a woman with several units may stand in more than one list."""
    within = "true" if stratum is None else f"coalesce({stratum.sql}, '{MISSING}') = %(value)s"
    found = cut.rows(
        f"""
        WITH {relations}
        SELECT DISTINCT study_id,
               CASE WHEN {figure.events} THEN 'with_event' WHEN {figure.unresolved} THEN 'not_known' ELSE 'without' END
                   AS place
        FROM {relation}
        WHERE ({figure.total}) AND {within}
        ORDER BY study_id
        """,
        parameters | {"value": value},
    )
    names = ("with_event", "not_known", "without")
    return Behind(*(tuple(row["study_id"] for row in found if row["place"] == name) for name in names))
