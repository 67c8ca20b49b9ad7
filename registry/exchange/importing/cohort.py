"""The import as a whole: one transaction, undone where anything is refused."""

from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction

from registry.domain.permissions import check_can
from registry.exchange.importing.reading import Source, Unreadable, sources
from registry.exchange.importing.refused import write_refused
from registry.exchange.importing.report import Problem, Report
from registry.exchange.importing.run import Excluded, Progress, Run
from registry.models import AccessLog, Right, User
from registry.models.access_log import AccessKind


class _Undone(Exception):
    """Takes back what an attempt wrote."""


def import_cohort(
    path: Path,
    *,
    tables: tuple[Any, ...],
    by: User,
    today: date,
    preview: bool = False,
    partial: bool = False,
    blanks: bool = False,
    progress: Progress = lambda table, done, total: None,
) -> Report:
    """Import a folder, zip or file into `tables` in the name of `by`; call it within `acting_for`.

    Anything refused refuses all, unless `partial`: then the refused rows come back in a zip beside `path`.
    `preview` writes nothing. `blanks` lets blank cells blank values. Raises WrongPath and PermissionDenied.
    """
    check_can(by, Right.IMPORT)
    try:
        files = sources(path)
    except Unreadable as problem:
        return _refused(problem, path)
    excluded: Excluded = {}
    while True:
        run = Run(
            tables=tables,
            by=by,
            today=today,
            blanks=blanks,
            is_preview=preview,
            excluded=excluded,
            progress=progress,
        )
        report = _attempt(run, files, path, keep=not preview, partial=partial)
        if not run.late:
            return report
        excluded = excluded | run.late


def _attempt(run: Run, files: list[Source], path: Path, *, keep: bool, partial: bool) -> Report:
    """One attempt; it stays written only where it may."""
    report = Report()
    try:
        with transaction.atomic():
            report = run(files)
            if not keep or run.late or (report.problems and not partial):
                raise _Undone
            run.tell()
            if report.problems:
                report.refused_file = write_refused(report, path)
            AccessLog.objects.create(
                username=run.by.get_username(),
                kind=AccessKind.IMPORTED,
                subject=path.name[:200],
                detail=report.counts() | {"blanks": run.blanks, "partial": partial},
            )
    except _Undone:
        pass
    return report


def _refused(problem: Unreadable, path: Path) -> Report:
    report = Report()
    report.refuse(Problem(table=path.name, value=problem.value, message=problem.message))
    return report
