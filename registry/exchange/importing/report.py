"""What an import did or would do: counts, old against new, and every refusal with its place."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

MASK = "•••"
"""Stands for every value of a table that says who she is."""

PRINTED = 200
"""Changes, and refusals, that the text names one by one; JSON has every refusal."""


@dataclass(frozen=True, kw_only=True)
class Problem:
    """One refusal: where, what stood there, and a sentence with the rule and what would be right."""

    table: str
    row: int | None = None
    column: str = ""
    value: str = ""
    message: str

    def __str__(self) -> str:
        place = self.table
        if self.row is not None:
            place += _(", row %(row)s") % {"row": self.row}
        if self.column:
            place += f", {self.column}"
        return f"{place}: {self.message}"


@dataclass(frozen=True, kw_only=True)
class Change:
    """One cell that an import changes."""

    table: str
    row: int
    key: str
    column: str
    old: str
    new: str

    def __str__(self) -> str:
        return f"{self.table} {self.key}, {self.column}: {self.old or '–'} → {self.new or '–'}"


@dataclass
class Report:
    """Counts by table, in the order in which the tables were imported."""

    created: Counter[str] = field(default_factory=Counter)
    changed: Counter[str] = field(default_factory=Counter)
    unchanged: Counter[str] = field(default_factory=Counter)
    problems: list[Problem] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    refused_rows: dict[str, dict[int, dict[str, str]]] = field(default_factory=dict)
    refused_file: Path | None = None

    def begin(self, table: str) -> None:
        """Name a table that was read, also where it turns out to have no rows."""
        for counts in (self.created, self.changed, self.unchanged):
            counts[table] += 0
        self.refused_rows.setdefault(table, {})

    def refuse(self, problem: Problem, cells: dict[str, str] | None = None) -> None:
        self.problems.append(problem)
        if problem.row is not None and cells is not None:
            self.refused_rows.setdefault(problem.table, {})[problem.row] = cells

    @property
    def refused(self) -> Counter[str]:
        """Rows refused, by table."""
        return Counter({table: len(rows) for table, rows in self.refused_rows.items()})

    def counts(self) -> dict[str, dict[str, int]]:
        return {
            "created": dict(self.created),
            "changed": dict(self.changed),
            "unchanged": dict(self.unchanged),
            "refused": dict(self.refused),
        }

    def as_json(self) -> str:
        """The form that other programs read."""
        errors = [asdict(problem) for problem in self.problems]
        return json.dumps(self.counts() | {"errors": errors}, ensure_ascii=False, indent=1)

    def as_text(self) -> str:
        """The form that people read."""
        return "\n".join(self._lines())

    def _lines(self) -> Iterator[str]:
        heads = (_("new"), _("changed"), _("unchanged"), _("refused"))
        width = max(map(len, (*self.created, *heads)), default=0)
        yield " ".join([" " * width, *(head.rjust(10) for head in heads)])
        for table in self.created:
            counts = (each[table] for each in (self.created, self.changed, self.unchanged, self.refused))
            yield " ".join([table.ljust(width), *(str(count).rjust(10) for count in counts)])
        yield from _listed(_("Changed:"), self.changes)
        yield from _listed(_("Refused:"), self.problems)


def _listed(title: str, things: list[Problem] | list[Change]) -> Iterator[str]:
    if things:
        yield ""
        yield title
        yield from (f"  {thing}" for thing in things[:PRINTED])
        if (more := len(things) - PRINTED) > 0:
            yield "  " + ngettext("… and %(count)s more.", "… and %(count)s more.", more) % {"count": more}
