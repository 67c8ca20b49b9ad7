"""What every table says about itself, and how it is put together from its rows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from django.utils.translation import gettext as _

from registry.outcomes.cut import DataCut, Refused
from registry.outcomes.fingerprint import data_hash
from registry.outcomes.rows import ALL, Row
from registry.outcomes.strata import Stratum
from registry.outcomes.table import Table
from registry.protocol.words import Words


class Heading(NamedTuple):
    """A key in words: what it counts, and what a unit of its denominator is."""

    title: Words
    unit: Words = ""


@dataclass(frozen=True, kw_only=True)
class Description:
    """A table before it is counted.

    `population` says in words who is counted; `strata` can be asked for beside the whole; `records` are the tables of
    the codebook whose rows enter; `headings` are the keys in words.
    """

    name: str
    title: Words
    population: Words
    strata: tuple[Stratum, ...]
    records: tuple[str, ...]
    headings: Mapping[str, Heading]
    opens_whole: bool = False
    """Whether a page begins with the whole alone, because the strata are many."""

    def chosen(self, by: str | None) -> tuple[Stratum, ...]:
        """The strata asked for: every one without `by`, none for `all`. Raises `Refused` for one that is not there."""
        if by is None or by == ALL:
            return self.strata if by is None else ()
        if found := tuple(stratum for stratum in self.strata if stratum.name == by):
            return found
        known = ", ".join([ALL, *(stratum.name for stratum in self.strata)])
        raise Refused(
            _("The table %(table)s has no stratum “%(by)s”: choose one of %(known)s.")
            % {"table": self.name, "by": by, "known": known}
        )

    def table(self, cut: DataCut, rows: Iterable[Row], *, filters: tuple[tuple[str, str], ...] = ()) -> Table:
        """The finished table of these rows."""
        return Table(
            name=self.name,
            title=str(self.title),
            definitions=cut.definitions.code,
            as_of=cut.as_of,
            population=str(self.population),
            filters=(*cut.filters, *filters),
            data_hash=data_hash(self.records, sites=cut.sites),
            rows=tuple(rows),
        )
