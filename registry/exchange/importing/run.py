"""One import: every table in its turn, in one transaction."""

from collections import defaultdict
from collections.abc import Callable
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from registry.domain.acting import admit
from registry.domain.checks import days_after_death, days_left_behind, fatal_events, rows_about
from registry.domain.signals import tell_of_all
from registry.exchange.importing.drafts import Draft
from registry.exchange.importing.reading import Source
from registry.exchange.importing.references import References, Unknown
from registry.exchange.importing.report import Problem, Report
from registry.exchange.importing.table import TableImport, Turn
from registry.models import AdverseEvent, Baby, Patient, Site, User
from registry.models.base import Record
from registry.models.choices import WithdrawalReason

Progress = Callable[[str, int, int], None]
"""Told of each table as it is imported: its name, how many are done, how many there are."""

Excluded = dict[tuple[str, int], list[tuple[str, str, str]]]


class Run:
    """One attempt at an import. Rows in `excluded` are refused from the start, with these reasons.

    What can be seen only when other rows are written (the same key twice, a day after a death that a later
    table tells of) goes into `late`: the attempt is then undone and made again without these rows.
    """

    def __init__(
        self,
        *,
        tables: tuple[Any, ...],
        by: User,
        today: date,
        blanks: bool = False,
        is_preview: bool = False,
        excluded: Excluded | None = None,
        progress: Progress = lambda table, done, total: None,
    ) -> None:
        self.tables, self.by, self.today, self.progress = tables, by, today, progress
        self.blanks, self.is_preview = blanks, is_preview
        self.excluded: Excluded = excluded or {}
        self.late: Excluded = {}
        self.report = Report()
        self.references = References(by)
        self.importers = [table.importer(table.model, self) for table in tables]
        self._refused_keys: dict[tuple[str, tuple[Any, ...]], int] = {}
        self._written: dict[int, list[tuple[TableImport, int, int]]] = defaultdict(list)
        self._touched_cycles: set[int] = set()
        self._touched_patients: set[int] = set()

    def __call__(self, files: list[Source]) -> Report:
        by_name = self._by_table(files)
        present = [importer for importer in self.importers if importer.name in by_name]
        for importer in present:
            self.report.begin(importer.name)
        in_turn = sorted(present, key=lambda importer: importer.turn)
        for done, importer in enumerate(in_turn):
            self.progress(importer.name, done, len(in_turn))
            if importer.turn is Turn.FOLLOWED:
                self.tell()
            importer.import_file(by_name[importer.name])
            self._admit_sites(importer)
        self.progress("", 1, 1)
        self._look_back_from_deaths()
        return self.report

    def _admit_sites(self, importer: TableImport) -> None:
        if importer.model is Site:
            admit(self.by)
            self.references.reload_sites()

    def _by_table(self, files: list[Source]) -> dict[str, Source]:
        known = {importer.name for importer in self.importers}
        by_name: dict[str, Source] = {}
        for file in files:
            if file.name in by_name:
                message = _("There are two files of this table: leave one.")
                self.report.refuse(Problem(table=file.name, message=message))
            elif file.name in known:
                by_name[file.name] = file
            else:
                message = _("There is no table “%(name)s”: the tables are %(known)s, each in a file TABLE.csv.")
                params = {"name": file.name, "known": ", ".join(importer.name for importer in self.importers)}
                self.report.refuse(Problem(table=file.name, value=file.name, message=message % params))
        return by_name

    # What the tables tell -----------------------------------------------------------------------

    def refuse(self, importer: TableImport, draft: Draft) -> None:
        """Report what speaks against a row."""
        if draft.key:
            self._refused_keys[importer.name, draft.key] = draft.number
        for column, value, message in draft.problems:
            masked = importer.mask if importer.mask and value and column != "study_id" else value
            problem = Problem(table=importer.name, row=draft.number, column=column, value=masked, message=message)
            self.report.refuse(problem, draft.cells)

    def exclude(self, table: str, row: int, column: str, value: str, message: str) -> None:
        """Refuse a row that may be written already."""
        reasons = self.late.setdefault((table, row), [])
        if (column, value, message) not in reasons:
            reasons.append((column, value, message))

    def hint(self, unknown: Unknown) -> str:
        """Where the record that is missing was refused, if it was."""
        row = self._refused_keys.get((unknown.table, unknown.key))
        if row is None:
            return ""
        return " " + _("It is in row %(row)s of %(table)s, which was refused.") % {"row": row, "table": unknown.table}

    def touch(self, importer: TableImport, draft: Draft) -> None:
        """Note that a record was written, for what follows from it."""
        row = draft.row
        patient_id = row.pk if isinstance(row, Patient) else getattr(row, "patient_id", None)
        if patient_id is None:
            return
        self._written[patient_id].append((importer, draft.number, row.pk))
        cycle = row.cycle_or_none
        if cycle is None:
            self._touched_patients.add(patient_id)
        else:
            moved_from = draft.stored.get("cycle_id") or cycle.pk
            self._touched_cycles |= {cycle.pk, moved_from}

    # What follows -------------------------------------------------------------------------------

    def _look_back_from_deaths(self) -> None:
        """Refuse rows of care after a death, whichever of the two was read first.

        Where the row of care was on record before, the row that tells of the death is refused.
        """
        for person in self._died():
            written = {(importer.model, pk): (importer, row) for importer, row, pk in self._written[_woman(person)]}
            is_older = False
            for row in rows_about(person):
                problems = days_after_death(row)
                if (type(row), row.pk) in written:
                    self._exclude(row, *written[type(row), row.pk], problems)
                elif problems:
                    is_older = True
            for (model, pk), place in written.items() if is_older else ():
                if issubclass(model, AdverseEvent | Patient | Baby):
                    row = model._default_manager.get(pk=pk)
                    self._exclude(row, *place, days_left_behind(row))

    def _died(self) -> list[Patient | Baby]:
        died = Patient.objects.filter(pk__in=self._written)
        fatal = fatal_events().filter(patient__in=self._written).values("patient")
        children = Baby.objects.filter(patient__in=self._written, died_on__isnull=False).select_related("patient")
        return [*died.filter(Q(withdrawal_reason=WithdrawalReason.DIED) | Q(pk__in=fatal)), *children]

    def _exclude(self, row: Record, importer: TableImport, number: int, problems: dict[str, str]) -> None:
        for field, sentence in problems.items():
            day = getattr(row, field)
            self.exclude(importer.name, number, importer.column_of(field), importer.mask or f"{day}", sentence)

    def tell(self) -> None:
        """Let schedule, deviations and all else that follows from the record follow, once for each cycle."""
        tell_of_all(cycles=self._touched_cycles, patients=self._touched_patients, by=self.by, today=self.today)
        self._touched_cycles.clear()
        self._touched_patients.clear()


def _woman(person: Patient | Baby) -> int:
    return person.pk if isinstance(person, Patient) else person.patient_id
