"""The last look before a message goes out: may she still get it, and now?

The record may have changed since the reminder was opened. Whoever has just lost a child must not be asked how the
pregnancy goes, so what is not known counts as a reason for silence.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Prefetch, Q, QuerySet

from followup.domain.days import day_at
from followup.domain.quiet_hours import next_allowed, opening
from followup.models import FollowUp, FollowUpState, Reason, Reminder, ReminderChannel, ReminderState
from registry.domain.facts import consent_fact, with_facts
from registry.models import AdverseEvent, Consent, ContactDetails, Cycle, Patient
from registry.models.choices import (
    BirthStatus,
    ConsentSubject,
    EventOutcome,
    EventSubject,
    FollowUpKind,
    PregnancyOutcome,
    TestResult,
    WithdrawalReason,
    YesNo,
)
from registry.protocol.consents import withdrawal_day

# Ends after which a pregnancy is not spoken of by a machine; of one lost from sight nobody knows how it ended.
SAD_ENDS = frozenset(PregnancyOutcome) - {PregnancyOutcome.ONGOING, PregnancyOutcome.BIRTH}
FATAL_GRADE = 5


@dataclass(frozen=True, kw_only=True)
class Case:
    """A reminder with all that the look needs, as the database has it now."""

    reminder: Reminder
    follow_up: FollowUp
    cycle: Cycle
    contact: ContactDetails | None
    today: date
    now: datetime

    @property
    def patient(self) -> Patient:
        return self.cycle.patient

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.patient.site.timezone)


def case_of(reminder: Reminder, *, now: datetime) -> Case:
    """Read the case afresh. Her row is locked, so that two messages for one woman look one after the other."""
    follow_up = FollowUp.everything.get(pk=reminder.follow_up_id)
    Patient.everything.select_for_update(no_key=True).get(pk=follow_up.patient_id)
    cycle = with_deaths(Cycle.everything.filter(pk=follow_up.cycle_id)).get()
    contact = ContactDetails.objects.in_force().filter(patient=follow_up.patient_id).first()
    today = day_at(cycle.patient.site, now)
    return Case(reminder=reminder, follow_up=follow_up, cycle=cycle, contact=contact, today=today, now=now)


def why_not(case: Case) -> Reason | None:
    """Why this message is no longer needed, or None."""
    return next((reason for check in CHECKS if (reason := check(case)) is not None), None)


def wait(case: Case) -> tuple[Reason, datetime] | None:
    """Why, and until when, this message has to wait, or None. At most one message a day, none in quiet hours."""
    if _messages_today(case).exists():
        return Reason.ONE_A_DAY, opening(case.today + timedelta(days=1), case.zone)
    allowed_at = next_allowed(case.now, case.zone)
    return (Reason.QUIET_HOURS, allowed_at) if allowed_at > case.now else None


def is_silent(cycle: Cycle) -> bool:
    """Whether no machine may write to her about this pregnancy: a loss, or a death of mother or child, one twin too.

    Load the cycle by `with_deaths`.
    """
    pregnancy = cycle.pregnancy
    if cycle.hcg_result == TestResult.NEGATIVE or (pregnancy is not None and pregnancy.outcome in SAD_ENDS):
        return True
    return any(_deaths(cycle))


def with_deaths(cycles: QuerySet[Cycle]) -> QuerySet[Cycle]:
    """The same cycles with all that `is_silent` reads loaded, in a fixed number of queries."""
    fatal = AdverseEvent.objects.filter(Q(outcome=EventOutcome.FATAL) | Q(grade=FATAL_GRADE))
    return with_facts(cycles).prefetch_related(
        "infant_follow_ups", Prefetch("patient__adverse_events", fatal, to_attr="all_fatal_events")
    )


def may_be_contacted(patient: Patient, on: date) -> bool:
    """Whether the last form that she signed for herself agrees to contact, and no later withdrawal ended it."""
    signed = [
        consent
        for consent in Consent.objects.filter(patient=patient, signed_on__lte=on)
        if consent.subject != ConsentSubject.INFANT
    ]
    ended_on = withdrawal_day(map(consent_fact, signed), scope="contact")
    if not signed or (ended_on is not None and ended_on <= on):
        return False
    return max(signed, key=lambda consent: consent.signed_on).contact_for_follow_up == YesNo.YES


def _deaths(cycle: Cycle) -> Iterator[bool]:
    babies = [baby for baby in cycle.pregnancy.babies.all() if not baby.is_voided] if cycle.pregnancy else []
    yield any(baby.status == BirthStatus.STILLBIRTH or baby.died_on for baby in babies)
    yield cycle.patient.withdrawal_reason == WithdrawalReason.DIED
    yield any(look.alive == YesNo.NO for look in cycle.infant_follow_ups.all())
    # A death that nobody filed under a cycle may have been in this one.
    yield any(
        event.cycle_id in (None, cycle.pk) or event.subject == EventSubject.MOTHER
        for event in cycle.patient.all_fatal_events  # type: ignore[attr-defined]  # by `with_deaths`
    )


def _silence(case: Case) -> Reason | None:
    return Reason.SILENCE if is_silent(case.cycle) else None


def _pregnancy_ended(case: Case) -> Reason | None:
    pregnancy = case.cycle.pregnancy
    is_visit = case.follow_up.kind == FollowUpKind.PREGNANCY
    goes_on = pregnancy is not None and pregnancy.outcome == PregnancyOutcome.ONGOING
    return Reason.PREGNANCY_ENDED if is_visit and not goes_on else None


def _withdrawn(case: Case) -> Reason | None:
    left = case.patient.withdrawn_on and case.patient.withdrawal_reason != WithdrawalReason.LOST_TO_FOLLOW_UP
    return Reason.WITHDRAWN if left or case.patient.is_voided else None


def _no_consent(case: Case) -> Reason | None:
    return None if may_be_contacted(case.patient, case.today) else Reason.NO_CONSENT


def _no_longer_due(case: Case) -> Reason | None:
    if case.follow_up.is_voided or case.cycle.is_voided:
        return Reason.CANCELLED
    if case.follow_up.due_on != case.reminder.due_on and not case.follow_up.status:
        return Reason.REPLANNED
    return _ENDED.get(case.follow_up.state_on(case.today))


_ENDED = {
    FollowUpState.COMPLETED: Reason.COMPLETED,
    FollowUpState.CANCELLED: Reason.CANCELLED,
    FollowUpState.MISSED: Reason.WINDOW_CLOSED,
    FollowUpState.OVERDUE: Reason.WINDOW_CLOSED,
}


def _no_address(case: Case) -> Reason | None:
    if case.contact is None:
        return Reason.NO_ADDRESS
    if case.contact.channel != case.reminder.channel:
        return Reason.CHANNEL_CHANGED
    is_email = case.reminder.channel == ReminderChannel.EMAIL
    address = case.contact.email if is_email else case.contact.mobile_phone
    return None if address else Reason.NO_ADDRESS


def _said_already(case: Case) -> Reason | None:
    """Twins are two contacts on one day, and one message."""
    same = _others(case).filter(step=case.reminder.step, due_on=case.reminder.due_on, state=ReminderState.SENT)
    return Reason.SAID_ALREADY if same.exists() else None


CHECKS: tuple[Callable[[Case], Reason | None], ...] = (
    _silence,
    _pregnancy_ended,
    _withdrawn,
    _no_longer_due,
    _no_consent,
    _no_address,
    _said_already,
)


def _messages_today(case: Case) -> QuerySet[Reminder]:
    """Other messages that went to her today, or are on their way."""
    midnight = datetime.combine(case.today, time(), case.zone)
    return _others(case).filter(
        state__in=[ReminderState.SENT, ReminderState.SENDING],
        attempted_at__gte=midnight,
    )


def _others(case: Case) -> QuerySet[Reminder]:
    return Reminder.objects.filter(follow_up__patient=case.patient).exclude(pk=case.reminder.pk)
