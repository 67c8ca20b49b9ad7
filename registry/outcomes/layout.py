"""A table laid out for people: sections with headings and cells, the same for page and terminal.

Figures that differ by key alone stand below each other; strata stand side by side; where more tells the rows apart
(term, route, status) these are the stubs, and the keys stand side by side.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.utils.translation import gettext as _

from registry.outcomes.describing import Description, Heading
from registry.outcomes.numbers import in_words, note
from registry.outcomes.rows import Row
from registry.outcomes.strata import Stratum
from registry.outcomes.table import Table
from registry.outcomes.words import FIELDS, content


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
    title = _("All") if stratum is None else str(stratum.title)
    values = list(dict.fromkeys(row.value for row in rows))
    keys = list(dict.fromkeys(row.key for row in rows))
    if fields or (stratum is not None and len(keys) < len(values)):
        return _keys_beside(rows, fields, stratum, title, description)
    columns = tuple(
        Column(stratum.words(value) if stratum else _("Figure"), content(_at(rows, value))) for value in values
    )
    cells = {(row.key, row.value): _cell(row) for row in rows}
    lines = tuple(
        Line((_words(description.headings[key]),), tuple(cells.get((key, value), Cell()) for value in values))
        for key in keys
    )
    return Section(title, (_("What"),), columns, lines)


def _keys_beside(
    rows: list[Row], fields: tuple[str, ...], stratum: Stratum | None, title: str, description: Description
) -> Section:
    keys = list(dict.fromkeys(row.key for row in rows))
    columns = tuple(
        Column(_words(description.headings[key]), content(row for row in rows if row.key == key)) for key in keys
    )
    stubs = (*([str(stratum.title)] if stratum else []), *(str(FIELDS[field].title) for field in fields))
    found: dict[tuple[str, ...], dict[str, Cell]] = {}
    for row in rows:
        place = (*([stratum.words(row.value)] if stratum else []), *(_field(row, field) for field in fields))
        found.setdefault(place, {})[row.key] = _cell(row)
    lines = tuple(Line(place, tuple(cells.get(key, Cell()) for key in keys)) for place, cells in found.items())
    return Section(title, stubs, columns, lines)


def _field(row: Row, field: str) -> str:
    return FIELDS[field].words(row.fields[field])


def _at(rows: Sequence[Row], value: str) -> list[Row]:
    return [row for row in rows if row.value == value]


def _words(heading: Heading) -> str:
    return f"{heading.title} / {heading.unit}" if str(heading.unit) else str(heading.title)


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
    yield _("Definitions"), table.definitions
    yield _("As of"), table.as_of.strftime("%Y-%m-%d %H:%M %Z")
    for name, value in table.filters:
        yield _filter_names().get(name, name), value
    yield _("Version of the registry"), table.registry_version
    yield _("Hash of the data"), table.data_hash


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
