"""The figures of the Montreal paper, from the JSON that other programs read."""

import pytest

from tests.registry.outcomes.asked import fraction, printed, row

GROUPS = ("primary_rif", "secondary_rif", "primary_rpl", "secondary_rpl")


@pytest.fixture
def tables(montreal):
    return printed()


def test_tables_are_those_of_the_catalogue(tables):
    assert list(tables) == ["live_birth", "side_effects", "pregnancy", "adherence", "montreal"]
    for table in tables.values():
        assert set(table) == {"table", "title", "definitions", "as_of", "population", "data_hash", "rows"}
        assert len(table["data_hash"]) == 64
        assert table["definitions"] == "icmart-2017"


def test_live_birth_per_woman(tables):
    figure = row(tables["live_birth"], "per_woman")
    assert (figure["events"], figure["total"], figure["method"], figure["unresolved"]) == (13, 15, "wilson", 0)
    assert figure["percent"] == pytest.approx(86.6666667)
    assert (figure["low"], figure["high"]) == pytest.approx((62.1, 96.3), abs=0.05)
    assert (figure["bound_low"], figure["bound_high"]) == pytest.approx((86.6666667, 86.6666667))


def test_live_birth_by_other_units(tables):
    table = tables["live_birth"]
    assert fraction(table, "per_woman_cumulative") == (13, 15)
    assert fraction(table, "per_cycle") == (13, 15)
    assert fraction(table, "per_transfer") == (11, 13)
    assert row(table, "per_transfer")["percent"] == pytest.approx(84.6153846)
    assert fraction(table, "per_clinical_pregnancy") == (13, 13)
    assert fraction(table, "per_protocol") == (12, 14)
    assert fraction(table, "failed_transfer") == (2, 13)
    assert fraction(table, "multiple_delivery") == (1, 13)
    assert fraction(table, "positive_test") == (13, 15)
    assert fraction(table, "clinical_pregnancy") == (13, 15)
    assert fraction(table, "ongoing_12w") == (13, 15)
    for key in ("biochemical", "ectopic", "loss", "stillbirth", "termination"):
        assert fraction(table, key) == (0, 13)


def test_live_birth_by_conception_and_route(tables):
    table = tables["live_birth"]
    assert fraction(table, "per_woman", "conception_mode", "natural") == (2, 2)
    assert fraction(table, "per_woman", "conception_mode", "embryo_transfer") == (11, 13)
    assert fraction(table, "per_woman", "route", "iv") == (9, 11)
    assert fraction(table, "per_woman", "route", "sc") == (2, 2)
    assert fraction(table, "per_woman", "route", "iv_then_sc") == (2, 2)
    assert fraction(table, "per_woman", "start", "before_conception") == (13, 15)
    assert fraction(table, "per_woman", "exposure", "immunoglobulin") == (13, 15)


def test_reference_test_against_thirty_percent(tables):
    test = row(tables["live_birth"], "reference_test")
    assert test["estimate"] == 30
    assert test["p"] == pytest.approx(8.72e-6, rel=1e-3)


def test_headache_by_route_received(tables):
    table = tables["side_effects"]
    headache = {"term": "Headache", "related": "all", "subject": "mother"}
    assert fraction(table, "women", **headache, route="any") == (6, 15)
    assert fraction(table, "women", **headache, route="iv") == (6, 13)
    assert fraction(table, "per_100_infusions", **headache, route="iv") == (6, 77)
    assert row(table, "women", **headache, route="iv")["method"] == "clopper_pearson"
    assert row(table, "per_100_infusions", **headache, route="iv")["method"] == "garwood"
    assert not [row for row in table["rows"] if row.get("term") == "Headache" and row["route"] == "sc"]


def test_infusions_and_women_exposed(tables):
    table = tables["side_effects"]
    assert {route: row(table, "infusions", route=route)["count"] for route in ("any", "iv", "sc")} == {
        "any": 201,
        "iv": 77,
        "sc": 124,
    }
    assert {route: row(table, "women_exposed", route=route)["count"] for route in ("any", "iv", "sc")} == {
        "any": 15,
        "iv": 13,
        "sc": 4,
    }


def test_serious_events_are_three_and_none_is_related(tables):
    table = tables["side_effects"]
    counts = {
        subject: row(table, "serious_events", route="any", subject=subject)["count"]
        for subject in ("all", "mother", "fetus", "infant")
    }
    assert counts == {"all": 3, "mother": 2, "fetus": 1, "infant": 0}
    serious = {"by": "serious", "value": "yes", "term": "any", "route": "any", "subject": "mother"}
    assert fraction(table, "women", **serious, related="all") == (1, 15)
    assert fraction(table, "women", **serious, related="related") == (0, 15)


def test_deliveries_and_children(tables):
    table = tables["pregnancy"]
    assert (row(table, "deliveries")["count"], row(table, "babies")["count"]) == (13, 14)
    assert fraction(table, "preterm") == (2, 13)
    assert fraction(table, "very_preterm") == (0, 13)
    assert fraction(table, "anomaly") == (1, 14)
    assert fraction(table, "nicu") == (1, 14)
    assert fraction(table, "neonatal_death") == (0, 14)
    assert fraction(table, "low_birth_weight") == (2, 14)
    assert fraction(table, "preterm_labour") == (2, 13)
    assert fraction(table, "pyelonephritis") == (1, 13)
    assert fraction(table, "low_birth_weight", "plurality", "multiple") == (1, 2)
    assert row(table, "deliveries", "plurality", "multiple")["count"] == 1
    assert row(table, "gestation_days")["n"] == 13


def test_montreal_columns(tables):
    table = tables["montreal"]

    def across(key, field):
        return [row(table, key, "montreal_group", group)[field] for group in GROUPS]

    assert across("women", "count") == [5, 2, 4, 4]
    assert across("live_birth", "events") == [3, 2, 4, 4]
    assert across("failed_transfer", "events") == [2, 0, 0, 0]
    assert across("failed_transfers_before", "mean") == [5.6, 8, 0.75, 0]
    assert across("live_births_before", "mean") == [0, 1.5, 0, 1]
    assert row(table, "women")["count"] == 15


def test_one_treatment_deviation(tables):
    table = tables["adherence"]
    found = {row["value"]: row["events"] for row in table["rows"] if row["key"] == "deviation" and row["events"]}
    assert found == {"STOPPED_EARLY": 1}
    assert {row["by"] for row in table["rows"] if row["key"] == "deviation"} == {"code"}
    assert fraction(table, "dose_in_range") == (201, 201)
    assert fraction(table, "pre_dose_in_window") == (15, 15)


def test_percentages_have_six_significant_digits(tables):
    assert f"{row(tables['live_birth'], 'failed_transfer')['low']:.6g}" == "4.32582"
