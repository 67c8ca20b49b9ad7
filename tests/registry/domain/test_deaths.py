"""Days of care and a death are held against each other, whichever was recorded first."""

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ValidationError

from registry.domain.pregnancies import record_pregnancy_outcome
from registry.domain.recording import change, record
from registry.models import Baby, InfantFollowUp
from tests import factories

STROKE = {"term": "Stroke", "grade": 5, "outcome": "fatal", "serious": "death", "aware_on": date(2026, 6, 1)}


def left_behind(died, days):
    return (
        f"This death on {died} lies before days of care that are recorded: {days}. Correct these or the day of death."
    )


@pytest.fixture
def child(cycle, acting, today):
    """A child born on 2026-10-20 that died ten days later."""
    pregnancy = factories.pregnancy(cycle, by=acting, today=today)
    end = {"outcome": "birth", "ended_on": date(2026, 10, 20), "babies": [{"status": "live_birth"}]}
    record_pregnancy_outcome(pregnancy, seen=1, by=acting, today=today, **end)
    baby = Baby.objects.get()
    baby.died_on = date(2026, 10, 30)
    return change(baby, seen=1, by=acting, today=today)


def test_fatal_event_before_an_infusion_is_refused_at_its_day(patient, cycle, acting, today):
    factories.infusion(cycle, by=acting, today=today, started_at=datetime(2026, 3, 3, 14, tzinfo=UTC))

    with pytest.raises(ValidationError) as refusal:
        factories.event(patient, by=acting, today=today, onset_on=date(2026, 3, 1), **STROKE)

    assert refusal.value.message_dict == {"onset_on": [left_behind("2026-03-01", "infusion 2026-03-03")]}


def test_fatal_event_on_the_last_day_of_care_is_recorded(patient, cycle, acting, today):
    factories.infusion(cycle, by=acting, today=today, started_at=datetime(2026, 3, 3, 14, tzinfo=UTC))

    event = factories.event(patient, by=acting, today=today, onset_on=date(2026, 3, 3), **STROKE)

    assert event.pk


def test_withdrawal_by_death_before_an_infusion_is_refused_at_its_day(patient, cycle, acting, today):
    factories.infusion(cycle, by=acting, today=today, started_at=datetime(2026, 3, 3, 14, tzinfo=UTC))
    patient.withdrawn_on, patient.withdrawal_reason = date(2026, 3, 1), "died"

    with pytest.raises(ValidationError) as refusal:
        change(patient, seen=patient.version, by=acting, today=today)

    assert refusal.value.message_dict == {"withdrawn_on": [left_behind("2026-03-01", "infusion 2026-03-03")]}


def test_death_of_a_child_before_it_was_seen_is_refused(child, acting, today):
    seen = {"seen_on": date(2026, 10, 29), "alive": "yes", "neurodevelopment": "normal"}
    record(InfantFollowUp(baby=child, patient=child.patient, **seen), by=acting, today=today)
    child.died_on = date(2026, 10, 28)

    with pytest.raises(ValidationError) as refusal:
        change(child, seen=child.version, by=acting, today=today)

    assert refusal.value.message_dict == {"died_on": [left_behind("2026-10-28", "infant follow-up 2026-10-29")]}


def test_event_of_a_child_is_held_to_its_own_death(child, acting, today):
    values = {"subject": "infant", "birth_order": 1, "cycle": child.cycle}

    with pytest.raises(ValidationError, match="2026-10-31 is after the death on 2026-10-30"):
        factories.event(child.patient, by=acting, today=today, onset_on=date(2026, 10, 31), **values)
    assert factories.event(child.patient, by=acting, today=today, onset_on=date(2026, 10, 29), **values).pk


def test_consent_of_a_child_is_held_to_its_own_death(child, acting, today):
    values = {"subject": "infant", "birth_order": 1}

    with pytest.raises(ValidationError, match="2026-10-31 is after the death on 2026-10-30"):
        factories.consent(child.patient, by=acting, today=today, signed_on=date(2026, 10, 31), **values)


def test_event_of_a_child_after_the_death_of_its_mother_is_recorded(child, acting, today):
    factories.event(
        child.patient, by=acting, today=today, onset_on=date(2026, 10, 20), **STROKE | {"aware_on": date(2026, 10, 20)}
    )
    values = {"subject": "infant", "birth_order": 1, "cycle": child.cycle, "onset_on": date(2026, 10, 29)}

    assert factories.event(child.patient, by=acting, today=today, **values).pk


def test_fatal_event_of_a_child_is_no_death_of_hers(child, acting, today):
    values = STROKE | {"subject": "infant", "birth_order": 1, "cycle": child.cycle, "aware_on": date(2026, 10, 30)}
    factories.event(child.patient, by=acting, today=today, onset_on=date(2026, 10, 30), **values)

    assert factories.event(child.patient, by=acting, today=today, onset_on=date(2026, 11, 2)).pk
