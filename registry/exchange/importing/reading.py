"""From a folder or zip to rows of text. What cannot be read is refused in words, with its row.

Nothing of a zip is unpacked to disk: entries are read in memory, under limits.
"""

import csv
import io
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path, PurePosixPath

from django.utils.translation import gettext as _

MEGABYTE = 1024 * 1024
LARGEST_FILE = 500 * MEGABYTE
"""Bytes of one table, unpacked."""
LARGEST_RATIO = 250
"""By how much an entry of a zip may shrink; text shrinks by 5 to 50, a bomb by a thousand."""
SMALL = MEGABYTE
"""Bytes up to which nobody asks for the ratio."""
LONGEST_CELL = 20_000
"""Characters of a cell; the longest text that a column takes has 4 000."""

PASSED_OVER = {"README.txt", "README.md", "codebook.csv", "value_labels.csv"}
REASONS = "refused_because"
"""The column of reasons in the file of refused rows; passed over, so that the corrected file can be imported."""

_NOT_UNPACKED = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError, ValueError)


class WrongPath(Exception):
    """The path names nothing that could be imported."""


class Unreadable(Exception):
    """A file, or the rest of it from a row on, that cannot be read."""

    def __init__(self, message: str, *, row: int | None = None, column: str = "", value: str = "") -> None:
        self.message, self.row, self.column, self.value = message, row, column, value
        super().__init__(message)


@dataclass(frozen=True)
class Source:
    """One file of an import; `name` is the table's when it is one."""

    name: str
    read: Callable[[], bytes]


@dataclass(frozen=True)
class RawRow:
    """One row as text, by column; `number` counts as a spreadsheet does, the header being row 1."""

    number: int
    cells: dict[str, str]
    problem: Unreadable | None = None


def sources(path: Path) -> list[Source]:
    """The files of a folder, of a zip, or one CSV alone. Raises WrongPath or Unreadable."""
    try:
        found = _sources(path)
    except OSError as problem:
        raise WrongPath(_cannot_be_read(path.name, problem)) from problem
    if not found:
        raise WrongPath(_("There is no TABLE.csv in “%(path)s”.") % {"path": path})
    return found


def _sources(path: Path) -> list[Source]:
    if path.is_dir():
        return [_file(each) for each in sorted(path.iterdir()) if not _is_passed_over(each.name)]
    if not path.is_file():
        raise WrongPath(_("There is no folder or zip “%(path)s”.") % {"path": path})
    if zipfile.is_zipfile(path):
        return _entries(path)
    if path.suffix.lower() == ".csv":
        return [_file(path)]
    raise WrongPath(_("“%(path)s” is neither a folder, nor a zip, nor a CSV file.") % {"path": path})


def _cannot_be_read(name: str, problem: OSError) -> str:
    return _("“%(name)s” cannot be read (%(problem)s).") % {"name": name, "problem": problem.strerror or problem}


def _is_passed_over(name: str) -> bool:
    return name in PASSED_OVER or name.startswith(".")


def _table(name: str) -> str:
    path = PurePosixPath(name)
    return path.stem if path.suffix.lower() == ".csv" else name


def _file(path: Path) -> Source:
    def read() -> bytes:
        if not path.is_file():
            raise Unreadable(_("“%(name)s” is not a file: put TABLE.csv files here only.") % {"name": path.name})
        try:
            if path.stat().st_size > LARGEST_FILE:
                raise Unreadable(_too_large(path.name))
            return path.read_bytes()
        except OSError as problem:
            raise Unreadable(_cannot_be_read(path.name, problem)) from problem

    return Source(name=_table(path.name), read=read)


@contextmanager
def _unpacking(name: str) -> Iterator[None]:
    try:
        yield
    except _NOT_UNPACKED as problem:
        message = _("“%(name)s” cannot be unpacked (%(problem)s): make the zip anew.")
        raise Unreadable(message % {"name": name, "problem": problem}, value=name) from problem


def _entries(path: Path) -> list[Source]:
    with _unpacking(path.name), zipfile.ZipFile(path) as archive:
        entries = archive.infolist()
    names = [entry.filename for entry in entries]
    for entry in entries:
        _check_entry(entry, names)
    return [_entry(path, entry) for entry in entries if not _is_passed_over(entry.filename)]


