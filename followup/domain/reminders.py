"""The life of a reminder: opened once, claimed by one worker, looked at again, sent, and concluded.

PostgreSQL remembers; the queue may lose everything. State is committed before and after the call to the service
and no transaction is open across it, so a worker that is killed leaves a row that says how far it came.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db.models import Q
from django.utils.module_loading import import_string

from followup.channels import Channel, Letter, Permanent, Temporary
from followup.domain.days import sites_by_day
from followup.domain.messages import letter, new_message_id
from followup.domain.recheck import case_of, wait, why_not
from followup.models import FollowUp, Reason, Reminder, ReminderChannel, ReminderState, Step
from registry.domain.acting import acting_for
from registry.models import Site, User

STEP_STAYS_OPEN = 2  # days after its own on which a step is still opened
STUCK_AFTER = timedelta(minutes=15)
RETRY_AFTER = tuple(timedelta(minutes=minutes) for minutes in (1, 3, 9, 27, 81, 243, 360, 360))
UNDER_WAY = (ReminderState.OPENED, ReminderState.SENDING, ReminderState.SENT)


def open_due(*, now: datetime) -> int:
    """Open the reminders whose step has come; how many. What was opened before is left alone.

    A step whose day had passed when its contact was planned is never opened: importing ten years sends nothing.
    """
    candidates = list(_candidates(now))
    known = Reminder.objects.filter(follow_up__in={each.follow_up for each in candidates}, state__in=UNDER_WAY)
    open_already = set(known.values_list("follow_up", "step", "due_on"))
    new = [
        Reminder(
            site_id=each.site,
            follow_up_id=each.follow_up,
            step=each.step,
            channel=each.channel,
            due_on=each.due_on,
            opened_at=now,
            send_after=now,
        )
        for each in candidates
        if (each.follow_up, each.step, each.due_on) not in open_already
    ]
    Reminder.objects.bulk_create(new, ignore_conflicts=True)  # another beat may be opening the same
    return len(new)


def ready(*, now: datetime) -> list[int]:
    """Primary keys of the reminders whose time has come, the longest waiting first."""
    return list(Reminder.objects.ready(now).order_by("send_after", "pk").values_list("pk", flat=True))


def deliver(pk: int, *, by: User, now: datetime) -> bool:
    """Send one reminder if it is still opened and still needed; whether this worker was the one to claim it.

    Must not be called inside a transaction: each step commits before the next one begins.
    """
    with acting_for(by, source="task"):
        if not Reminder.objects.claim(pk, now):
            return False
    with acting_for(by, source="task"):
        reminder, to_send = _prepare(pk, now=now)
    if to_send is not None:
        outcome = _send(reminder, to_send, now=now)
        with acting_for(by, source="task"):
            _conclude(reminder, **outcome)
    return True


def sweep(*, now: datetime) -> int:
    """Send again, once, what a worker claimed and never ended; how many. Cut off twice is failed.

    It may have arrived: the second letter has the same Message-ID, and `resent_at` marks the row.
    """
    stuck = Reminder.objects.stuck(now - STUCK_AFTER)
    given_up = {"state": ReminderState.FAILED, "ended_at": now, "reason": Reason.CUT_OFF}
    stuck.exclude(resent_at=None).update(**given_up)
    return stuck.filter(resent_at=None).update(state=ReminderState.OPENED, send_after=now, resent_at=now)


@dataclass(frozen=True)
class _Candidate:
    follow_up: int
    site: int
    due_on: date
    step: Step
    channel: str


def _candidates(now: datetime) -> Iterator[_Candidate]:
    """Planned contacts that a step is open for on the day of their site, of women who are written to."""
    days = sites_by_day(Site.objects.all(), now)
    places = Q(pk__in=())
    for day, sites in days.items():
        ahead = {step.days_before - late for step in Step for late in range(STEP_STAYS_OPEN + 1)}
        places |= Q(site__in=sites, due_on__in=[day + timedelta(days=days) for days in ahead])
    day_of = {site.pk: day for day, sites in days.items() for site in sites}
    contacts = FollowUp.objects.planned().filter(
        places,
        before_entry=False,
        patient__contact_details__voided_at=None,
        patient__contact_details__channel__in=ReminderChannel.values,
    )
    columns = ("pk", "site", "due_on", "planned_on", "patient__contact_details__channel")
    for pk, site, due_on, planned_on, channel in contacts.order_by().values_list(*columns):
        for step in Step:
            its_day = due_on - timedelta(days=step.days_before)
            late = (day_of[site] - its_day).days
            if 0 <= late <= STEP_STAYS_OPEN and planned_on is not None and planned_on <= its_day:
                yield _Candidate(pk, site, due_on, step, channel)


def _prepare(pk: int, *, now: datetime) -> tuple[Reminder, Letter | None]:
    """Look again. The letter, if it still is to go now; else the reminder is ended or moved, and None."""
    reminder = Reminder.objects.get(pk=pk)
    case = case_of(reminder, now=now)
    if (reason := why_not(case)) is not None:
        _conclude(reminder, state=ReminderState.NO_LONGER_NEEDED, ended_at=now, reason=reason)
        return reminder, None
    if (waiting := wait(case)) is not None:
        reason, until = waiting
        _conclude(reminder, state=ReminderState.OPENED, send_after=until, reason=reason)
        return reminder, None
    message_id = reminder.message_id or new_message_id()
    _conclude(reminder, attempts=reminder.attempts + 1, attempted_at=now, message_id=message_id, reason="")
    assert case.contact is not None  # `why_not` asked for it
    return reminder, letter(case.contact, reminder.channel, message_id=message_id)


def _send(reminder: Reminder, to_send: Letter, *, now: datetime) -> dict[str, object]:
    """Hand the letter to the service; what the row says afterwards."""
    try:
        sent_as = channel_for(reminder.channel).send(to_send)
    except Temporary as failure:
        return _tried(reminder, failure.answer, now)
    except Permanent as refusal:
        return {"state": ReminderState.FAILED, "ended_at": now, "reason": Reason.REFUSED, "answer": refusal.answer}
    return {"state": ReminderState.SENT, "sent_at": now, "ended_at": now, "message_id": sent_as, "answer": ""}


def _tried(reminder: Reminder, answer: str, now: datetime) -> dict[str, object]:
    """After a temporary failure: again later, ever later, and at last no more."""
    if reminder.attempts > len(RETRY_AFTER):
        return {"state": ReminderState.FAILED, "ended_at": now, "reason": Reason.GIVEN_UP, "answer": answer}
    again_at = now + RETRY_AFTER[reminder.attempts - 1]
    return {"state": ReminderState.OPENED, "send_after": again_at, "reason": Reason.TEMPORARY, "answer": answer}


def _conclude(reminder: Reminder, **values: object) -> None:
    """Write what became of it, unless a sweep took it from this worker meanwhile."""
    mine = Reminder.objects.filter(pk=reminder.pk, state=ReminderState.SENDING, claimed_at=reminder.claimed_at)
    mine.update(**values)
    for name, value in values.items():
        setattr(reminder, name, value)


def channel_for(name: str) -> Channel:
    """The service behind a channel, by setting."""
    found: Channel = import_string(settings.REMINDER_CHANNELS[name])()
    return found
