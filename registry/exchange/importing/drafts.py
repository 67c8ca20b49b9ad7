"""One row on its way from text to record."""

from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import models

from registry.exchange.importing.reading import RawRow
from registry.exchange.importing.report import Change


@dataclass
class Draft:
    """One row of a file: its text, its values, the records it refers to, and what speaks against it."""

    number: int
    cells: dict[str, str]
    values: dict[str, Any] = field(default_factory=dict)
    owners: dict[str, models.Model] = field(default_factory=dict)
    key: tuple[Any, ...] = ()
    row: Any = None  # the record
    is_new: bool = True  # as the report counts it
    is_written: bool = False  # it is new, or differs from the record that is there
    before: dict[str, Any] = field(default_factory=dict)  # what the record said, by column
    stored: dict[str, Any] = field(default_factory=dict)  # and by field; empty of a record that was not there
    changes: list[Change] = field(default_factory=list)
    fields: list[str] = field(default_factory=list)  # the model's fields that differ from `stored`
    problems: list[tuple[str, str, str]] = field(default_factory=list)

    @classmethod
    def of(cls, raw: RawRow) -> "Draft":
        draft = cls(number=raw.number, cells=raw.cells)
        if raw.problem is not None:
            draft.refuse(raw.problem.column, raw.problem.value, raw.problem.message)
        return draft

    @property
    def zone(self) -> ZoneInfo | None:
        """The zone of the site that the row belongs to."""
        site = self.owners.get("site") or getattr(self.owners.get("patient"), "site", None)
        return None if site is None else ZoneInfo(site.timezone)

    def remember(self) -> None:
        """Keep what the record says before the file's cells go in."""
        self.stored = {field.attname: getattr(self.row, field.attname) for field in _fields(self.row)}

    def settle(self, changes: list[Change]) -> None:
        """Say, once the record was cleaned, what of it is to be written."""
        self.changes = changes
        if self.stored:
            self.fields = [f.name for f in _fields(self.row) if getattr(self.row, f.attname) != self.stored[f.attname]]
            self.is_written = bool(self.fields or changes)

    def refuse(self, column: str, value: object, message: object) -> None:
        self.problems.append((column, str(value), str(message)))


def _fields(row: models.Model) -> list[models.Field]:
    return [field for field in row._meta.concrete_fields if not field.generated]


def sentences(error: ValidationError, mask: str = "") -> list[str]:
    """What a refusal of one field says; `mask` takes the place of the value where it must not be shown."""
    messages = []
    for each in error.error_list:
        params = dict(each.params or {})
        if mask and "value" in params:
            params["value"] = mask
        messages.append(str(each.message % params if params else each.message))
    return messages


def plainest(error: ValidationError) -> ValidationError:
    """The limits of the codebook alone, where the number breaks them and those of its storage too."""
    limits = [each for each in error.error_list if each.code == "outside_limits"]
    return ValidationError(limits) if limits else error
