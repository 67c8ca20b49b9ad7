"""Cells of a file: text to value and value to text, the same for import and export.

A refusal is a ValidationError that names the text and says what would be right.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from registry.domain.keys import as_text
from registry.exchange.codebook import is_required, last_field, type_of, values_of
from registry.models.codebook import Column
from registry.models.fields import check_year, split_codes, validate_partial_date

SHOWN = 60
"""Characters of a value that a message repeats."""

# A spreadsheet reads a text that begins so as a formula; one apostrophe before it keeps it a text.
_FORMULA = re.compile(r"'*[=+\-@\t]")
_APOSTROPHE_TAKEN_OFF = re.compile(r"'+[=+\-@\t]")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_DATETIME = re.compile(
    r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(?P<offset>Z|[+-]\d{2}:?\d{2})?", re.ASCII
)
_TIME = re.compile(r"\d{2}:\d{2}(:\d{2})?", re.ASCII)
_INTEGER = re.compile(r"-?\d{1,9}", re.ASCII)
_DECIMAL = re.compile(r"-?\d{1,12}(\.\d{1,12})?", re.ASCII)


def shown(text: str) -> str:
    """`text` as a message repeats it: short, in one line, and without what a terminal would obey."""
    line = "".join(letter if letter.isprintable() else "�" for letter in " ".join(text.split()))
    return line if len(line) <= SHOWN else f"{line[:SHOWN]}…"


def refuse(message: str, text: str, **params: object) -> ValidationError:
    """A refusal whose message names the text as %(value)s, so that it can be masked."""
    return ValidationError(message, params={"value": shown(text), **params})


@dataclass(frozen=True)
class Cell:
    """How one column of a table is read and written."""

    column: Column
    field: models.Field
    type: str
    required: bool

    @property
    def name(self) -> str:
        return self.column.name

    @property
    def blank(self) -> object:
        """What a blank is in Python: no text is "", no number or date None."""
        return "" if isinstance(self.field, models.CharField | models.TextField) else None

    def read(self, text: str, zone: ZoneInfo | None = None) -> Any:
        """The value of a cell; a blank one is `blank`. An instant without offset is local time in `zone`."""
        text = text.strip()
        if not text:
            return self.blank
        if "\0" in text:
            raise refuse(_("“%(value)s” holds a NUL byte: take it out."), text)
        return _READ.get(self.type.split("(")[0], _read_reference)(text, self.field, zone)

    def write(self, value: object, zone: ZoneInfo | None = None) -> str:
        """The value as a cell; an instant with its offset in `zone`."""
        text = as_text(value, zone)
        return f"'{text}" if self.type == "text" and _FORMULA.match(text) else text


def cells_of(model: type[models.Model]) -> dict[str, Cell]:
    """How each column of the model's table is read and written, in the codebook's order."""
    return {
        column.name: Cell(
            column=column,
            field=last_field(model, column),
            type=type_of(model, column),
            required=is_required(model, column),
        )
        for column in model.Codebook.columns
    }


def _read_reference(text: str, field: models.Field, zone: ZoneInfo | None) -> str:
    return text


def _read_text(text: str, field: models.Field, zone: ZoneInfo | None) -> str:
    if _APOSTROPHE_TAKEN_OFF.match(text):
        text = text[1:]
    longest = getattr(field, "max_length", None)
    if longest is not None and len(text) > longest:
        message = _("“%(value)s” has %(length)s characters: at most %(longest)s fit.")
        raise refuse(message, text, length=len(text), longest=longest)
    return text


def _read_code(text: str, field: models.Field, zone: ZoneInfo | None) -> str:
    allowed = values_of(field)
    if allowed and text not in allowed:
        raise refuse(_("“%(value)s” is not one of %(allowed)s."), text, allowed=", ".join(allowed))
    return text


def _read_codes(text: str, field: models.Field, zone: ZoneInfo | None) -> str:
    parts = split_codes(text)
    for part in parts:
        _read_code(part, field, zone)
    return ";".join(value for value in values_of(field) if value in parts)


def _read_integer(text: str, field: models.Field, zone: ZoneInfo | None) -> int:
    if not _INTEGER.fullmatch(text):
        raise refuse(_("“%(value)s” is not a whole number: write digits only, such as 3."), text)
    return int(text)


def _read_decimal(text: str, field: models.Field, zone: ZoneInfo | None) -> Decimal:
    if not _DECIMAL.fullmatch(text):
        raise refuse(_("“%(value)s” is not a number: write it with a point, such as 61.5."), text)
    return Decimal(text)


def _read_date(text: str, field: models.Field, zone: ZoneInfo | None) -> date:
    try:
        if not _DATE.fullmatch(text):
            raise ValueError(text)
        day = date.fromisoformat(text)
    except ValueError:
        message = _("“%(value)s” is not a date: write year, month and day, such as 2015-03-05.")
        raise refuse(message, text) from None
    check_year(day.year, shown(text))
    return day


def _read_partial_date(text: str, field: models.Field, zone: ZoneInfo | None) -> str:
    if not text.isascii():
        raise refuse(_("“%(value)s” is not a date: write 2015, 2015-03 or 2015-03-05."), text)
    validate_partial_date(shown(text))
    check_year(int(text[:4]), shown(text))
    return text


def _read_time(text: str, field: models.Field, zone: ZoneInfo | None) -> time:
    try:
        if not _TIME.fullmatch(text):
            raise ValueError(text)
        return time.fromisoformat(text)
    except ValueError:
        raise refuse(_("“%(value)s” is not a time: write hours and minutes, such as 09:30."), text) from None


def _read_datetime(text: str, field: models.Field, zone: ZoneInfo | None) -> datetime:
    match = _DATETIME.fullmatch(text)
    try:
        if match is None:
            raise ValueError(text)
        moment = datetime.fromisoformat(text)
    except ValueError:
        message = _("“%(value)s” is not a day and time: write it as 2015-03-05T09:30, with or without an offset.")
        raise refuse(message, text) from None
    check_year(moment.year, shown(text))
    return moment if match["offset"] else in_zone(moment, zone or ZoneInfo("UTC"))


def in_zone(local: datetime, zone: ZoneInfo) -> datetime:
    """The instant that a clock in `zone` shows; refused with both readings where it shows it twice or never."""
    readings = [local.replace(tzinfo=zone, fold=fold) for fold in (0, 1)]
    if readings[0].utcoffset() == readings[1].utcoffset():
        return readings[0]
    instants = [reading.astimezone(UTC).astimezone(zone) for reading in readings]
    message = (
        _("“%(value)s” exists twice in %(zone)s, where the clocks go back: write %(first)s or %(second)s.")
        if instants[0].replace(tzinfo=None) == local
        else _("“%(value)s” does not exist in %(zone)s, where the clocks go forward: write %(first)s or %(second)s.")
    )
    first, second = (instant.isoformat(timespec="minutes") for instant in instants)
    raise refuse(message, local.isoformat(timespec="minutes"), zone=zone.key, first=first, second=second)


_READ: dict[str, Callable[[str, models.Field, ZoneInfo | None], Any]] = {
    "text": _read_text,
    "code": _read_code,
    "code list": _read_codes,
    "integer": _read_integer,
    "decimal": _read_decimal,
    "date": _read_date,
    "partial date": _read_partial_date,
    "time": _read_time,
    "datetime": _read_datetime,
}
