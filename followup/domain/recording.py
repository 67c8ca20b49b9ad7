"""What a coordinator does about a planned contact: record it, try to reach her, report it missed."""

from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from followup.models import ContactAttempt, FollowUp, FollowUpStatus
from registry.domain.recording import change, record
from registry.models import Cycle, Right, User
from registry.models.choices import FollowUpKind

KEEP = Right.KEEP_FOLLOW_UP


def record_contact(
    row: FollowUp, *, seen: int, by: User, today: date, completed_on: date, reason: str = "", **values: Any
) -> FollowUp:
    """Record that the contact was made, with what was learnt (`method`, `new_adverse_event` …); or correct that.

    A contact before its window completes it too. The look at a child is a record of its own, which completes its
    contact: recording it here is refused. Raises Stale where somebody saved since version `seen`.
    """
    if row.kind == FollowUpKind.INFANT:
        raise ValidationError(
            _("The look at a child is recorded as its infant follow-up; the contact follows from it.")
        )
    row.status, row.completed_on = FollowUpStatus.COMPLETED, completed_on
    return _write(row, values, seen=seen, by=by, today=today, reason=reason)


def report_missed(row: FollowUp, *, seen: int, by: User, today: date, note: str) -> FollowUp:
    """Report that the contact was not made, and why; from the first day of its window on."""
    if row.window_opens_on and today < row.window_opens_on:
        message = _("The window opens on %(day)s: the contact cannot be missed before (today is %(today)s).")
        raise ValidationError(message % {"day": row.window_opens_on, "today": today})
    if not note.strip():
        raise ValidationError({"note": _("Say why the contact was not made.")})
    row.status = FollowUpStatus.MISSED
    row.completed_on = None  # type: ignore[assignment]  # a CareDateField is NULL when blank
    return _write(row, {"note": note}, seen=seen, by=by, today=today)


def record_attempt(
    row: FollowUp, *, by: User, today: date, attempted_at: datetime, channel: str, result: str, **values: Any
) -> ContactAttempt:
    """Record one attempt to reach her for this contact."""
    attempt = ContactAttempt(follow_up=row, attempted_at=attempted_at, channel=channel, result=result, **values)
    return record(attempt, by=by, today=today, right=KEEP)


def _write(row: FollowUp, values: dict[str, Any], *, seen: int, by: User, today: date, reason: str = "") -> FollowUp:
    """Change the row under the lock of its cycle, which the planner takes too: the two never wait for each other."""
    with transaction.atomic():
        Cycle.everything.select_for_update(of=("self",), no_key=True).get(pk=row.cycle_id)
        for name, value in values.items():
            setattr(row, name, value)
        return change(row, seen=seen, by=by, today=today, reason=reason, right=KEEP)
