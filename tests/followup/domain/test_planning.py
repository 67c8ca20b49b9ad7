"""Contacts follow the record. The story: transfer of a five-day blastocyst on 2026-02-09, due 2026-10-28."""

from datetime import UTC, date, datetime, timedelta

import pytest

from followup.domain.nightly import differences
from followup.models import FollowUp, FollowUpState
from registry.domain.enrolment import withdraw
from registry.domain.pregnancies import record_pregnancy_outcome
from registry.domain.recording import change, record, restore, void
from registry.models import Cycle, InfantFollowUp, Patient, Pregnancy
from tests import factories

pytestmark = pytest.mark.django_db

CONFIRMED = date(2026, 2, 20)
NOW = datetime(2026, 2, 20, 12, tzinfo=UTC)
VISITS = {
    ("pregnancy", 1): date(2026, 4, 22),
    ("pregnancy", 2): date(2026, 7, 22),
    ("pregnancy", 3): date(2026, 10, 21),
}
ALIVE = {"status": "live_birth"}


def plan(cycle):
    """The planned days that stand, by kind and number."""
    rows = FollowUp.objects.filter(cycle=cycle).exclude(status="cancelled")
    return {(row.kind, row.sequence): row.due_on for row in rows}


def states(cycle, on):
    return {(row.kind, row.sequence): row.state_on(on) for row in FollowUp.objects.filter(cycle=cycle)}


def contact(cycle, kind, sequence=1):
    return FollowUp.objects.get(cycle=cycle, kind=kind, sequence=sequence)


def made(cycle, kind, sequence, on, by):
    """A contact recorded on its day."""
    row = contact(cycle, kind, sequence)
    row.status, row.completed_on = "completed", on
    return change(row, seen=row.version, by=by, today=on)


def end(pregnancy, by, *, on, outcome, babies=(), today=None):
    pregnancy = Pregnancy.objects.get(pk=pregnancy.pk)
    return record_pregnancy_outcome(
        pregnancy,
        seen=pregnancy.version,
        by=by,
        today=today or on,
        outcome=outcome,
        ended_on=on,
        babies=babies,
    )


@pytest.fixture
def cycle(patient, acting):
    return factories.cycle(patient, by=acting, today=CONFIRMED)


@pytest.fixture
def pregnancy(cycle, acting):
    return factories.pregnancy(cycle, by=acting, today=CONFIRMED)


def test_cycle_without_pregnancy_plans_nothing(cycle):
    assert plan(cycle) == {}


def test_pregnancy_plans_a_visit_every_three_months(cycle, pregnancy):
    assert plan(cycle) == VISITS


def test_planned_contact_has_its_window_and_the_day_of_planning(cycle, pregnancy):
    row = contact(cycle, "pregnancy", 1)

    assert (row.window_opens_on, row.window_closes_on) == (date(2026, 4, 8), date(2026, 5, 6))
    assert (row.planned_on, row.next_opens_on) == (CONFIRMED, date(2026, 7, 8))


def test_contact_is_planned_then_due_then_overdue_then_missed(cycle, pregnancy):
    row = contact(cycle, "pregnancy", 1)
    days = [date(2026, 4, 7), date(2026, 4, 8), date(2026, 5, 6), date(2026, 5, 7), date(2026, 7, 7), date(2026, 7, 8)]

    assert [row.state_on(day).value for day in days] == ["planned", "due", "due", "overdue", "overdue", "missed"]


def test_last_contact_that_nothing_follows_stays_overdue(cycle, pregnancy):
    assert contact(cycle, "pregnancy", 3).state_on(date(2027, 6, 1)) == FollowUpState.OVERDUE


def test_another_change_of_the_record_changes_no_contact(cycle, pregnancy, acting):
    before = list(FollowUp.objects.values())

    factories.infusion(cycle, by=acting, today=CONFIRMED)

    assert list(FollowUp.objects.values()) == before


def test_redating_moves_what_is_to_come_and_leaves_what_was_done(cycle, pregnancy, acting):
    made(cycle, "pregnancy", 1, date(2026, 4, 23), acting)
    pregnancy.dating_method, pregnancy.edd = "ultrasound", date(2026, 11, 4)

    change(pregnancy, seen=pregnancy.version, by=acting, today=date(2026, 5, 4))

    moved = {place: day + timedelta(days=7) for place, day in VISITS.items()}
    assert plan(cycle) == moved | {("pregnancy", 1): VISITS["pregnancy", 1]}
    assert contact(cycle, "pregnancy", 1).window_closes_on == date(2026, 5, 6)
    assert contact(cycle, "pregnancy", 2).planned_on == date(2026, 5, 4)


@pytest.mark.parametrize("outcome", ["biochemical", "ectopic", "loss", "termination"])
def test_end_without_birth_cancels_visits_and_plans_one_contact_a_month_after(outcome, cycle, pregnancy, acting):
    end(pregnancy, acting, on=date(2026, 3, 31), outcome=outcome)

    assert plan(cycle) == {("postpartum", 1): date(2026, 4, 30)}
    assert contact(cycle, "pregnancy", 1).cancelled_on == date(2026, 3, 31)


