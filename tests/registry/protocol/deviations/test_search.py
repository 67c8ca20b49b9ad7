"""All rules over one cycle: the cohort, corrections, comparators."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.protocol.deviations import RULES
from tests.montreal import STUDY_IDS, cycle_facts
from tests.registry.protocol.cases import (
    ALL_NINE,
    KSRI,
    MONTREAL,
    OFF_GUIDELINE,
    ONTARIO,
    TRANSFER,
    cycle,
    figures,
    found,
    iv,
    natural,
    sc,
    with_dose,
    without_pregnancy,
)


@pytest.mark.parametrize("facts", [cycle(), natural(), without_pregnancy()])
def test_cycle_that_keeps_to_the_protocol_has_none(facts):
    assert found(facts) == []


@pytest.mark.parametrize("on", [date(2016, 12, 31), date(2026, 1, 1)])
def test_montreal_cohort_has_one_treatment_deviation(on):
    deviations = {study_id: found(cycle_facts(study_id), on=on) for study_id in STUDY_IDS}

    assert {study_id: codes for study_id, codes in deviations.items() if codes} == {
        "MTL-0006": [("STOPPED_EARLY", "MTL-0006")]
    }


@pytest.mark.parametrize("study_id", STUDY_IDS)
def test_montreal_cohort_on_any_day_before_has_no_other(study_id):
    facts = cycle_facts(study_id)
    codes = {code for days in range(0, 600, 3) for code, _ in found(facts, on=facts.started_on + timedelta(days=days))}

    assert codes == ({"STOPPED_EARLY"} if study_id == "MTL-0006" else set())


def test_correcting_a_dose_of_the_cohort_opens_and_closes():
    facts = cycle_facts("MTL-0001")
    changed = with_dose(facts, 0, grams=Decimal(20))

    assert found(changed) == [("DOSE_LOW", ("MTL-0001", "2014-08-25T09:30"))]
    assert figures(changed) == [("600–800 mg/kg", "328 mg/kg")]
    assert found(with_dose(changed, 0, grams=Decimal(45))) == []


@given(number=st.integers(0, 8), grams=st.decimals(1, 200, places=2), right=st.decimals(36, 48, places=2))
def test_correcting_a_dose_into_range_closes_its_deviation(number, grams, right):
    wrong = with_dose(cycle(), number, grams=grams)
    codes = {"DOSE_LOW", "DOSE_HIGH", "DOSE_ROUNDING"}

    assert all(code in codes and ref == ALL_NINE[number].ref for code, ref in found(wrong))
    assert (found(wrong) == []) == (36 <= grams <= 48)
    assert found(with_dose(wrong, number, grams=right)) == []


def test_comparator_cycle_has_none():
    assert found(cycle(exposure="none", doses=(), consents=(), assessments=())) == []


@given(
    days=st.lists(st.tuples(st.integers(-40, 280), st.sampled_from([iv, sc]), st.integers(1, 80)), max_size=8),
    on=st.integers(-40, 400).map(lambda number: TRANSFER + timedelta(days=number)),
    version=st.sampled_from([MONTREAL, ONTARIO, OFF_GUIDELINE, KSRI]),
)
def test_find_deviations_of_any_doses_is_one_for_each_rule_and_record(days, on, version):
    doses = tuple(
        make(TRANSFER + timedelta(days=number), str(grams), ref=place)
        for place, (number, make, grams) in enumerate(days)
    )
    facts = cycle(doses=doses)
    codes = found(facts, version, on)

    assert len(set(codes)) == len(codes)
    assert {code for code, _ in codes} <= set(RULES)
    assert codes == found(replace(facts.as_of(on), doses=tuple(dose for dose in doses if dose.day <= on)), version, on)
