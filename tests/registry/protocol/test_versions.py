"""The four shipped versions, and the way through JSON."""

import json
from decimal import Decimal

import pytest

from registry.protocol.parameters import AgeRule, ConventionalRule, CountRule, DoseRange, LastDose, Parameters, Window
from registry.protocol.versions import SHIPPED, as_json, from_json

MONTREAL = SHIPPED["montreal-2014"]


def test_shipped_versions_are_the_four():
    assert list(SHIPPED) == ["montreal-2014", "ontario-igum", "off-guideline", "ksri-2017"]


def test_montreal_has_the_parameters_of_its_column():
    assert (MONTREAL.age, MONTREAL.last_dose) == (AgeRule(18, 42), LastDose(224, 238))
    assert MONTREAL.losses == CountRule("prior_unexplained_miscarriages", "gt", 4)
    assert MONTREAL.failures == CountRule("failed_blastocyst_transfers", "gt", 3)
    assert (MONTREAL.range_of("iv").low, MONTREAL.range_of("iv").high) == (600, 800)
    assert (MONTREAL.range_of("sc").low, MONTREAL.range_of("sc").high) == (150, 200)
    assert -10 in MONTREAL.iv_before_transfer
    assert -11 not in MONTREAL.iv_before_transfer
    assert -5 in MONTREAL.iv_before_transfer
    assert -4 not in MONTREAL.iv_before_transfer


def test_ontario_and_others_have_none_where_the_table_has_a_dash():
    ontario, off, ksri = (SHIPPED[code] for code in ("ontario-igum", "off-guideline", "ksri-2017"))

    assert (ontario.iv_before_conception, ontario.sc_start, ontario.last_dose.first) == (None, None, None)
    assert (off.age, off.failures, off.sc_mg_per_kg, off.iv_before_transfer, off.sc_interval) == (None,) * 5
    assert (ksri.losses, ksri.failures, ksri.last_dose, ksri.sc_mg_per_kg, ksri.conventional) == (None,) * 5


@pytest.mark.parametrize(
    ("earlier", "later", "first", "last"),
    [("iv", "iv", 21, 35), ("sc", "sc", 5, 9), ("iv", "sc", 7, 21), ("sc", "iv", 7, 35)],
)
def test_interval_by_the_routes_of_both_doses(earlier, later, first, last):
    window = MONTREAL.interval(earlier, later)

    assert (window.first, window.last) == (first, last)


@pytest.mark.parametrize("version", SHIPPED.values(), ids=SHIPPED)
def test_as_json_and_from_json_round_trip(version):
    assert from_json(json.loads(json.dumps(as_json(version)))) == version


def test_from_json_of_few_parameters_takes_the_common_ones():
    version = from_json({"code": "new", "title": "New", "iv_mg_per_kg": {"low": "400", "high": "500"}})

    assert version == Parameters(code="new", title="New", iv_mg_per_kg=DoseRange(Decimal(400), Decimal(500)))
    assert version.pregnancy_visits == (91, 182, 273)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"colour": "red"}, "has no part named colour"),
        ({"non_smoker": 1}, "non_smoker is 1"),
        ({"bmi_below": "heavy"}, "bmi_below is 'heavy'"),
        ({"bmi_below": "NaN"}, "bmi_below is 'NaN'"),
        ({"age": 18}, "age is 18"),
        ({"age": {"low": 18}}, "age lacks the part high"),
        ({"sc_start": {"first": -20, "last": -30, "ideal": -25}}, "does not hold its ideal day -25"),
        ({"iv_mg_per_kg": {"low": "800", "high": "600"}}, "800 to 600 mg/kg is empty"),
        ({"last_dose": {"first": 238, "last": 224}}, "between 238 and 224"),
        ({"losses": {"counted": "prior_losses", "operator": "gt", "number": 4}}, "counted is 'prior_losses'"),
        ({"pregnancy_visits": ["91"]}, "pregnancy_visits is '91'"),
    ],
)
def test_from_json_of_a_wrong_parameter_says_which(change, sentence):
    with pytest.raises(ValueError, match=sentence):
        from_json(as_json(MONTREAL) | change)


def test_rules_refuse_an_unknown_operator_or_mode():
    with pytest.raises(ValueError, match="operator is 'eq'"):
        CountRule("prior_miscarriages", "eq", 4)
    with pytest.raises(ValueError, match="mode is 'most'"):
        ConventionalRule("most")


def test_window_holds_both_its_ends():
    assert [day in Window(21, 35, 28) for day in (20, 21, 35, 36)] == [False, True, True, False]
