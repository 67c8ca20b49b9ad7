"""Whatever stands in a file: a row that fits, or a refusal in words; never a trace of a half import."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from registry.domain.acting import acting_for
from registry.exchange.importing import import_cohort
from registry.exchange.tables import published
from registry.models import AccessLog, Patient, Site, User
from tests.factories import TODAY
from tests.registry.exchange import files

TABLES = {table.name: [column.name for column in table.model.Codebook.columns] for table in published()}
LINES = {
    "sites": files.SITES,
    "patients": files.PATIENTS,
    "cycles": files.CYCLES,
    "infusions": files.INFUSIONS,
    "pregnancies": files.PREGNANCIES,
    "babies": files.BABIES,
}

cells = st.one_of(
    st.text(max_size=30),
    st.sampled_from(
        ["", "0", "-1", "1e9", "9" * 30, "NaN", "2015-02-30", "9999-12-31", "0001-01-01", "=1+1", "'", '"']
    ),
    st.sampled_from(["MTL-0001", "unknown", "yes", ";", ";;", "death;death", "\ud7ff", "é" * 300, "2026-03-08T02:30"]),
    st.dates().map(str),
    st.integers().map(str),
    st.decimals(allow_nan=False, allow_infinity=False).map(str),
)

quick = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@pytest.fixture
def write(tmp_path):
    """A folder that holds these files and no other."""
    folder = tmp_path / "cohort"
    folder.mkdir()

    def write(contents):
        for old in folder.iterdir():
            old.unlink()
        for name, data in contents.items():
            (folder / f"{name}.csv").write_bytes(data)
        return folder

    return write


def imported(path):
    """The errors of an import, and how the command ended."""
    out = StringIO()
    code = 0
    try:
        call_command("import_cohort", path, format="json", stdout=out, stderr=StringIO())
    except CommandError as ended:
        code = ended.returncode
    return json.loads(out.getvalue())["errors"], code


def in_csv(rows):
    return "\n".join(",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows).encode()


def is_empty():
    with acting_for(User.objects.system(), source="test"):
        return not any(model.objects.exists() for model in (Site, AccessLog)) and not Patient.everything.exists()


@quick
@given(table=st.sampled_from(sorted(TABLES)), data=st.binary(max_size=300))
def test_any_bytes_are_refused_in_words(db, write, table, data):
    errors, code = imported(write({table: data}))

    assert all(error["message"] for error in errors)
    assert code == (1 if errors else 0)
    assert is_empty() or not errors


@quick
@given(data=st.data())
def test_any_cells_under_the_right_header_come_in_or_are_refused_in_words(db, write, data):
    table = data.draw(st.sampled_from(sorted(TABLES)))
    row = data.draw(st.lists(cells, min_size=len(TABLES[table]), max_size=len(TABLES[table])))

    with acting_for(User.objects.system(), source="test"):
        report = import_cohort(
            write({table: in_csv([TABLES[table], row])}),
            tables=published(),
            by=User.objects.system(),
            today=TODAY,
            preview=True,
        )

    assert all(problem.message for problem in report.problems)


@quick
@given(data=st.data())
def test_one_cell_changed_at_random_leaves_all_or_nothing(db, write, data):
    table = data.draw(st.sampled_from(sorted(LINES)))
    column = data.draw(st.sampled_from(LINES[table][0].split(",")))
    cell = data.draw(cells)
    names, values = LINES[table][0].split(","), LINES[table][1].split(",")
    values[names.index(column)] = cell
    contents = {name: "\n".join(lines).encode() for name, lines in LINES.items()}

    with acting_for(User.objects.system(), source="test"):
        report = import_cohort(
            write(contents | {table: in_csv([names, values])}),
            tables=published(),
            by=User.objects.system(),
            today=TODAY,
            partial=data.draw(st.booleans()),
        )
        transaction.set_rollback(True)

    written = sum(report.created.values())
    assert written + sum(report.refused.values()) <= len(LINES)
    assert (written == len(LINES)) == (not report.problems)
    assert is_empty()