def test_loss_leaves_the_visit_that_was_made_before(cycle, pregnancy, acting):
    made(cycle, "pregnancy", 1, date(2026, 4, 10), acting)

    end(pregnancy, acting, on=date(2026, 4, 20), outcome="loss")

    assert states(cycle, date(2026, 4, 20)) == {
        ("pregnancy", 1): "completed",
        ("pregnancy", 2): "cancelled",
        ("pregnancy", 3): "cancelled",
        ("postpartum", 1): "planned",
    }


def test_visit_whose_window_was_over_before_the_loss_stays_missed(cycle, pregnancy, acting):
    end(pregnancy, acting, on=date(2026, 5, 7), outcome="loss")

    assert states(cycle, date(2026, 6, 1))["pregnancy", 1] == "missed"


def test_loss_that_turns_out_wrong_brings_the_visits_back(cycle, pregnancy, acting):
    ended = end(pregnancy, acting, on=date(2026, 3, 31), outcome="loss")
    ended.outcome, ended.ended_on = "ongoing", None

    change(ended, seen=ended.version, by=acting, today=date(2026, 4, 2))

    assert plan(cycle) == VISITS
    assert contact(cycle, "pregnancy", 1).planned_on == date(2026, 4, 2)


def test_delivery_plans_a_contact_a_month_after_and_one_with_each_child(cycle, pregnancy, acting):
    end(pregnancy, acting, on=date(2026, 9, 30), outcome="birth", babies=[ALIVE, ALIVE])

    assert {place: day for place, day in plan(cycle).items() if place[0] != "pregnancy"} == {
        ("postpartum", 1): date(2026, 10, 30),
        ("infant", 1): date(2027, 9, 30),
        ("infant", 2): date(2027, 9, 30),
    }
    assert contact(cycle, "pregnancy", 3).status == "cancelled"


def test_stillborn_twin_has_no_contact_and_the_other_has(cycle, pregnancy, acting):
    end(pregnancy, acting, on=date(2026, 9, 30), outcome="birth", babies=[{"status": "stillbirth"}, ALIVE])

    assert {place for place in plan(cycle) if place[0] == "infant"} == {("infant", 2)}


def test_negative_test_cancels_everything(cycle, pregnancy, acting):
    void(pregnancy, by=acting, today=CONFIRMED, now=NOW, reason="Another woman's result")
    cycle = Cycle.objects.get(pk=cycle.pk)
    cycle.hcg_on, cycle.hcg_result = date(2026, 2, 19), "negative"

    change(cycle, seen=cycle.version, by=acting, today=CONFIRMED)

    assert plan(cycle) == {}
    assert set(states(cycle, CONFIRMED).values()) == {"cancelled"}


def test_pregnancy_that_is_restored_has_its_contacts_again(cycle, pregnancy, acting):
    void(pregnancy, by=acting, today=CONFIRMED, now=NOW, reason="Another woman's result")
    pregnancy.refresh_from_db()

    restore(pregnancy, by=acting, today=CONFIRMED, reason="Hers after all")

    assert plan(cycle) == VISITS


def test_cycle_with_contacts_that_nobody_made_can_be_voided(cycle, pregnancy, acting):
    void(pregnancy, by=acting, today=CONFIRMED, now=NOW, reason="Entered twice")

    void(Cycle.objects.get(pk=cycle.pk), by=acting, today=CONFIRMED, now=NOW, reason="Entered twice")

    assert plan(cycle) == {}


def test_withdrawal_cancels_what_is_to_come(cycle, pregnancy, acting):
    patient = Patient.objects.get(pk=cycle.patient_id)

    day = date(2026, 5, 1)
    withdraw(patient, on=day, why="patient_choice", seen=patient.version, by=acting, today=day)

    assert plan(cycle) == {}


def test_loss_to_follow_up_cancels_nothing(cycle, pregnancy, acting):
    patient = Patient.objects.get(pk=cycle.patient_id)

    day = date(2026, 5, 1)
    withdraw(patient, on=day, why="lost_to_follow_up", seen=patient.version, by=acting, today=day)

    assert plan(cycle) == VISITS


def test_consent_withdrawn_for_contact_cancels_what_is_to_come(cycle, pregnancy, acting):
    consent = factories.consent(cycle.patient, by=acting, today=CONFIRMED)
    consent.withdrawn_on, consent.withdrawal_scope = date(2026, 5, 20), "contact"

    change(consent, seen=consent.version, by=acting, today=date(2026, 5, 20))

    assert plan(cycle) == {("pregnancy", 1): VISITS["pregnancy", 1]}


