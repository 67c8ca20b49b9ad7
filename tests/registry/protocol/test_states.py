"""Route and state of a cycle, state of a woman."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from registry.protocol.dating import day_of_gestation
from registry.protocol.facts import CycleFacts, Dose, PatientFacts
from registry.protocol.labels import (
    CycleState,
    cycle_state,
    patient_state,
    route_of_cycle,
)
from registry.protocol.versions import SHIPPED
from tests.montreal import STUDY_IDS, cycle_facts
from tests.registry.protocol.cases import DUE, pregnancy_as


@pytest.mark.parametrize(
    ("routes", "expected"),
    [
        ((), "none"),
        (("iv", "iv"), "iv"),
        (("sc",), "sc"),
        (("iv", "sc", "iv"), "iv_then_sc"),
        (("sc", "iv"), "sc_then_iv"),
    ],
)
def test_route_of_cycle_by_the_doses(routes, expected):
    doses = [
        Dose(day=DUE + timedelta(days=number), route=route, grams=Decimal(40), weight_kg=Decimal(60))
        for number, route in enumerate(routes)
    ]

    assert route_of_cycle(doses[::-1]) == expected


def test_route_of_the_montreal_cohort():
    routes = [route_of_cycle(cycle_facts(study_id).doses) for study_id in STUDY_IDS]

    assert [routes.count(route) for route in ("iv", "sc", "iv_then_sc")] == [11, 2, 2]


def state(on, **values):
    facts = {"exposure": "immunoglobulin", "conception_mode": "embryo_transfer", "started_on": date(2026, 1, 20)}
    given = Dose(day=date(2026, 2, 2), route="iv", grams=Decimal(40), weight_kg=Decimal(60))
    return cycle_state(CycleFacts(**(facts | {"doses": (given,)} | values)), on)


def test_cycle_state_through_a_pregnancy():
    whole = {"pregnancy": pregnancy_as("birth", 270, True), "hcg_on": date(2026, 2, 19), "hcg_result": "positive"}
    days = (
        date(2026, 2, 1),
        date(2026, 2, 2),
        date(2026, 2, 19),
        day_of_gestation(DUE, 269),
        day_of_gestation(DUE, 270),
    )

    assert [state(day, **whole) for day in days] == ["planned", "treated", "pregnant", "pregnant", "ended"]


def test_cycle_state_after_a_negative_test():
    facts = {"hcg_on": date(2026, 2, 19), "hcg_result": "negative"}

    assert [state(date(2026, 2, day), **facts) for day in (18, 19)] == [CycleState.TREATED, CycleState.TESTED_NEGATIVE]


def test_cycle_state_cancelled_from_its_day():
    cancelled_on = date(2026, 2, 5)

    assert [state(date(2026, 2, day), cancelled_on=cancelled_on) for day in (4, 5)] == ["treated", "cancelled"]


def test_cycle_state_of_a_pregnancy_lost_from_sight_is_ended():
    assert state(DUE, pregnancy=pregnancy_as("unknown")) == "ended"


def patient_at(on, *cycles, **values):
    enrolled = PatientFacts(**({"enrolled_on": date(2026, 1, 10)} | values))
    return patient_state(enrolled, cycles, SHIPPED["montreal-2014"], on).value


def attempt(**values):
    facts = {"exposure": "immunoglobulin", "conception_mode": "embryo_transfer", "started_on": date(2026, 1, 20)}
    given = Dose(day=date(2026, 2, 2), route="iv", grams=Decimal(40), weight_kg=Decimal(60))
    return CycleFacts(**(facts | {"doses": (given,)} | values))


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (date(2026, 1, 9), "screening"),
        (date(2026, 1, 10), "enrolled"),
        (date(2026, 2, 1), "enrolled"),
        (date(2026, 2, 2), "in_treatment"),
        (date(2026, 2, 19), "pregnant"),
        (date(2026, 10, 18), "after_delivery"),
        (date(2027, 12, 17), "after_delivery"),
        (date(2027, 12, 18), "completed"),
    ],
)
def test_patient_state_through_a_pregnancy(on, expected):
    assert patient_at(on, attempt(pregnancy=pregnancy_as("birth", 270, True))) == expected


@pytest.mark.parametrize(
    "facts",
    [
        {"hcg_on": date(2026, 2, 19), "hcg_result": "negative"},
        {"cancelled_on": date(2026, 2, 5)},
        {"pregnancy": pregnancy_as("loss", 60)},
    ],
)
def test_patient_state_after_an_attempt_that_failed_is_enrolled(facts):
    assert patient_at(DUE, attempt(**facts)) == "enrolled"
    assert patient_at(DUE, attempt(started_on=date(2026, 10, 1)), attempt(**facts)) == "in_treatment"


def test_patient_state_after_a_stillbirth_ends_with_the_month():
    born = attempt(pregnancy=pregnancy_as("birth", 270, False))

    assert [patient_at(date(2026, 12, day), born) for day in (9, 10)] == ["after_delivery", "completed"]


@pytest.mark.parametrize(
    ("reason", "expected"), [("patient_choice", "withdrawn"), ("died", "withdrawn"), ("lost_to_follow_up", "lost")]
)
def test_patient_state_from_the_day_she_withdrew(reason, expected):
    left = {"withdrawn_on": date(2026, 3, 1), "withdrawal_reason": reason}

    assert patient_at(date(2026, 2, 28), attempt(), **left) == "in_treatment"
    assert patient_at(date(2026, 3, 1), attempt(), **left) == expected


def test_patient_state_of_a_pregnancy_lost_from_sight_is_lost():
    assert patient_at(DUE, attempt(pregnancy=pregnancy_as("unknown"))) == "lost"
