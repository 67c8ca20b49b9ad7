"""The last look before a message goes out."""

from datetime import date, datetime

import pytest

from followup.domain.recheck import case_of, is_silent, wait, why_not, with_deaths
from followup.models import FollowUp, Reason, Reminder
from registry.domain.enrolment import withdraw
from registry.domain.pregnancies import record_pregnancy_outcome
from registry.domain.recording import change, record
from registry.models import ContactDetails, Cycle, InfantFollowUp, Patient, Pregnancy
from tests import factories
from tests.followup.conftest import STEP_14, VISIT

pytestmark = pytest.mark.django_db

TODAY = STEP_14.date()


@pytest.fixture
def reminder(visit):
    return Reminder.objects.create(
        site=visit.site, follow_up=visit, step="before_14", channel="email", due_on=VISIT, send_after=STEP_14
    )


def reason(reminder, now=STEP_14):
    return why_not(case_of(reminder, now=now))


def end(acting, *, on=TODAY, outcome, babies=()):
    row = Pregnancy.objects.get()
    record_pregnancy_outcome(row, seen=row.version, by=acting, today=TODAY, outcome=outcome, ended_on=on, babies=babies)


def silent():
    return is_silent(with_deaths(Cycle.objects.all()).get())


def test_reminder_that_is_still_due_goes_now(reminder):
    case = case_of(reminder, now=STEP_14)

    assert (why_not(case), wait(case)) == (None, None)


@pytest.mark.parametrize("outcome", ["biochemical", "ectopic", "loss", "termination"])
def test_reminder_after_a_loss_is_silent(outcome, reminder, acting):
    end(acting, outcome=outcome)

    assert reason(reminder) == Reason.SILENCE


def test_reminder_of_a_pregnancy_lost_from_sight_is_silent(reminder, acting):
    row = Pregnancy.objects.get()
    row.outcome = "unknown"
    change(row, seen=row.version, by=acting, today=TODAY)

    assert reason(reminder) == Reason.SILENCE


def test_visit_after_a_birth_is_no_longer_needed(reminder, acting):
    end(acting, outcome="birth", babies=[{"status": "live_birth"}])

    assert reason(reminder) == Reason.PREGNANCY_ENDED


@pytest.mark.parametrize(
    "babies",
    [
        [{"status": "stillbirth"}],
        [{"status": "live_birth"}, {"status": "stillbirth"}],
        [{"status": "live_birth", "died_on": TODAY}],
    ],
)
def test_birth_with_a_dead_child_is_silent(babies, expecting, acting):
    end(acting, outcome="birth", babies=babies)

    assert silent()


def test_birth_of_living_children_is_not_silent(expecting, acting):
    end(acting, outcome="birth", babies=[{"status": "live_birth"}, {"status": "live_birth"}])

    assert not silent()


def test_child_found_dead_at_its_look_is_silent(expecting, acting):
    end(acting, outcome="birth", babies=[{"status": "live_birth"}])
    baby = Pregnancy.objects.get().babies.get()
    look = InfantFollowUp(baby=baby, seen_on=TODAY, alive="no", neurodevelopment="not_assessed")

    record(look, by=acting, today=TODAY)

    assert silent()


@pytest.mark.parametrize("subject", ["mother", "fetus", "infant"])
def test_fatal_event_is_silent_even_where_nobody_named_the_cycle(subject, expecting, acting):
    values = {"subject": subject, "grade": 5, "outcome": "fatal", "serious": "death", "aware_on": TODAY}

    factories.event(expecting, by=acting, today=TODAY, onset_on=TODAY, **values)

    assert silent()


def test_negative_test_is_silent(patient, acting):
    factories.cycle(patient, by=acting, hcg_on=date(2026, 2, 19), hcg_result="negative")

    assert silent()


def test_contact_that_was_made_needs_no_reminder(reminder, visit, acting):
    visit.status, visit.completed_on = "completed", TODAY
    change(visit, seen=visit.version, by=acting, today=TODAY)

    assert reason(reminder) == Reason.COMPLETED


def test_contact_planned_for_another_day_needs_another_reminder(reminder, acting):
    row = Pregnancy.objects.get()
    row.dating_method, row.edd = "ultrasound", date(2026, 11, 4)
    change(row, seen=row.version, by=acting, today=TODAY)

    assert reason(reminder) == Reason.REPLANNED


