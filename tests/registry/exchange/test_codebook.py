"""The codebook that the models give is the one that the project keeps beside them, docs/codebook.csv."""

import csv
import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from registry.exchange.codebook import entries
from registry.exchange.notes import NOTES
from registry.exchange.tables import published

KEPT = Path(__file__).resolve().parents[3] / "docs" / "codebook.csv"
COMPARED = ("table", "column", "key", "type", "unit", "required", "values")


def printed(format):
    out = StringIO()
    call_command("codebook", format=format, stdout=out)
    return out.getvalue()


def kept():
    with KEPT.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_codebook_equals_the_copy_that_the_project_keeps_row_by_row():
    rows = csv.DictReader(StringIO(printed("csv")))

    assert [[row[name] for name in COMPARED] for row in rows] == [[row[name] for name in COMPARED] for row in kept()]


def test_codebook_copy_has_todays_labels_and_notes():
    assert printed("csv") == KEPT.read_text(encoding="utf-8")


def test_codebook_as_json_has_the_same_rows():
    assert json.loads(printed("json")) == kept()


def test_codebook_as_page_has_a_row_for_each_column():
    page = printed("html")

    assert page.count("<tr>") == len(kept()) + len(published())
    assert page.count("<caption>") == len(published())


def test_codebook_lists_each_table_once_and_together():
    tables = [row["table"] for row in kept()]

    assert list(dict.fromkeys(tables)) == [table.name for table in published()]
    assert sum(tables[i] != tables[i - 1] for i in range(1, len(tables))) == len(published()) - 1


@pytest.mark.parametrize(
    ("column", "type", "unit", "required", "values"),
    [
        ("patients.site_code", "ref:sites.site_code", "", "yes", ""),
        ("infusions.weight_kg", "decimal(4.1)", "kg", "yes", ""),
        ("infusions.lot_number", "text", "", "yes", ""),
        ("consents.withdrawal_scope", "code list", "", "no", "treatment|contact|new_data|data_held"),
        ("medications.started_on", "partial date", "", "no", ""),
        ("deviations.code", "code", "", "yes", ""),
        ("follow_ups.status", "code", "", "yes", "completed|missed|cancelled"),
        ("adverse_events.onset_time", "time", "", "no", ""),
    ],
)
def test_codebook_describes_a_column(column, type, unit, required, values):
    [line] = [each for each in entries(t.model for t in published()) if f"{each.table}.{each.column}" == column]

    assert (line.type, line.unit, line.required, line.values) == (type, unit, required, values)


def test_notes_stand_at_columns_that_exist():
    assert set(NOTES) - {f"{row['table']}.{row['column']}" for row in kept()} == set()


def test_codebook_in_the_name_of_nobody_is_refused(db):
    with pytest.raises(CommandError, match="There is no active user “nobody”"):
        call_command("codebook", user="nobody", stdout=StringIO())
