"""The doses that a schedule plans."""

from datetime import date, timedelta

import pytest

from followup.schedule import next_dose, planned_contacts, planned_doses
from registry.protocol.dating import day_of_gestation
from registry.protocol.facts import ConsentFact
from tests.registry.protocol.cases import (
    ALL_NINE,
    DUE,
    KSRI,
    MONTREAL,
    OFF_GUIDELINE,
    ONTARIO,
    TRANSFER,
    cycle,
    every,
    ideal_days,
    iv,
    natural,
    pregnancy,
    sc,
    without_pregnancy,
)


def test_schedule_after_the_first_dose_plans_the_eight_others():
    planned = planned_doses(cycle(doses=ALL_NINE[:1]), MONTREAL)

    assert ideal_days(planned) == [dose.day for dose in ALL_NINE[1:]]
    assert [dose.number for dose in planned] == list(range(2, 10))


def test_planned_dose_on_the_last_day_is_allowed():
    planned = planned_doses(cycle(doses=(iv(TRANSFER - timedelta(days=5)),)), MONTREAL)

    assert (len(planned), planned[-1].ideal_on) == (8, day_of_gestation(DUE, 238))


def test_planned_dose_window_ends_with_the_last_day():
    last = planned_doses(cycle(doses=ALL_NINE[:8]), MONTREAL)[-1]

    assert (last.first_on, last.last_on) == (date(2026, 9, 7), day_of_gestation(DUE, 238))


def test_planned_doses_after_the_ninth_are_none():
    assert planned_doses(cycle(), MONTREAL) == ()


def test_planned_dose_is_counted_from_the_last_actual_one():
    planned = planned_doses(cycle(doses=(*ALL_NINE[:2], iv(date(2026, 4, 3)))), MONTREAL)

    assert planned[0].ideal_on == date(2026, 5, 1)


def test_planned_dose_of_iv_on_consecutive_days_is_counted_from_the_first():
    planned = planned_doses(cycle(doses=(iv(date(2026, 2, 2)), iv(date(2026, 2, 3)))), MONTREAL)

    assert (planned[0].number, planned[0].ideal_on) == (2, date(2026, 3, 2))


def test_planned_doses_before_the_test_are_the_pre_dose_only():
    assert ideal_days(planned_doses(without_pregnancy(doses=()), MONTREAL)) == [date(2026, 2, 2)]
    assert planned_doses(without_pregnancy(), MONTREAL) == ()


def test_planned_doses_of_sc_before_the_test_are_weekly_until_it():
    planned = planned_doses(without_pregnancy(doses=(), planned_route="sc"), MONTREAL)

    start = TRANSFER - timedelta(days=30)
    assert ideal_days(planned) == [start + timedelta(days=7 * week) for week in range(7)]
    assert (planned[0].first_on, planned[0].last_on) == (TRANSFER - timedelta(37), TRANSFER - timedelta(23))


def test_planned_dose_of_sc_follows_the_last_one_even_after_the_day_of_the_test():
    facts = without_pregnancy(doses=every(7, TRANSFER - timedelta(days=30), 8, sc))

    assert ideal_days(planned_doses(facts, MONTREAL)) == [TRANSFER + timedelta(days=26)]
    assert next_dose(facts, MONTREAL, TRANSFER + timedelta(days=30)).ideal_on == TRANSFER + timedelta(days=26)


def test_planned_doses_after_a_change_to_sc_are_weekly_from_a_week_later():
    facts = cycle(doses=ALL_NINE[:2], planned_route="sc")
    planned = planned_doses(facts, MONTREAL)

    assert ideal_days(planned[:3]) == [date(2026, 3, 9), date(2026, 3, 16), date(2026, 3, 23)]
    assert (planned[0].first_on, planned[0].last_on) == (date(2026, 3, 9), date(2026, 3, 23))
    assert planned[-1].ideal_on == date(2026, 9, 14)


def test_planned_dose_after_sc_is_sc():
    planned = planned_doses(cycle(doses=(*ALL_NINE[:2], sc(date(2026, 3, 9)))), MONTREAL)

    assert (planned[0].route, planned[0].ideal_on) == ("sc", date(2026, 3, 16))


