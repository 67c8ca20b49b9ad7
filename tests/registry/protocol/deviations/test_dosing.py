"""DOSE_LOW, DOSE_HIGH, DOSE_ROUNDING."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from registry.protocol.facts import AssessmentFact, ConsentFact
from tests.registry.protocol.cases import (
    ALL_NINE,
    FIRST,
    KSRI,
    TRANSFER,
    cycle,
    every,
    figures,
    found,
    iv,
    sc,
    with_dose,
)


@pytest.mark.parametrize(
    ("grams", "code", "observed"),
    [
        ("30", "DOSE_LOW", "500 mg/kg"),
        ("35.99", "DOSE_LOW", "599.8 mg/kg"),
        ("35", "DOSE_ROUNDING", "583 mg/kg"),
        ("50", "DOSE_ROUNDING", "833 mg/kg"),
        ("55", "DOSE_HIGH", "917 mg/kg"),
    ],
)
def test_dose_out_of_range_says_by_how_much(grams, code, observed):
    facts = with_dose(cycle(), 0, grams=Decimal(grams))

    assert found(facts) == [(code, FIRST)]
    assert figures(facts) == [("600–800 mg/kg", observed)]


def test_dose_rounding_of_70_kg():
    facts = with_dose(cycle(), 0, grams=Decimal(40), weight_kg=Decimal(70))

    assert found(facts) == [("DOSE_ROUNDING", FIRST)]
    assert figures(facts) == [("600–800 mg/kg", "571 mg/kg")]


def test_dose_not_completed_is_judged_by_the_grams_given():
    assert found(with_dose(cycle(), 0, grams=Decimal(20), completed=False)) == [("DOSE_LOW", FIRST)]


def test_dose_over_consecutive_days_is_one():
    days = (iv(FIRST, "20"), iv(FIRST + timedelta(days=1), "22"))

    assert found(cycle(doses=(*days, *ALL_NINE[1:]))) == []
    assert found(cycle(doses=(*days, *ALL_NINE[1:])), on=FIRST) == [("DOSE_LOW", FIRST)]


def test_dose_of_sc_rounded_to_the_gram_has_no_code():
    doses = every(7, TRANSFER - timedelta(days=30), 35, lambda day: sc(day, "9", "62"))
    early = {
        "consents": (ConsentFact(signed_on=date(2026, 1, 1)),),
        "assessments": (AssessmentFact(assessed_on=date(2026, 1, 1), decision="eligible"),),
    }

    assert found(cycle(doses=doses, **early)) == []
    assert found(with_dose(cycle(doses=doses, **early), 3, grams=Decimal(8))) == [("DOSE_LOW", doses[3].day)]


def test_dose_of_a_route_without_a_range_has_no_code():
    assert found(cycle(doses=(iv(FIRST, "24"), sc(FIRST + timedelta(days=14), "1"))), KSRI) == []