def test_stopping_the_treatment_does_not_stop_the_follow_up(cycle, pregnancy, acting):
    cycle = Cycle.objects.get(pk=cycle.pk)
    cycle.treatment_stopped_on, cycle.treatment_stop_reason = date(2026, 5, 1), "patient_choice"

    change(cycle, seen=cycle.version, by=acting, today=date(2026, 5, 1))

    assert plan(cycle) == VISITS


def test_second_pregnancy_has_its_own_contacts(cycle, pregnancy, acting):
    end(pregnancy, acting, on=date(2026, 3, 31), outcome="loss")
    values = {"started_on": date(2026, 6, 1), "planned_on": date(2026, 6, 22), "transferred_on": date(2026, 6, 22)}
    second = factories.cycle(cycle.patient, by=acting, today=date(2026, 7, 2), **values)

    factories.pregnancy(second, by=acting, today=date(2026, 7, 2), confirmed_on=date(2026, 7, 2))

    assert plan(cycle) == {("postpartum", 1): date(2026, 4, 30)}
    assert plan(second)["pregnancy", 1] == date(2026, 9, 2)


def test_look_at_the_child_is_the_contact_with_it(cycle, pregnancy, acting):
    born = end(pregnancy, acting, on=date(2026, 9, 30), outcome="birth", babies=[ALIVE])
    seen_on = date(2027, 9, 27)
    look = InfantFollowUp(baby=born.babies.get(), seen_on=seen_on, alive="yes", neurodevelopment="normal")

    record(look, by=acting, today=seen_on)

    row = contact(cycle, "infant")
    assert (row.status, row.completed_on, row.due_on) == ("completed", seen_on, date(2027, 9, 30))
    assert not FollowUp.objects.exchanged().filter(pk=row.pk).exists()


def test_voided_look_leaves_the_contact_to_be_made(cycle, pregnancy, acting):
    born = end(pregnancy, acting, on=date(2026, 9, 30), outcome="birth", babies=[ALIVE])
    seen_on = date(2027, 9, 27)
    look = InfantFollowUp(baby=born.babies.get(), seen_on=seen_on, alive="yes", neurodevelopment="normal")
    record(look, by=acting, today=seen_on)

    void(look, by=acting, today=seen_on, now=NOW, reason="Another child")

    row = contact(cycle, "infant")
    assert (row.state_on(seen_on), row.completed_on) == ("due", None)


def test_completed_contact_of_a_file_gets_the_window_that_was_planned(cycle, acting):
    factories.pregnancy(cycle, by=acting, today=CONFIRMED)
    FollowUp.objects.all().update(voided_at="2026-02-20T12:00Z")
    values = {"status": "completed", "due_on": date(2026, 4, 20), "completed_on": date(2026, 4, 27)}

    record(FollowUp(cycle=cycle, kind="pregnancy", sequence=1, **values), by=acting, today=date(2026, 11, 20))

    row = contact(cycle, "pregnancy", 1)
    assert (row.due_on, row.completed_on) == (date(2026, 4, 20), date(2026, 4, 27))
    assert (row.window_opens_on, row.window_closes_on) == (date(2026, 4, 6), date(2026, 5, 4))


@pytest.mark.parametrize("status", ["cancelled", "missed"])
def test_contact_that_a_file_brought_stands_as_read(status, cycle, acting):
    record(FollowUp(cycle=cycle, kind="pregnancy", sequence=1, status=status), by=acting, today=CONFIRMED)

    factories.pregnancy(cycle, by=acting, today=CONFIRMED)

    assert contact(cycle, "pregnancy", 1).status == status


def test_cancelled_contact_of_a_file_that_the_schedule_does_not_plan_stands(cycle, pregnancy, acting):
    row = FollowUp(cycle=cycle, kind="pregnancy", sequence=4, status="cancelled", due_on=date(2026, 11, 30))

    record(row, by=acting, today=CONFIRMED)

    assert contact(cycle, "pregnancy", 4).status == "cancelled"


def test_contact_over_before_she_was_entered_is_history(patient, acting):
    today = date(2026, 10, 30)
    cycle = factories.cycle(patient, by=acting, today=today)

    factories.pregnancy(cycle, by=acting, today=today)

    assert states(cycle, today) == {("pregnancy", 1): "missed", ("pregnancy", 2): "missed", ("pregnancy", 3): "due"}
    assert [row.sequence for row in FollowUp.objects.wanted(today)] == [3]


def test_voided_contact_is_planned_anew(cycle, pregnancy, acting):
    row = made(cycle, "pregnancy", 1, date(2026, 4, 10), acting)

    void(row, by=acting, today=date(2026, 4, 10), now=NOW, reason="Another woman's contact")

    assert contact(cycle, "pregnancy", 1).state_on(date(2026, 4, 10)) == FollowUpState.DUE


def test_what_is_stored_is_what_the_schedule_plans(cycle, pregnancy, acting):
    end(pregnancy, acting, on=date(2026, 9, 30), outcome="birth", babies=[ALIVE])

    assert differences(Cycle.objects.all(), today=date(2026, 10, 1)) == []
