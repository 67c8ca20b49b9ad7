"""The rows that a partial import refused, as files to be corrected and imported again."""

import csv
import io
import os
import zipfile
from pathlib import Path

from registry.exchange.importing.reading import REASONS
from registry.exchange.importing.report import Report

MOST_FILES = 1000
"""Files of refused rows beside one path: nobody corrects so many."""


def write_refused(report: Report, path: Path) -> Path:
    """Write a zip beside `path`, readable by its owner alone: each refused row with its reasons."""
    target = _free_name(path)
    handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for table, rows in report.refused_rows.items():
            if rows:
                archive.writestr(f"{table}.csv", _csv(report, table, rows))
    return target


def _free_name(path: Path) -> Path:
    stem = path.resolve().with_suffix("") if path.is_file() else path.resolve()
    numbers = ("", *(f"-{again}" for again in range(2, MOST_FILES)))
    names = (stem.with_name(f"{stem.name}-refused{number}.zip") for number in numbers)
    return next(name for name in names if not name.exists())


def _csv(report: Report, table: str, rows: dict[int, dict[str, str]]) -> str:
    reasons: dict[int, list[str]] = {}
    for problem in report.problems:
        if problem.table == table and problem.row in rows:
            reasons.setdefault(problem.row, []).append(f"{problem.column}: {problem.message}")
    names = [name for name in next(iter(rows.values())) if name != REASONS]
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow([*names, REASONS])
    for number, cells in rows.items():
        writer.writerow([*(cells.get(name, "") for name in names), " ".join(reasons.get(number, []))])
    return file.getvalue()
