"""The facts of a cycle as they stood on a day."""

from dataclasses import replace
from datetime import date, timedelta

from registry.protocol.dating import day_of_gestation
from registry.protocol.facts import BabyFact, ConsentFact, past
from tests.registry.protocol.cases import ALL_NINE, CONFIRMED, DUE, FIRST, LATER, TRANSFER, cycle, pregnancy_as

BORN = day_of_gestation(DUE, 262)


def test_past_is_a_day_that_had_come():
    assert [past(FIRST, FIRST + timedelta(days=days)) for days in (-1, 0)] == [None, FIRST]
    assert past(None, LATER) is None


def test_as_of_the_last_day_is_everything():
    whole = cycle(pregnancy=pregnancy_as("birth", 262, True), treatment_stopped_on=date(2026, 9, 20))

    assert whole.as_of(LATER) == whole


def test_as_of_before_the_transfer_leaves_the_plan():
    then = cycle(treatment_stopped_on=FIRST, withdrawn_on=LATER, died_on=LATER).as_of(FIRST)

    assert (then.transferred_on, then.planned_on, then.doses) == (None, TRANSFER, ALL_NINE[:1])
    assert (then.hcg_result, then.pregnancy, then.treatment_stopped_on) == ("", None, FIRST)
    assert (then.withdrawn_on, then.died_on) == (None, None)


def test_as_of_a_day_in_pregnancy_knows_no_end():
    then = cycle(pregnancy=pregnancy_as("birth", 262, True)).as_of(BORN - timedelta(days=1)).pregnancy

    assert (then.outcome, then.ended_on, then.babies, then.confirmed_on) == ("ongoing", None, (), CONFIRMED)


def test_as_of_hides_later_consents_and_withdrawals():
    first = ConsentFact(signed_on=FIRST, treatment_withdrawn_on=date(2026, 6, 1), contact_withdrawn_on=LATER)
    second = ConsentFact(signed_on=date(2026, 7, 1))

    assert cycle(consents=(first, second)).as_of(date(2026, 6, 1)).consents == (
        replace(first, contact_withdrawn_on=None),
    )
    assert cycle(consents=(first,)).as_of(FIRST).consents == (ConsentFact(signed_on=FIRST),)


def test_as_of_hides_a_later_death_of_a_child():
    born = pregnancy_as("birth", 262, babies=(BabyFact(birth_order=1, born_alive=True, died_on=LATER),))

    assert [born.as_of(day).babies[0].died_on for day in (BORN, LATER)] == [None, LATER]


def test_children_born_alive_are_counted_by_signs_of_life():
    assert pregnancy_as("birth", 262, True, False, None, True).children_born_alive == 2
