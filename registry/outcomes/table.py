"""One outcome table: a frozen object that page, files and command print, so that they cannot differ."""

import csv
import io
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from registry.outcomes.rows import Row
from registry.version import VERSION

# Told in each line of a file; what else stands there depends on the kind of row.
HEAD = ("table", "definitions", "as_of", "filters", "registry_version", "data_hash")
PLACE = ("key", "by", "value")


@dataclass(frozen=True, kw_only=True)
class Table:
    """An outcome table with what every table carries. Clause: *What every table carries*.

    `definitions` is the code of the set, `as_of` the moment of the data cut, `filters` what was chosen, by name;
    `data_hash` is the SHA-256 over the record-level rows that entered.
    """

    name: str
    title: str
    definitions: str
    as_of: datetime
    population: str
    filters: tuple[tuple[str, str], ...]
    data_hash: str
    rows: tuple[Row, ...]
    registry_version: str = VERSION

    def as_dict(self) -> dict[str, object]:
        """The table as the exchange format has it."""
        return {
            "table": self.name,
            "title": self.title,
            "definitions": self.definitions,
            "as_of": self.as_of.isoformat(),
            "population": self.population,
            "data_hash": self.data_hash,
            "rows": [row.as_dict() for row in self.rows],
        }


def as_json(tables: Iterable[Table]) -> str:
    """Tables as JSON: always a list. An infinite or undefined number is a fault and raises ValueError."""
    return json.dumps([table.as_dict() for table in tables], ensure_ascii=False, indent=1, allow_nan=False)


def as_csv(tables: Iterable[Table]) -> str:
    """Tables as one CSV, a line for each figure, with every column that one of their kinds of row has."""
    tables = list(tables)
    columns = list(dict.fromkeys([*HEAD, *PLACE, *(name for t in tables for row in t.rows for name in row.as_dict())]))
    written = io.StringIO(newline="")
    writer = csv.DictWriter(written, columns, restval="")
    writer.writeheader()
    for table in tables:
        for row in table.rows:
            writer.writerow({name: _cell(value) for name, value in (_head(table) | row.as_dict()).items()})
    return written.getvalue()


def _head(table: Table) -> dict[str, object]:
    return {
        "table": table.name,
        "definitions": table.definitions,
        "as_of": table.as_of.isoformat(),
        "filters": "; ".join(f"{name}={value}" for name, value in table.filters),
        "registry_version": table.registry_version,
        "data_hash": table.data_hash,
    }


def _cell(value: object) -> object:
    """A text that a spreadsheet would take for a formula gets an apostrophe; a term may begin with "="."""
    if isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t")):
        return f"'{value}"
    return "" if value is None else value
