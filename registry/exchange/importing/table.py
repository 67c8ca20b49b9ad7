"""Importing one table: rows of text become records, compared with those that are there."""

from collections.abc import Iterator
from enum import IntEnum
from typing import TYPE_CHECKING, Any, ClassVar

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models
from django.utils.translation import gettext as _

from registry.domain.checks import days_after_death, future_days
from registry.domain.keys import value_of
from registry.exchange.cells import shown
from registry.exchange.importing.drafts import Draft, plainest, sentences
from registry.exchange.importing.reading import REASONS, RawRow, Source, Unreadable, rows
from registry.exchange.importing.report import Change, Problem
from registry.exchange.importing.row_reader import RowReader
from registry.exchange.importing.writing import write
from registry.models.base import PatientRecord, Record
from registry.models.codebook import Column

if TYPE_CHECKING:
    from registry.exchange.importing.run import Run

CHUNK = 1000
"""Rows that are read, compared and written together."""


class Turn(IntEnum):
    """When a table is imported; within a turn in the codebook's order."""

    NAMED = 0  # what rows name: sites, lots
    RECORD = 1  # what happened
    JUDGED = 2  # what looks at all of that: eligibility
    FOLLOWED = 3  # what hangs on contacts and deviations that follow from all of that


class TableImport(RowReader):
    """Imports the rows of one table; its subclasses know what is particular to theirs."""

    turn = Turn.RECORD
    # What of its links a row that exists is read with; its woman and her cycles are known already.
    related: ClassVar[dict[str, str]] = {
        "protocol": "protocol",
        "product": "product",
        "infusion": "infusion",
        "baby": "baby__pregnancy",
    }

    def __init__(self, model: type[models.Model], run: "Run") -> None:
        super().__init__(model, run)
        self._seen: dict[tuple[Any, ...], int] = {}

    # From file to drafts ------------------------------------------------------------------------

    def import_file(self, source: Source) -> None:
        """Import every row of the file; what is refused is in the report."""
        chunk: list[RawRow] = []
        try:
            names, raw_rows = rows(source.read())
            if not self._header_is_right(names):
                return
            for raw in raw_rows:
                chunk.append(raw)
                if len(chunk) == CHUNK:
                    self.import_rows(chunk)
                    chunk = []
        except Unreadable as problem:
            self._refuse_file(problem.message, row=problem.row, column=problem.column, value=problem.value)
        if chunk:  # also the rows before one that cannot be read
            self.import_rows(chunk)

    def _header_is_right(self, names: list[str]) -> bool:
        unknown = [name for name in names if name not in self.cells and name != REASONS]
        for name in unknown:
            message = _("There is no column “%(name)s” in %(table)s: it has %(columns)s.")
            params = {"name": shown(name), "table": self.name, "columns": ", ".join(self.cells)}
            self._refuse_file(message % params, row=1, column=shown(name), value=shown(name))
        missing = [column.name for column in self.keys if self.cells[column.name].required and column.name not in names]
        for name in missing:
            message = _("The column “%(name)s” is missing: it is needed to know which row is meant.")
            self._refuse_file(message % {"name": name}, row=1, column=name)
        return not unknown and not missing

    def _refuse_file(self, message: str, *, row: int | None = None, column: str = "", value: str = "") -> None:
        value = self.mask if self.mask and value else value
        self.run.report.refuse(Problem(table=self.name, row=row, column=column, value=value, message=message))

    def import_rows(self, raw_rows: list[RawRow]) -> None:
        """Read, compare, check and write a chunk of rows."""
        drafts = [self._draft(raw) for raw in raw_rows]
        fresh = [draft for draft in drafts if not draft.problems]
        self.load(fresh)
        for draft in fresh:
            self.read(draft)
            self._find_twin(draft)
        there = self.existing([draft for draft in fresh if not draft.problems])
        for draft in fresh:
            if not draft.problems:
                self.compose(draft, there.get(draft.key))
        changed = [draft for draft in fresh if draft.is_written and not draft.problems]
        self.judge(changed)
        for draft in changed:
            self.check(draft)
        write(self, changed)
        for draft in drafts:
            self._report(draft)

    def _draft(self, raw: RawRow) -> Draft:
        draft = Draft.of(raw)
        draft.problems += self.run.excluded.get((self.name, raw.number), [])
        return draft

    def _find_twin(self, draft: Draft) -> None:
        """The same key twice is refused at both rows, since nobody can know which is meant."""
        if draft.problems:
            return
        first = self._seen.setdefault(draft.key, draft.number)
        if first != draft.number:
            column, key = self.keys[0].name, self.key_text(draft)
            message = _("Rows %(first)s and %(second)s have the same key, %(key)s: leave one of them.")
            sentence = message % {"first": first, "second": draft.number, "key": key}
            draft.refuse(column, key, sentence)
            for number in (first, draft.number):
                self.run.exclude(self.name, number, column, key, sentence)

    # What is there already ----------------------------------------------------------------------

    def scope(self, drafts: list[Draft]) -> models.Q:
        """Where the rows that exist already are to be found."""
        return models.Q(patient__in={draft.owners["patient"].pk for draft in drafts})

    def existing(self, drafts: list[Draft]) -> dict[tuple[Any, ...], Any]:
        """The rows in force that these may mean, by key, locked until the end of the import."""
        if not drafts:
            return {}
        found = self.model._default_manager.filter(self.scope(drafts)).order_by()
        if links := [path for link, path in self.related.items() if link in self.links]:
            found = found.select_related(*links)
        if not self.run.is_preview:
            found = found.select_for_update(of=("self",), no_key=True)
        there = {}
        for row in found:
            self.run.references.adopt(row)
            there[tuple(value_of(row, column.path) for column in self.keys)] = row
        return there

    def is_counted_as_new(self, row: Any) -> bool:
        """Whether a row that exists was only made by the registry itself, waiting for this one."""
        return False

    # Comparing ----------------------------------------------------------------------------------

    def compose(self, draft: Draft, row: Any) -> None:
        """Make the record of a new row, or bring the cells of the file into the one that is there."""
        draft.is_new = row is None or self.is_counted_as_new(row)
        if draft.is_new:
            for column in self.columns:
                if not self.is_given(draft, column):
                    self.demand(draft, column)
        if row is None:
            draft.row, draft.is_written = self.model(**self._attributes(draft, self.columns)), True
            if isinstance(draft.row, PatientRecord):
                draft.row.site = draft.owners["patient"].site
            return
        draft.row, draft.before = row, self._snapshot(draft, row)
        draft.remember()
        told = [column for column in self.columns if not column.key and self._says_something(draft, column)]
        for column in told:
            if self.run.blanks and not self.is_given(draft, column):
                self.demand(draft, column)
        if any(draft.values[column.name] != draft.before[column.name] for column in told):
            for name, value in self._attributes(draft, told).items():
                setattr(row, name, value)
            draft.is_written = True

    def _says_something(self, draft: Draft, column: Column) -> bool:
        return column.name in draft.values and (self.run.blanks or draft.values[column.name] not in (None, ""))

    def _attributes(self, draft: Draft, columns: Any) -> dict[str, Any]:
        """What the row says, by the names of the model."""
        told = {column.field_name for column in columns if column.name in draft.values}
        links = {link: draft.owners.get(link) for link in self.links if link in told or not self.link_columns[link]}
        own = {column.field_name: draft.values[column.name] for column in self.own if column.field_name in told}
        return {name: value for name, value in (own | links).items() if not self._is_many(name)}

    def _is_many(self, name: str) -> bool:
        return self.model._meta.get_field(name).many_to_many

    def _snapshot(self, draft: Draft, row: Any) -> dict[str, Any]:
        return {c.name: self.value(row, c) for c in self.columns if c.name in draft.values and not c.key}

    def value(self, row: Any, column: Column) -> Any:
        """What the record says in one column."""
        found = value_of(row, column.path)
        return self.cells[column.name].blank if found is None else found

    # Checking -----------------------------------------------------------------------------------

    def judge(self, drafts: list[Draft]) -> None:
        """What is to be settled for many rows at once, before each is checked."""

    def check(self, draft: Draft) -> None:
        """The same hard checks as at every other door; the database has the last word when it is written."""
        row = draft.row
        for ask in (lambda: row.clean_fields(exclude=self.not_cleaned), row.clean):
            try:
                ask()
            except ValidationError as refusal:
                self.refuse_fields(draft, refusal)
        problems = future_days(row, today=self.run.today)
        if isinstance(row, Record):
            problems |= days_after_death(row)
        for field, sentence in problems.items():
            draft.refuse(self.column_of(field), shown(draft.cells.get(self.column_of(field), "")), sentence)

    def refuse_fields(self, draft: Draft, refusal: ValidationError) -> None:
        """Put the refusal of a model's fields at the columns of the row."""
        by_field = refusal.error_dict if hasattr(refusal, "error_dict") else {NON_FIELD_ERRORS: refusal.error_list}
        for field, errors in by_field.items():
            column = self.column_of(field)
            for sentence in sentences(plainest(ValidationError(errors)), self.mask):
                draft.refuse(column, shown(draft.cells.get(column, "")), sentence)

    def column_of(self, field: str) -> str:
        named = [column.name for column in self.columns if column.field_name == field]
        if named:
            return named[-1]
        return "cycle_number" if field == "pregnancy" else ""

    # Afterwards ---------------------------------------------------------------------------------

    def before_write(self, drafts: list[Draft]) -> None:
        """What must be there before the rows are."""
        self.run.references.keep(draft.owners["product"] for draft in drafts if "product" in draft.owners)

    def after_write(self, drafts: list[Draft]) -> None:
        """What hangs on the rows that were written."""

    def changes(self, draft: Draft) -> Iterator[Change]:
        """Cell by cell, old against new, once the row was cleaned."""
        for column in self.columns:
            old = draft.before.get(column.name)
            if column.name in draft.before and (new := self.value(draft.row, column)) != old:
                yield self.change(draft, column.name, old, new)

    def change(self, draft: Draft, name: str, old: Any, new: Any) -> Change:
        was, becomes = (self.mask or shown(self.cells[name].write(value, draft.zone)) for value in (old, new))
        key = self.key_text(draft)
        return Change(table=self.name, row=draft.number, key=key, column=name, old=was, new=becomes)

    def _report(self, draft: Draft) -> None:
        report = self.run.report
        if draft.problems:
            self.run.refuse(self, draft)
            return
        counted = report.created if draft.is_new else report.changed if draft.changes else report.unchanged
        counted[self.name] += 1
        if not draft.is_new:
            report.changes += draft.changes
        if draft.is_written and isinstance(draft.row, Record):
            self.run.touch(self, draft)