def test_reminder_after_the_window_comes_too_late(reminder):
    assert reason(reminder, now=datetime.fromisoformat("2026-05-07T12:00-04:00")) == Reason.WINDOW_CLOSED


def test_reminder_in_the_window_may_still_go(reminder):
    assert reason(reminder, now=datetime.fromisoformat("2026-05-06T12:00-04:00")) is None


def test_woman_who_left_gets_nothing(reminder, expecting, acting):
    patient = Patient.objects.get(pk=expecting.pk)
    withdraw(patient, on=TODAY, why="patient_choice", seen=patient.version, by=acting, today=TODAY)

    assert reason(reminder) == Reason.WITHDRAWN


def test_woman_who_did_not_agree_to_contact_gets_nothing(reminder, expecting, acting):
    newer = {"form_version": "2026-02", "signed_on": date(2026, 3, 1), "contact_for_follow_up": "no"}
    factories.consent(expecting, by=acting, today=TODAY, **newer)

    assert reason(reminder) == Reason.NO_CONSENT


@pytest.mark.parametrize(("scope", "expected"), [("contact", Reason.CANCELLED), ("treatment", None)])
def test_consent_withdrawn_between_opening_and_sending(scope, expected, reminder, expecting, acting):
    consent = expecting.consents.get()
    consent.withdrawn_on, consent.withdrawal_scope = TODAY, scope
    change(consent, seen=consent.version, by=acting, today=TODAY)

    assert reason(reminder) == expected


def test_woman_without_any_consent_gets_nothing(reminder, expecting):
    expecting.consents.update(voided_at=STEP_14)

    assert reason(reminder) == Reason.NO_CONSENT


@pytest.mark.parametrize("channel", ["none", "telephone", "sms"])
def test_woman_who_chose_another_channel_gets_nothing_by_this_one(channel, reminder):
    ContactDetails.objects.update(channel=channel)

    assert reason(reminder) == Reason.CHANNEL_CHANGED


def test_woman_without_address_gets_nothing(reminder):
    details = ContactDetails.objects.get()
    details.email = ""
    details.save()

    assert reason(reminder) == Reason.NO_ADDRESS


def test_reminder_in_quiet_hours_waits_for_the_morning(reminder):
    night = datetime.fromisoformat("2026-04-08T21:00-04:00")

    until = datetime.fromisoformat("2026-04-09T09:00-04:00")
    assert wait(case_of(reminder, now=night)) == (Reason.QUIET_HOURS, until)


def twin(reminder, visit, **values):
    """Another reminder for her, of another contact."""
    other = FollowUp.objects.get(cycle=visit.cycle, kind="pregnancy", sequence=2)
    defaults = {"site": visit.site, "follow_up": other, "step": "before_3", "channel": "email", "due_on": other.due_on}
    return Reminder.objects.create(**(defaults | {"send_after": STEP_14} | values))


@pytest.mark.parametrize("state", ["sent", "sending"])
def test_second_message_of_a_day_waits_until_tomorrow(state, reminder, visit):
    ended = {"sent_at": STEP_14, "ended_at": STEP_14} if state == "sent" else {}
    twin(reminder, visit, state=state, attempted_at=STEP_14, **ended)

    until = datetime.fromisoformat("2026-04-09T09:00-04:00")
    assert wait(case_of(reminder, now=STEP_14)) == (Reason.ONE_A_DAY, until)


def test_message_of_yesterday_holds_up_none_today(reminder, visit):
    yesterday = datetime.fromisoformat("2026-04-07T23:59-04:00")
    twin(reminder, visit, state="sent", attempted_at=yesterday, sent_at=yesterday, ended_at=yesterday)

    assert wait(case_of(reminder, now=STEP_14)) is None


def test_two_contacts_of_one_day_are_one_message(reminder, visit):
    same = {"step": reminder.step, "due_on": reminder.due_on}
    twin(reminder, visit, state="sent", attempted_at=STEP_14, sent_at=STEP_14, ended_at=STEP_14, **same)

    assert reason(reminder) == Reason.SAID_ALREADY
