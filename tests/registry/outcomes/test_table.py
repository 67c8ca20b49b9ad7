import csv
import io
import json
from datetime import UTC, datetime

import pytest

from registry.outcomes.figures import count, per_100, quantity, rate, reference_test
from registry.outcomes.rows import Place
from registry.outcomes.table import Table, as_csv, as_json

HEADACHE = Place(key="women", fields=(("term", "=Headache"), ("route", "iv")))


def table(*rows):
    return Table(
        name="side_effects",
        title="Side effects",
        definitions="icmart-2017",
        as_of=datetime(2026, 11, 20, 12, tzinfo=UTC),
        population="Everybody",
        filters=(("sites", "MTL"),),
        data_hash="abc",
        rows=rows,
    )


def test_table_cannot_be_changed():
    with pytest.raises(AttributeError):
        table().title = "Other"


def test_json_is_the_exchange_format():
    [written] = json.loads(as_json([table(rate(HEADACHE, 6, 13, exact=True))]))
    [row] = written.pop("rows")
    assert written == {
        "table": "side_effects",
        "title": "Side effects",
        "definitions": "icmart-2017",
        "as_of": "2026-11-20T12:00:00+00:00",
        "population": "Everybody",
        "data_hash": "abc",
    }
    assert list(row) == [
        *("key", "by", "value", "term", "route"),
        *("events", "total", "percent", "low", "high", "method", "unresolved", "bound_low", "bound_high"),
    ]
    assert (row["key"], row["by"], row["value"], row["term"]) == ("women", "all", "all", "=Headache")
    assert row["percent"] == pytest.approx(46.1538461538, abs=1e-9)
    assert (row["low"], row["high"]) == pytest.approx((19.22324418, 74.86545177), abs=1e-8)


def test_json_of_no_table_is_an_empty_list():
    assert json.loads(as_json([])) == []


def test_json_refuses_a_number_that_is_none():
    with pytest.raises(ValueError, match="not JSON compliant"):
        as_json([table(quantity(Place(key="x"), {"x_n": 1, "x_mean": float("nan")}))])


def test_csv_guards_a_term_that_a_spreadsheet_would_run():
    [line] = csv.DictReader(io.StringIO(as_csv([table(rate(HEADACHE, 6, 13))])))
    assert line["term"] == "'=Headache"
    assert (line["table"], line["filters"], line["events"], line["data_hash"]) == (
        "side_effects",
        "sites=MTL",
        "6",
        "abc",
    )


def test_csv_has_every_column_of_its_kinds_of_row():
    [women, infusions] = csv.DictReader(io.StringIO(as_csv([table(rate(HEADACHE, 0, 0), count(Place(key="n"), 3))])))
    assert (women["percent"], women["count"]) == ("", "")
    assert (infusions["percent"], infusions["count"]) == ("", "3")


def test_rate_of_nobody_is_not_estimable():
    row = rate(Place(key="per_woman"), 0, 0)
    assert (row.percent, row.low, row.high, row.bound_low, row.bound_high) == (None, None, None, None, None)


def test_rate_carries_the_bounds_that_unresolved_cycles_allow():
    row = rate(Place(key="per_woman"), 10, 15, 3)
    assert (row.percent, row.bound_low, row.bound_high) == pytest.approx((200 / 3, 200 / 3, 260 / 3))


def test_events_may_be_more_than_infusions():
    row = per_100(Place(key="per_100_infusions"), 30, 12)
    assert (row.percent, row.method) == (250, "garwood")


def test_reference_stands_as_the_estimate_of_its_test():
    row = reference_test(Place(key="reference_test"), 13, 15, reference_percent=30)
    assert (row.estimate, row.low, row.high) == (30, None, None)
    assert row.p == pytest.approx(8.719352487e-06, rel=1e-9)
