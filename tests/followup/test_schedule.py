"""The schedule: the test vector, what changes it (D§8d), and the Montreal cohort."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from followup.schedule import contact_timing, next_dose, planned_contacts, planned_doses, schedule
from registry.protocol.dating import day_of_gestation, format_gestation, gestational_age
from registry.protocol.facts import BabyFact, ConsentFact, ContactFact
from tests.montreal import STUDY_IDS, by_patient, cycle_facts
from tests.registry.protocol.cases import (
    ALL_NINE,
    CONFIRMED,
    DUE,
    KSRI,
    MONTREAL,
    OFF_GUIDELINE,
    ONTARIO,
    TRANSFER,
    cycle,
    ideal_days,
    iv,
    pregnancy,
    sc,
)

VISITS = [("pregnancy", 1), ("pregnancy", 2), ("pregnancy", 3)]


def statuses(facts, version=MONTREAL):
    return {(item.kind.value, item.sequence): item.status.value for item in planned_contacts(facts, version)}


def ended(outcome, days, *babies, **values):
    return cycle(pregnancy=pregnancy(outcome=outcome, ended_on=day_of_gestation(DUE, days), babies=babies), **values)


def baby(order=1, **values):
    return BabyFact(**({"birth_order": order, "born_alive": True} | values))


def test_schedule_of_the_test_vector():
    planned = schedule(cycle(doses=()), MONTREAL)

    assert ideal_days(planned.contacts) == [date(2026, 4, 22), date(2026, 7, 22), date(2026, 10, 21)]
    assert len(planned.doses) == 9
    assert (planned.doses[0].first_on, planned.doses[0].last_on) == (date(2026, 1, 30), date(2026, 2, 4))
    assert planned.doses[-1].ideal_on == date(2026, 9, 14)
    assert format_gestation(gestational_age(planned.doses[-1].ideal_on, DUE)) == "33w5d"


def test_negative_test_plans_nothing():
    planned = schedule(cycle(pregnancy=None, hcg_result="negative", doses=ALL_NINE[:1]), MONTREAL)

    assert (planned.doses, planned.contacts) == ((), ())


@pytest.mark.parametrize(("outcome", "days"), [("loss", 63), ("ectopic", 45), ("biochemical", 33), ("termination", 70)])
def test_loss_cancels_every_visit_and_plans_one_contact_a_month_later(outcome, days):
    facts = ended(outcome, days)

    assert statuses(facts) == dict.fromkeys(VISITS, "cancelled") | {("postpartum", 1): "planned"}
    assert planned_doses(facts, MONTREAL) == ()


def test_stillbirth_keeps_the_month_and_plans_no_infant():
    facts = ended("birth", 250, baby(born_alive=False))

    assert statuses(facts)["postpartum", 1] == "planned"
    assert ("infant", 1) not in statuses(facts)


@pytest.mark.parametrize(
    ("days", "second", "third"),
    [
        (196, "cancelled", "cancelled"),
        (197, "planned", "cancelled"),
        (287, "planned", "cancelled"),
        (288, "planned", "planned"),
    ],
)
def test_end_of_pregnancy_cancels_visits_whose_window_was_still_open(days, second, third):
    found = statuses(ended("birth", days, baby()))

    assert (found["pregnancy", 2], found["pregnancy", 3]) == (second, third)


def test_delivery_plans_from_the_actual_day():
    facts = cycle(pregnancy=pregnancy(outcome="birth", ended_on=date(2026, 10, 31), babies=(baby(),)))
    month, infant = [item for item in planned_contacts(facts, MONTREAL) if item.kind != "pregnancy"]

    assert (month.ideal_on, month.first_on, month.last_on) == (
        date(2026, 11, 30),
        date(2026, 11, 23),
        date(2026, 12, 21),
    )
    assert (infant.ideal_on, infant.first_on, infant.last_on) == (
        date(2027, 10, 31),
        date(2027, 10, 1),
        date(2027, 12, 30),
    )


def test_one_month_after_the_end_of_january_is_the_end_of_february():
    facts = cycle(pregnancy=pregnancy(outcome="loss", ended_on=date(2026, 1, 31), due_on=None))

    assert ideal_days(planned_contacts(facts, MONTREAL)) == [date(2026, 2, 28)]


def test_twins_have_a_contact_for_each_child_born_alive():
    found = statuses(ended("birth", 262, baby(1), baby(2), baby(3, born_alive=False)))

    assert [key for key in found if key[0] == "infant"] == [("infant", 1), ("infant", 2)]


def test_loss_of_one_twin_leaves_the_pregnancy_its_visits():
    facts = cycle(pregnancy=pregnancy(babies=(baby(2, born_alive=False),)))

    assert statuses(facts) == dict.fromkeys(VISITS, "planned")


def test_death_of_a_child_cancels_its_contact_alone():
    end = day_of_gestation(DUE, 262)
    found = statuses(ended("birth", 262, baby(1, died_on=end + timedelta(days=20)), baby(2)))

    assert (found["infant", 1], found["infant", 2], found["postpartum", 1]) == ("cancelled", "planned", "planned")


def test_death_of_the_mother_cancels_hers_and_keeps_the_child():
    end = day_of_gestation(DUE, 262)
    found = statuses(ended("birth", 262, baby(), died_on=end + timedelta(days=1)))

    assert (found["postpartum", 1], found["infant", 1], found["pregnancy", 1]) == ("cancelled", "planned", "planned")


@pytest.mark.parametrize(
    "values",
    [
        {"withdrawn_on": date(2026, 6, 1)},
        {"consents": (ConsentFact(signed_on=date(2026, 1, 20), contact_withdrawn_on=date(2026, 6, 1)),)},
    ],
)
def test_withdrawal_cancels_all_that_was_open_or_to_come(values):
    found = statuses(ended("birth", 262, baby(), **values))

    assert found == {
        ("pregnancy", 1): "planned",
        ("pregnancy", 2): "cancelled",
        ("pregnancy", 3): "cancelled",
        ("postpartum", 1): "cancelled",
        ("infant", 1): "cancelled",
    }


def test_stopping_treatment_does_not_stop_the_follow_up():
    facts = cycle(treatment_stopped_on=date(2026, 6, 24), doses=ALL_NINE[:5])

    assert planned_contacts(facts, MONTREAL) == planned_contacts(cycle(), MONTREAL)


def test_comparator_cycle_has_contacts_and_no_doses():
    planned = schedule(cycle(exposure="none", doses=()), MONTREAL)

    assert (len(planned.contacts), planned.doses) == (3, ())


def test_later_pregnancy_has_its_own_schedule():
    later = cycle(
        ref="second",
        planned_on=TRANSFER + timedelta(days=365),
        transferred_on=TRANSFER + timedelta(days=365),
        pregnancy=pregnancy(confirmed_on=CONFIRMED + timedelta(days=365), due_on=DUE + timedelta(days=365)),
        doses=(),
    )

    first, second = (ideal_days(schedule(facts, MONTREAL).contacts) for facts in (cycle(), later))
    assert second == [day + timedelta(days=365) for day in first]


@pytest.mark.parametrize("days", [-10, 6])
def test_redating_moves_visits_by_the_difference(days):
    moved = cycle(pregnancy=pregnancy(due_on=DUE + timedelta(days=days)))

    assert ideal_days(planned_contacts(moved, MONTREAL)) == [
        day + timedelta(days=days) for day in ideal_days(planned_contacts(cycle(), MONTREAL))
    ]


@pytest.mark.parametrize(
    ("completed_on", "timing"),
    [
        (None, ""),
        (date(2026, 4, 7), "early"),
        (date(2026, 4, 8), "done"),
        (date(2026, 5, 6), "done"),
        (date(2026, 5, 7), "late"),
    ],
)
def test_contact_timing_against_its_window(completed_on, timing):
    planned = planned_contacts(cycle(), MONTREAL)[0]
    contact = ContactFact(
        kind="pregnancy", first_on=planned.first_on, last_on=planned.last_on, completed_on=completed_on
    )

    assert contact_timing(contact) == timing


@pytest.mark.parametrize("study_id", STUDY_IDS)
def test_planned_contacts_of_the_montreal_cohort_are_those_of_its_rows(study_id):
    planned = {
        (item.kind.value, str(item.sequence)): item for item in planned_contacts(cycle_facts(study_id), MONTREAL)
    }
    rows = by_patient("follow_ups")[study_id]

    for row in rows:
        item = planned[row["kind"], row["sequence"]]
        assert item.ideal_on.isoformat() == row["due_on"]
        assert item.first_on.isoformat() <= row["completed_on"] <= item.last_on.isoformat()
    done = {(row["kind"], row["sequence"]) for row in rows}
    left = {key: item.status for key, item in planned.items() if key not in done and key[0] != "infant"}
    assert set(left.values()) <= {"cancelled"}


days_after_transfer = st.integers(0, 320).map(lambda days: TRANSFER + timedelta(days=days))


@st.composite
def cycles(draw):
    """Any cycle: doses of both routes, with or without a pregnancy, ended or not, stopped, withdrawn, dead or not."""
    doses = draw(st.lists(st.tuples(st.integers(-40, 250), st.sampled_from([iv, sc])), max_size=6))
    end = draw(st.none() | days_after_transfer)
    babies = draw(st.lists(st.booleans(), max_size=3))
    pregnant = draw(st.booleans()) and pregnancy(
        due_on=draw(st.none() | st.integers(-20, 20).map(lambda days: DUE + timedelta(days=days))),
        outcome="ongoing" if end is None else draw(st.sampled_from(["loss", "birth", "ectopic", "biochemical"])),
        ended_on=end,
        babies=tuple(baby(order, born_alive=alive) for order, alive in enumerate(babies, 1)),
    )
    return cycle(
        conception_mode=draw(st.sampled_from(["embryo_transfer", "natural"])),
        pregnancy=pregnant or None,
        doses=tuple(make(TRANSFER + timedelta(days=days)) for days, make in doses),
        planned_route=draw(st.sampled_from(["", "iv", "sc"])),
        withdrawn_on=draw(st.none() | days_after_transfer),
        died_on=draw(st.none() | days_after_transfer),
    )


versions = st.sampled_from([MONTREAL, ONTARIO, OFF_GUIDELINE, KSRI])


@settings(max_examples=60)
@given(facts=cycles(), version=versions)
def test_schedule_is_sorted_and_inside_its_windows(facts, version):
    planned = schedule(facts, version)

    for items in (planned.doses, planned.contacts):
        assert ideal_days(items) == sorted(ideal_days(items))
        assert all(item.first_on <= item.ideal_on <= item.last_on for item in items)
    assert len({(item.kind, item.sequence) for item in planned.contacts}) == len(planned.contacts)


@settings(max_examples=60)
@given(facts=cycles().filter(lambda facts: facts.pregnancy and facts.pregnancy.due_on), days=st.integers(-30, 30))
def test_redating_moves_the_visits_and_back_is_the_same_schedule(facts, days):
    def redated(cycle, by):
        return replace(cycle, pregnancy=replace(cycle.pregnancy, due_on=cycle.pregnancy.due_on + timedelta(days=by)))

    def visits(cycle):
        return ideal_days(item for item in planned_contacts(cycle, MONTREAL) if item.kind == "pregnancy")

    there = redated(facts, days)
    assert visits(there) == [day + timedelta(days=days) for day in visits(facts)]
    assert schedule(redated(there, -days), MONTREAL) == schedule(facts, MONTREAL)


@settings(max_examples=60)
@given(facts=cycles(), version=versions, on=days_after_transfer)
def test_next_dose_comes_from_the_planned_doses_of_that_day(facts, version, on):
    found = next_dose(facts, version, on)

    assert found is None or found in planned_doses(facts.as_of(on), version)
