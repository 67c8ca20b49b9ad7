"""INTERVAL, STOPPED_EARLY, GIVEN_LATE."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from registry.protocol.dating import day_of_gestation
from registry.protocol.deviations import find_deviations
from tests.montreal import cycle_facts
from tests.registry.protocol.cases import (
    ALL_NINE,
    DUE,
    FIRST,
    KSRI,
    LATER,
    MONTREAL,
    OFF_GUIDELINE,
    ONTARIO,
    before,
    cycle,
    every,
    figures,
    found,
    iv,
    pregnancy,
    sc,
)


def two_doses(days, makers=(iv, iv)):
    """Two doses in pregnancy, `days` apart."""
    start = date(2026, 4, 1)
    earlier, later = makers
    return cycle(doses=(ALL_NINE[0], earlier(start), later(start + timedelta(days=days))))


def interval_codes(facts, version=MONTREAL, on=date(2026, 7, 1)):
    return [ref for code, ref in found(facts, version, on) if code == "INTERVAL"]


@pytest.mark.parametrize(
    ("makers", "days", "inside"),
    [
        ((iv, iv), 20, False),
        ((iv, iv), 21, True),
        ((iv, iv), 35, True),
        ((iv, iv), 36, False),
        ((sc, sc), 4, False),
        ((sc, sc), 5, True),
        ((sc, sc), 9, True),
        ((sc, sc), 10, False),
        ((iv, sc), 6, False),
        ((iv, sc), 7, True),
        ((iv, sc), 21, True),
        ((iv, sc), 22, False),
        ((sc, iv), 6, False),
        ((sc, iv), 7, True),
        ((sc, iv), 35, True),
        ((sc, iv), 36, False),
    ],
)
def test_interval_by_the_routes_of_both_doses(makers, days, inside):
    facts = two_doses(days, makers)
    later = facts.doses[-1].day

    assert (later in interval_codes(facts)) == (not inside)


def test_interval_stands_on_the_later_dose_in_days():
    facts = cycle(doses=(*ALL_NINE[:2], iv(date(2026, 4, 13))))

    assert found(facts, on=date(2026, 5, 1)) == [("INTERVAL", date(2026, 4, 13))]
    assert figures(facts, on=date(2026, 5, 1)) == [("21–35 d", "42 d")]


def test_interval_before_the_pregnancy_was_confirmed_is_silent():
    facts = cycle(doses=(iv(date(2026, 2, 2)), iv(date(2026, 2, 18)), iv(date(2026, 3, 18))))

    assert interval_codes(facts) == []
    assert interval_codes(replace(facts, pregnancy=pregnancy(confirmed_on=date(2026, 2, 18)))) == [date(2026, 2, 18)]


def test_interval_at_the_end_of_the_pregnancy_is_silent():
    doses = (*ALL_NINE[:2], iv(date(2026, 3, 10)))
    lost = cycle(doses=doses, pregnancy=pregnancy(outcome="loss", ended_on=date(2026, 3, 10)))

    assert interval_codes(lost) == []
    assert interval_codes(cycle(doses=doses)) == [date(2026, 3, 10)]


def test_interval_of_ksri_is_three_to_four_weeks():
    doses = (iv(FIRST, "24"), iv(date(2026, 3, 3), "24"))

    assert interval_codes(cycle(doses=doses), KSRI) == [date(2026, 3, 3)]


STOP = day_of_gestation(DUE, 224)


def last_dose(days_before, **values):
    """Doses up to the one `days_before` 32w0d, none further."""
    return cycle(doses=every(28, STOP - timedelta(days=days_before + 28 * 6), 7), **values)


def stopped(facts, version=MONTREAL, on=LATER):
    return [ref for code, ref in found(facts, version, on) if code == "STOPPED_EARLY"]


def test_stopped_early_beyond_one_interval_before_32w0d():
    assert stopped(last_dose(35)) == []
    assert stopped(last_dose(36)) == ["cycle"]


def test_stopped_early_of_sc_is_by_its_own_interval():
    def weekly(days_before):
        return cycle(doses=every(7, STOP - timedelta(days=days_before + 7 * 29), 30, sc))

    assert (stopped(weekly(9)), stopped(weekly(10))) == ([], ["cycle"])


def test_stopped_early_speaks_when_the_day_is_reached():
    facts = last_dose(50)

    assert (stopped(facts, on=STOP - timedelta(days=1)), stopped(facts, on=STOP)) == ([], ["cycle"])


def test_stopped_early_speaks_only_if_the_pregnancy_reached_the_day():
    def ended(days):
        return last_dose(50, pregnancy=pregnancy(outcome="birth", ended_on=STOP + timedelta(days=days)))

    assert (stopped(ended(-1)), stopped(ended(0))) == ([], ["cycle"])


def test_stopped_early_of_a_pregnancy_lost_from_sight_is_silent():
    assert stopped(last_dose(50, pregnancy=pregnancy(outcome="unknown"))) == []


def test_stopped_early_is_not_hidden_by_a_dose_after_the_end():
    facts = last_dose(50, pregnancy=pregnancy(outcome="birth", ended_on=DUE))

    assert stopped(replace(facts, doses=(*facts.doses, iv(DUE)))) == ["cycle"]


def test_stopped_early_is_not_for_versions_without_a_first_day():
    assert stopped(last_dose(100), ONTARIO) == []
    assert stopped(last_dose(100), KSRI) == []
    assert stopped(cycle(doses=ALL_NINE[:2]), OFF_GUIDELINE) == ["cycle"]


def test_stopped_early_says_when_in_weeks():
    finding = find_deviations(cycle_facts("MTL-0006"), MONTREAL, LATER)[0]

    assert (finding.expected, finding.observed) == ("32w0d–34w0d", "22w0d")


def test_given_late_after_34w0d():
    last = day_of_gestation(DUE, 238)

    assert found(cycle(doses=(*ALL_NINE[:8], iv(last)))) == []
    late = cycle(doses=(*ALL_NINE[:8], iv(last + timedelta(days=1))))
    assert found(late) == [("GIVEN_LATE", last + timedelta(days=1))]
    assert figures(late) == [("≤ 34w0d", "34w1d")]


def test_given_late_is_silent_from_the_end_of_the_pregnancy():
    end = day_of_gestation(DUE, 240)
    facts = cycle(doses=(*ALL_NINE[:8], iv(end)), pregnancy=pregnancy(outcome="birth", ended_on=end))

    assert found(facts) == []


def test_given_late_under_ontario_is_after_20w0d():
    doses = every(28, before(4), 7, lambda day: iv(day, "30"))

    assert [ref for code, ref in found(cycle(doses=doses), ONTARIO)] == [doses[5].day, doses[6].day]