def _check_entry(entry: zipfile.ZipInfo, names: list[str]) -> None:
    name = entry.filename
    if entry.is_dir() or "/" in name or "\\" in name or ":" in name or name.startswith("."):
        message = _("“%(name)s” in the zip has a path: put the TABLE.csv files at its top, without folders.")
        raise Unreadable(message % {"name": name}, value=name)
    if names.count(name) > 1:
        raise Unreadable(_("“%(name)s” stands in the zip twice: leave one.") % {"name": name}, value=name)
    if entry.flag_bits & 1:
        raise Unreadable(_("“%(name)s” is encrypted: pack it without a password.") % {"name": name}, value=name)
    if entry.file_size > LARGEST_FILE:
        raise Unreadable(_too_large(name), value=name)
    if entry.file_size > SMALL and entry.file_size > LARGEST_RATIO * max(entry.compress_size, 1):
        message = _("“%(name)s” grows from %(packed)s to %(unpacked)s bytes when unpacked: no table does so.")
        params = {"name": name, "packed": entry.compress_size, "unpacked": entry.file_size}
        raise Unreadable(message % params, value=name)


def _too_large(name: str) -> str:
    message = _("“%(name)s” is larger than %(limit)s MB: divide it into several imports.")
    return message % {"name": name, "limit": LARGEST_FILE // MEGABYTE}


def _entry(path: Path, entry: zipfile.ZipInfo) -> Source:
    def read() -> bytes:
        # The sizes in the directory of a zip are its own claims: never read more than was claimed.
        with _unpacking(entry.filename), zipfile.ZipFile(path) as archive, archive.open(entry) as file:
            data = file.read(entry.file_size + 1)
        if len(data) > entry.file_size:
            raise Unreadable(_too_large(entry.filename))
        return data

    return Source(name=_table(entry.filename), read=read)


def rows(data: bytes) -> tuple[list[str], Iterator[RawRow]]:
    """The header and the rows of a CSV file in UTF-8, separated by comma or semicolon.

    Raises Unreadable, at once or (a row after which nothing can be read) from the iterator.
    """
    records = _records(_decoded(data))
    names = [name.strip() for name in next(records, (0, []))[1]]
    while names and not names[-1]:
        names.pop()
    if not names:
        raise Unreadable(_("The file is empty: its first row names the columns."))
    for name in names:
        if names.count(name) > 1:
            message = _("The column “%(name)s” stands there twice: leave one.")
            raise Unreadable(message % {"name": name}, row=1, column=name)
    return names, (_row(number, cells, names) for number, cells in records)


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        line = data.count(b"\n", 0, problem.start) + 1
        byte = f"0x{data[problem.start]:02X}"
        message = _("The byte %(byte)s in line %(line)s is not UTF-8: save the file as “CSV UTF-8”.")
        raise Unreadable(message % {"byte": byte, "line": line}, row=line, value=byte) from None


def _records(text: str) -> Iterator[tuple[int, list[str]]]:
    """Rows that are not blank, with their number."""
    header = text.lstrip().split("\n", 1)[0]
    delimiter = ";" if header.count(";") > header.count(",") else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    for number in count(1):
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as problem:
            message = _(
                "This row and those after it cannot be read (%(problem)s): check its quotation marks and its length."
            )
            raise Unreadable(message % {"problem": problem}, row=number) from None
        if any(cell.strip() for cell in cells):
            yield number, cells


def _row(number: int, cells: list[str], names: list[str]) -> RawRow:
    row = dict(zip(names, cells, strict=False))
    return RawRow(number=number, cells=row, problem=_length_problem(number, cells, names))


def _length_problem(number: int, cells: list[str], names: list[str]) -> Unreadable | None:
    if len(cells) < len(names) or any(cell.strip() for cell in cells[len(names) :]):
        message = _("This row has %(cells)s cells and the header %(names)s: check quotation marks and separators.")
        return Unreadable(message % {"cells": len(cells), "names": len(names)}, row=number)
    for name, cell in zip(names, cells, strict=False):
        if len(cell) > LONGEST_CELL:
            message = _("This cell has %(length)s characters: no column takes more than %(longest)s.")
            params = {"length": len(cell), "longest": LONGEST_CELL}
            return Unreadable(message % params, row=number, column=name, value=cell[:20])
    return None
