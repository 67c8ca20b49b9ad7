from datetime import date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from registry.domain.facts import cycle_facts, with_facts
from registry.domain.patients import (
    latest_cycles,
    open_deviations,
    unexplained_deviations,
    whose_cycle_is,
    with_due_on,
    with_state,
)
from registry.domain.pregnancies import record_pregnancy_outcome
from registry.models import Cycle, Patient, Pregnancy
from registry.protocol.labels import CycleState, cycle_state
from tests import factories

TESTED = {"hcg_on": date(2026, 2, 19), "hcg_result": "negative"}
POSITIVE = {"hcg_on": date(2026, 2, 19), "hcg_result": "positive"}

# Cycle's values, whether she had a dose, the outcome of the pregnancy: and where the cycle stands.
STANDS = [
    ({}, False, None, CycleState.PLANNED),
    ({}, True, None, CycleState.TREATED),
    (POSITIVE, True, None, CycleState.TREATED),
    (TESTED, True, None, CycleState.TESTED_NEGATIVE),
    (TESTED, False, None, CycleState.TESTED_NEGATIVE),
    ({"cancelled_on": date(2026, 2, 10)}, True, None, CycleState.CANCELLED),
    (POSITIVE, True, "ongoing", CycleState.PREGNANT),
    (POSITIVE, False, "loss", CycleState.ENDED),
    (POSITIVE, True, "birth", CycleState.ENDED),
    (POSITIVE, True, "unknown", CycleState.ENDED),
]


@pytest.mark.parametrize(("values", "dose", "outcome", "state"), STANDS)
def test_state_in_sql_is_the_rule(patient, acting, today, values, dose, outcome, state):
    cycle = factories.cycle(patient, by=acting, **values)
    if dose:
        factories.infusion(cycle, by=acting)
    if outcome:
        row = factories.pregnancy(cycle, by=acting)
        if outcome != "ongoing":
            record_pregnancy_outcome(row, seen=1, by=acting, today=today, outcome=outcome, ended_on=date(2026, 9, 1))

    facts = cycle_facts(with_facts(Cycle.objects.all()).get())
    assert with_state(Cycle.objects.all()).get().state == cycle_state(facts, today) == state
    for each in CycleState:
        assert whose_cycle_is(Patient.objects.all(), each).exists() is (each == state)


def test_latest_cycle_alone_tells_where_she_stands(patient, acting):
    factories.cycle(patient, by=acting, **TESTED)
    second = factories.cycle(patient, by=acting, transferred_on=None)

    assert list(latest_cycles()) == [second]
    assert not whose_cycle_is(Patient.objects.all(), CycleState.TESTED_NEGATIVE).exists()


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    method=st.sampled_from(["transfer", "lmp", "ultrasound"]),
    transferred=st.integers(0, 40),
    age=st.integers(2, 7),
    lmp=st.integers(0, 40),
    edd=st.integers(200, 300),
)
def test_due_date_in_sql_is_the_derived_one(patient, acting, method, transferred, age, lmp, edd):
    day = date(2026, 2, 1)
    Pregnancy.everything.update(voided_at=datetime(2026, 1, 1).astimezone())
    cycle = factories.cycle(
        patient,
        by=acting,
        transferred_on=day + timedelta(transferred),
        embryo_age_days=age,
        lmp_on=day + timedelta(lmp),
    )
    row = factories.pregnancy(
        cycle,
        by=acting,
        confirmed_on=date(2026, 4, 1),
        dating_method=method,
        edd=day + timedelta(edd) if method == "ultrasound" else None,
    )

    assert with_due_on(Pregnancy.objects.all()).get(pk=row.pk).derived_due_on == row.due_on


def test_deviations_that_want_a_reason(cycle, acting):
    factories.infusion(cycle, by=acting)  # without consent and without eligibility

    codes = set(unexplained_deviations().values_list("code", flat=True))

    assert codes == {"CONSENT", "NOT_ELIGIBLE"}
    assert open_deviations().count() == 2