def test_planned_dose_before_natural_conception_is_30_days_earlier():
    facts = natural(doses=(), pregnancy=None, hcg_on=None, hcg_result="")
    [planned] = planned_doses(facts, MONTREAL)

    assert (planned.ideal_on, planned.first_on, planned.last_on) == (
        TRANSFER - timedelta(days=30),
        TRANSFER - timedelta(days=37),
        TRANSFER - timedelta(days=23),
    )


@pytest.mark.parametrize(
    ("version", "last"),
    [
        (ONTARIO, day_of_gestation(DUE, 140)),
        (OFF_GUIDELINE, day_of_gestation(DUE, 140)),
        (KSRI, DUE),
    ],
)
def test_planned_doses_of_another_version_end_with_its_last_day(version, last):
    planned = planned_doses(cycle(doses=ALL_NINE[:1]), version)

    assert last - timedelta(days=28) < planned[-1].ideal_on <= last


def test_planned_doses_without_a_window_before_pregnancy_await_the_first():
    assert planned_doses(cycle(doses=()), KSRI) == ()


def test_planned_doses_of_a_pregnancy_not_dated_are_the_next_one():
    facts = cycle(doses=ALL_NINE[:1], pregnancy=pregnancy(due_on=None))

    assert ideal_days(planned_doses(facts, MONTREAL)) == [date(2026, 3, 2)]
    assert planned_contacts(facts, MONTREAL) == ()


@pytest.mark.parametrize(
    "values",
    [
        {"exposure": "none", "doses": ()},
        {"cancelled_on": date(2026, 3, 1)},
        {"treatment_stopped_on": date(2026, 3, 1)},
        {"withdrawn_on": date(2026, 3, 1)},
        {"died_on": date(2026, 3, 1)},
        {"consents": (ConsentFact(signed_on=date(2026, 1, 20), treatment_withdrawn_on=date(2026, 3, 1)),)},
        {"pregnancy": pregnancy(outcome="loss", ended_on=date(2026, 3, 1))},
        {"pregnancy": pregnancy(outcome="unknown")},
        {"pregnancy": None, "hcg_result": "negative"},
    ],
)
def test_planned_doses_once_treatment_is_over_are_none(values):
    assert planned_doses(cycle(**({"doses": ALL_NINE[:1]} | values)), MONTREAL) == ()


def test_next_dose_is_the_planned_one_also_overdue():
    facts = cycle(doses=ALL_NINE[:1])

    assert next_dose(facts, MONTREAL, date(2026, 2, 20)).ideal_on == date(2026, 3, 2)
    assert next_dose(facts, MONTREAL, date(2026, 5, 1)).ideal_on == date(2026, 3, 2)


def test_next_dose_after_the_last_day_is_none():
    facts = cycle(doses=ALL_NINE[:7])

    assert next_dose(facts, MONTREAL, day_of_gestation(DUE, 238)) is not None
    assert next_dose(facts, MONTREAL, day_of_gestation(DUE, 239)) is None


def test_next_dose_before_the_transfer_is_the_pre_dose_while_its_window_lasts():
    facts = without_pregnancy(doses=())

    assert next_dose(facts, MONTREAL, date(2026, 2, 4)).ideal_on == date(2026, 2, 2)
    assert next_dose(facts, MONTREAL, date(2026, 2, 5)) is None


def test_next_dose_knows_only_what_had_happened_by_the_day():
    assert next_dose(cycle(), MONTREAL, date(2026, 3, 15)).ideal_on == date(2026, 3, 30)


def test_next_dose_before_treatment_was_withdrawn_from_knows_nothing_of_it():
    consent = ConsentFact(signed_on=date(2026, 1, 20), treatment_withdrawn_on=date(2026, 6, 1))
    facts = cycle(consents=(consent,))

    assert next_dose(facts, MONTREAL, date(2026, 5, 31)).ideal_on == date(2026, 6, 22)
    assert next_dose(facts, MONTREAL, date(2026, 6, 1)) is None
