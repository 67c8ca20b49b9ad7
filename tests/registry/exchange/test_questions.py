"""An import asks the database as often for many women as for one."""

import csv
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.registry.exchange.files import MONTREAL


def women(folder, first, count):
    """The first woman of the cohort, who deviates in nothing, under `count` study IDs from MTL-`first` on."""
    tables = {}
    for source in MONTREAL.glob("*.csv"):
        header, *rows = csv.reader(source.read_text(encoding="utf-8").splitlines())
        if header[0] == "study_id":
            hers = [row[1:] for row in rows if row[0] == "MTL-0001"]
            rows = [[f"MTL-{first + n}", *row] for n in range(count) for row in hers]
        tables[source.stem] = [_line(row) for row in (header, *rows)]
    return folder(**tables)


def _line(cells):
    out = StringIO()
    csv.writer(out, lineterminator="").writerow(cells)
    return out.getvalue()


def questions(path):
    with CaptureQueriesContext(connection) as asked:
        call_command("import_cohort", path, stdout=StringIO())
    return len(asked)


@pytest.mark.usefixtures("db")
def test_number_of_questions_does_not_grow_with_the_women(folder):
    questions(women(folder, 1000, 1))  # makes the site and the lots

    one, eight = women(folder, 2000, 1), women(folder, 3000, 8)
    new = [questions(one), questions(eight)]
    again = [questions(one), questions(eight)]

    assert new[0] == new[1]
    assert again[0] == again[1]
