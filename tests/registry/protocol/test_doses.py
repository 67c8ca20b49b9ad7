"""Doses by weight against the vectors of the dossier (D§4)."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.protocol.doses import (
    Verdict,
    adjusted_weight,
    as_doses,
    body_mass_index,
    dose_range,
    grams_for,
    ideal_weight,
    judge_dose,
    mg_per_kg,
    round_half_up,
    weekly_sc_grams,
)
from registry.protocol.facts import Dose
from registry.protocol.versions import SHIPPED
from tests.montreal import STUDY_IDS, cycle_facts

MONTREAL, ONTARIO, KSRI = (SHIPPED[code] for code in ("montreal-2014", "ontario-igum", "ksri-2017"))


def judged(grams, weight_kg, route="iv", version=MONTREAL):
    return judge_dose(grams=Decimal(grams), weight_kg=Decimal(weight_kg), route=route, version=version)


def dose(days, route="iv", grams="20", **values):
    return Dose(
        ref=days,
        day=date(2026, 2, 2) + timedelta(days),
        route=route,
        grams=Decimal(grams),
        weight_kg=Decimal(60),
        **values,
    )


def test_mg_per_kg_is_not_rounded():
    assert mg_per_kg(grams=Decimal(40), weight_kg=Decimal(70)) == Decimal(40000) / 70


@pytest.mark.parametrize(
    ("grams", "step", "rounded"), [("36", 5, 35), ("48", 5, 50), ("42.5", 5, 45), ("9.5", 1, 10), ("8.5", 1, 9)]
)
def test_round_half_up_takes_halves_up(grams, step, rounded):
    assert round_half_up(Decimal(grams), step) == rounded


def test_dose_range_in_grams_of_60_kg():
    judgement = judged("40", "60")

    assert (judgement.low_grams, judgement.high_grams) == (36, 48)
    assert dose_range(MONTREAL, route="iv") == judgement.range


@pytest.mark.parametrize(
    ("grams", "weight_kg", "verdict", "code"),
    [
        ("36", "60", Verdict.IN_RANGE, ""),
        ("48", "60", Verdict.IN_RANGE, ""),
        ("35.99", "60", Verdict.LOW, "DOSE_LOW"),
        ("48.01", "60", Verdict.HIGH, "DOSE_HIGH"),
        ("35", "60", Verdict.ROUNDED, "DOSE_ROUNDING"),
        ("50", "60", Verdict.ROUNDED, "DOSE_ROUNDING"),
        ("40", "70", Verdict.ROUNDED, "DOSE_ROUNDING"),
        ("30", "60", Verdict.LOW, "DOSE_LOW"),
        ("55", "60", Verdict.HIGH, "DOSE_HIGH"),
    ],
)
def test_judge_dose_of_iv(grams, weight_kg, verdict, code):
    judgement = judged(grams, weight_kg)

    assert (judgement.verdict, judgement.code) == (verdict, code)


@pytest.mark.parametrize(
    ("grams", "verdict", "code"),
    [
        ("9.3", Verdict.IN_RANGE, ""),
        ("9", Verdict.ROUNDED, ""),
        ("9.2", Verdict.LOW, "DOSE_LOW"),
        ("12", Verdict.IN_RANGE, ""),
        ("13", Verdict.HIGH, "DOSE_HIGH"),
        ("8", Verdict.LOW, "DOSE_LOW"),
    ],
)
def test_judge_dose_of_sc_may_be_rounded_to_the_gram(grams, verdict, code):
    judgement = judged(grams, "62", "sc")

    assert (judgement.verdict, judgement.code) == (verdict, code)


def test_judge_dose_by_another_version():
    assert judged("40", "70", version=ONTARIO).verdict is Verdict.IN_RANGE
    assert judged("40", "70", version=KSRI).code == "DOSE_HIGH"


def test_judge_dose_without_a_range_opens_nothing():
    judgement = judged("1", "70", "sc", KSRI)

    assert (judgement.verdict, judgement.code, judgement.range) == (Verdict.NO_RANGE, "", None)


@pytest.mark.parametrize("study_id", STUDY_IDS)
def test_judge_dose_of_the_montreal_cohort_is_in_range(study_id):
    verdicts = {judged(given.grams, given.weight_kg, given.route).verdict for given in cycle_facts(study_id).doses}

    assert verdicts == {Verdict.IN_RANGE}


@given(mg=st.integers(600, 800), weight=st.decimals(30, 250, places=1))
def test_judge_dose_of_any_dose_by_weight_in_range_is_in_range(mg, weight):
    grams = grams_for(mg_per_kg=Decimal(mg), weight_kg=weight)

    assert judged(grams, weight).verdict is Verdict.IN_RANGE


@given(grams=st.decimals(1, 200, places=2), weight=st.decimals(30, 250, places=1))
def test_judge_dose_agrees_with_mg_per_kg(grams, weight):
    judgement = judged(grams, weight)

    assert (judgement.verdict is Verdict.IN_RANGE) == (600 <= judgement.mg_per_kg <= 800)


def test_as_doses_joins_iv_on_consecutive_days():
    joined = as_doses([dose(1), dose(0), dose(2, completed=False), dose(4)])

    assert [(given.ref, given.grams, given.completed) for given in joined] == [(0, 60, False), (4, 20, True)]


def test_as_doses_joins_two_iv_infusions_of_one_day():
    assert [given.grams for given in as_doses([dose(0), dose(0)])] == [40]


def test_as_doses_leaves_sc_apart():
    given = [dose(0), dose(0, "sc", "10"), dose(1), dose(1, "sc", "10")]

    assert [(given.ref, given.route, given.grams) for given in as_doses(given)] == [
        (0, "iv", 40),
        (0, "sc", 10),
        (1, "sc", 10),
    ]


@pytest.mark.parametrize("study_id", STUDY_IDS)
def test_as_doses_of_the_montreal_cohort_joins_nothing(study_id):
    doses = cycle_facts(study_id).doses

    assert as_doses(doses) == doses


@pytest.mark.parametrize(("factor", "grams"), [("1.0", "10.5"), ("1.37", "14.385")])
def test_weekly_sc_grams_of_a_monthly_dose(factor, grams):
    assert weekly_sc_grams(iv_grams=Decimal(42), factor=Decimal(factor)) == Decimal(grams)


def test_weights_of_a_woman_of_165_cm_and_95_kg():
    height, weight = Decimal(165), Decimal(95)
    adjusted = adjusted_weight(weight_kg=weight, height_cm=height)

    assert round(body_mass_index(weight_kg=weight, height_cm=height), 2) == Decimal("34.89")
    assert round(ideal_weight(height), 2) == Decimal("56.91")
    assert round(adjusted, 2) == Decimal("72.15")
    assert [round(grams_for(mg_per_kg=Decimal(mg), weight_kg=adjusted), 1) for mg in (600, 800)] == [
        Decimal("43.3"),
        Decimal("57.7"),
    ]
