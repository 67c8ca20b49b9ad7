"""A table laid out for people: sections with headings and cells, the same for page and terminal.

Figures that differ by key alone stand below each other; strata stand side by side; where more tells the rows apart
(term, route, status) these are the stubs, and the keys stand side by side.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from django.utils.translation import gettext as _

from registry.outcomes.describing import Description, Heading
from registry.outcomes.numbers import in_words, note
from registry.outcomes.rows import Row
from registry.outcomes.strata import Stratum
from registry.outcomes.table import Table
from registry.outcomes.words import ALL_OF_THEM, FIELDS, content
from registry.protocol.dating import format_gestation
from registry.protocol.labels import DEFINITIONS


@dataclass(frozen=True)
class Cell:
    """One figure in words, with a note below it; no row where the combination does not occur."""

    text: str = ""
    note: str = ""
    row: Row | None = None


@dataclass(frozen=True)
class Line:
    """Cells behind their stubs, which say what the line is."""

    stubs: tuple[str, ...]
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Column:
    """A column's heading, and what its cells hold."""

    title: str
    content: str = ""


@dataclass(frozen=True)
class Section:
    """A part of a table that has one set of headings."""

    title: str
    stubs: tuple[str, ...]
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]

    @property
    def content(self) -> str:
        """What all cells hold where all columns hold the same, else nothing."""
        found = {column.content for column in self.columns}
        return found.pop() if len(found) == 1 else ""


def sections(table: Table, description: Description) -> Iterator[Section]:
    """The parts of `table`: for the whole and each stratum, and in it for each set of fields."""
    strata = {stratum.name: stratum for stratum in description.strata}
    for by, of_stratum in groupby(table.rows, lambda row: row.by):
        stratum = strata.get(by)
        for fields, rows in _by_fields(of_stratum).items():
            yield _section(rows, fields, stratum, description)


def _by_fields(rows: Iterable[Row]) -> dict[tuple[str, ...], list[Row]]:
    found: dict[tuple[str, ...], list[Row]] = {}
    for row in rows:
        found.setdefault(tuple(row.fields), []).append(row)
    return found


def _section(rows: list[Row], fields: tuple[str, ...], stratum: Stratum | None, description: Description) -> Section:
    values = list(dict.fromkeys(row.value for row in rows))
    keys = list(dict.fromkeys(row.key for row in rows))
    if fields or (stratum is not None and len(keys) < len(values)):
        return _fields_below(rows, fields, stratum, description)
    title = str(ALL_OF_THEM) if stratum is None else str(stratum.title)
    # One method for all columns: which figures are none or all of them is no matter of the heading.
    columns = tuple(Column(stratum.words(value) if stratum else str(ALL_OF_THEM), content(rows)) for value in values)
    cells = {(row.key, row.value): _cell(row) for row in rows}
    lines = tuple(
        Line((_words(description.headings[key]),), tuple(cells.get((key, value), Cell()) for value in values))
        for key in keys
    )
    return Section(title, (_("Figure"),), columns, lines)


def _fields_below(
    rows: list[Row], fields: tuple[str, ...], stratum: Stratum | None, description: Description
) -> Section:
    """Lines by stratum and fields, columns by key; of one key alone the last field makes the columns."""
    keys = list(dict.fromkeys(row.key for row in rows))
    stubs = [*([str(stratum.title)] if stratum else []), *(str(FIELDS[field].title) for field in fields)]
    places = [
        (
            *([stratum.words(row.value)] if stratum else []),
            *(FIELDS[field].words(row.fields[field]) for field in fields),
            _words(description.headings[row.key]),
        )
        for row in rows
    ]
    title = "; ".join(str(description.headings[key].title) for key in keys)
    by_key = len(keys) > 1 or len(stubs) == 1
    if not by_key:
        title = _words(description.headings[keys[0]])
        places = [place[:-1] for place in places]
        stubs.pop()
    beside = list(dict.fromkeys(place[-1] for place in places))
    columns = tuple(
        Column(name, content(row for row, place in zip(rows, places, strict=True) if not by_key or place[-1] == name))
        for name in beside
    )
    if stratum:
        title = f"{title} · {stratum.title}"
    found: dict[tuple[str, ...], dict[str, Cell]] = {}
    for row, place in zip(rows, places, strict=True):
        found.setdefault(place[:-1], {})[place[-1]] = _cell(row)
    lines = tuple(Line(place, tuple(cells.get(name, Cell()) for name in beside)) for place, cells in found.items())
    return Section(title, tuple(stubs), columns, lines)


def _words(heading: Heading) -> str:
    if not str(heading.unit):
        return str(heading.title)
    return _("%(figure)s, of %(unit)s") % {"figure": heading.title, "unit": heading.unit}


def _cell(row: Row) -> Cell:
    return Cell(in_words(row), note(row), row)


def as_text(table: Table, description: Description) -> str:
    """The table for a terminal: its head, then each section with its columns aligned."""
    parts = [f"{table.title}\n{'=' * len(table.title)}", *(f"{name}: {value}" for name, value in head(table))]
    for section in sections(table, description):
        parts += ["", section.title, "-" * len(section.title), *_aligned(section)]
    return "\n".join(parts) + "\n"


def head(table: Table) -> Iterator[tuple[str, str]]:
    """What every table carries, by name, in words."""
    yield _("Population"), table.population
    yield _("Definitions"), _thresholds(table.definitions)
    yield _("As of"), table.as_of.strftime("%Y-%m-%d %H:%M %Z")
    for name, value in table.filters:
        yield _filter_names().get(name, name), value
    yield _("Version of the registry"), table.registry_version
    yield _("Hash of the data"), table.data_hash


def _thresholds(code: str) -> str:
    """A definition set by name and code, with the gestational ages from which its words hold."""
    found = DEFINITIONS[code]
    return _(
        "%(title)s (%(code)s): miscarriage below %(miscarriage)s, stillbirth from %(stillbirth)s,"
        " live birth from %(birth)s"
    ) % {
        "title": _(found.title),
        "code": code,
        "miscarriage": format_gestation(found.miscarriage_below),
        "stillbirth": format_gestation(found.stillbirth_from),
        "birth": format_gestation(found.live_birth_from),
    }


def _filter_names() -> dict[str, str]:
    return {"sites": _("Sites"), "reference": _("Reference rate")}


def _aligned(section: Section) -> Iterator[str]:
    headings = [*section.stubs, *(column.title for column in section.columns)]
    rows = [[*line.stubs, *(f"{cell.text} {cell.note}".rstrip() for cell in line.cells)] for line in section.lines]
    widths = [max(map(len, column)) for column in zip(headings, *rows, strict=True)]
    yield from dict.fromkeys(column.content for column in section.columns)
    for row in (headings, *rows):
        cells = [
            text.ljust(width) if place < len(section.stubs) else text.rjust(width)
            for place, (text, width) in enumerate(zip(row, widths, strict=True))
        ]
        yield "  ".join(cells).rstrip()
