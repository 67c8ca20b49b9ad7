"""The visit of 2026-04-22, window 2026-04-08 to 2026-05-06, and what a coordinator writes about it."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from followup.domain.recording import record_attempt, record_contact, report_missed
from followup.models import FollowUp, FollowUpState
from registry.domain.acting import acting_for
from registry.domain.pregnancies import record_pregnancy_outcome
from registry.domain.recording import Stale
from registry.models import Pregnancy
from tests.followup.conftest import VISIT

pytestmark = pytest.mark.django_db

DAY = date(2026, 4, 23)


@pytest.fixture
def coordinator(alice):
    with acting_for(alice):
        yield alice


def test_contact_that_is_recorded_is_completed(visit, coordinator):
    values = {"method": "telephone", "new_adverse_event": "no", "weight_kg": Decimal("63.5"), "note": "Feels well."}

    record_contact(visit, seen=visit.version, by=coordinator, today=DAY, completed_on=DAY, **values)

    row = FollowUp.objects.get(pk=visit.pk)
    assert (row.state_on(DAY), row.completed_on, row.due_on) == ("completed", DAY, VISIT)
    assert {name: getattr(row, name) for name in values} == values


def test_contact_in_the_future_is_refused(visit, coordinator):
    with pytest.raises(ValidationError, match="2026-04-24 is in the future"):
        record_contact(
            visit, seen=visit.version, by=coordinator, today=DAY, completed_on=date(2026, 4, 24), method="visit"
        )


def test_contact_that_somebody_else_recorded_first_is_refused(visit, coordinator):
    other = FollowUp.objects.get(pk=visit.pk)
    record_contact(other, seen=other.version, by=coordinator, today=DAY, completed_on=DAY)

    with pytest.raises(Stale):
        record_contact(visit, seen=visit.version, by=coordinator, today=DAY, completed_on=DAY)


def test_contact_with_a_child_is_recorded_as_its_look(visit, coordinator):
    row = Pregnancy.objects.get()
    record_pregnancy_outcome(
        row,
        seen=row.version,
        by=coordinator,
        today=date(2026, 9, 30),
        outcome="birth",
        ended_on=date(2026, 9, 30),
        babies=[{"status": "live_birth"}],
    )
    infant = FollowUp.objects.get(kind="infant")

    with pytest.raises(ValidationError, match="recorded as its infant follow-up"):
        record_contact(infant, seen=infant.version, by=coordinator, today=DAY, completed_on=DAY)


def test_data_manager_records_no_contact(visit, data_manager):
    with acting_for(data_manager), pytest.raises(PermissionDenied):
        record_contact(visit, seen=visit.version, by=data_manager, today=DAY, completed_on=DAY)


def test_contact_that_was_missed_is_reported_with_its_reason(visit, coordinator):
    report_missed(visit, seen=visit.version, by=coordinator, today=DAY, note="Abroad until June")

    row = FollowUp.objects.get(pk=visit.pk)
    assert (row.state_on(DAY), row.note) == (FollowUpState.MISSED, "Abroad until June")


@pytest.mark.parametrize(
    ("today", "note", "sentence"),
    [(date(2026, 4, 7), "Abroad", "The window opens on 2026-04-08"), (DAY, " ", "Say why")],
)
def test_missed_report_is_refused(today, note, sentence, visit, coordinator):
    with pytest.raises(ValidationError, match=sentence):
        report_missed(visit, seen=visit.version, by=coordinator, today=today, note=note)


def test_contact_reported_missed_and_made_after_all_is_completed(visit, coordinator):
    row = report_missed(visit, seen=visit.version, by=coordinator, today=DAY, note="Abroad until June")

    record_contact(row, seen=row.version, by=coordinator, today=DAY, completed_on=DAY)

    assert FollowUp.objects.get(pk=visit.pk).state_on(DAY) == FollowUpState.COMPLETED


def test_contact_reported_missed_in_a_pregnancy_that_had_ended_is_cancelled(visit, coordinator):
    report_missed(visit, seen=visit.version, by=coordinator, today=DAY, note="No answer")
    row = Pregnancy.objects.get()

    record_pregnancy_outcome(row, seen=row.version, by=coordinator, today=DAY, outcome="loss", ended_on=DAY)

    assert FollowUp.objects.get(pk=visit.pk).state_on(DAY) == FollowUpState.CANCELLED


def test_attempt_hangs_on_the_contact(visit, coordinator):
    at = datetime(2026, 4, 23, 14, 5, tzinfo=UTC)

    record_attempt(visit, by=coordinator, today=DAY, attempted_at=at, channel="telephone", result="no_answer")

    [attempt] = visit.attempts.all()
    assert (attempt.attempted_at, attempt.channel, attempt.result, attempt.patient_id) == (
        at,
        "telephone",
        "no_answer",
        visit.patient_id,
    )
