"""Planned contacts, attempts and the messages about them."""

from followup.models.follow_up import ContactAttempt, FollowUp, FollowUpStatus
from followup.models.heartbeat import Heartbeat
from followup.models.reminder import Reminder, ReminderChannel, ReminderState, Step

__all__ = [
    "ContactAttempt",
    "FollowUp",
    "FollowUpStatus",
    "Heartbeat",
    "Reminder",
    "ReminderChannel",
    "ReminderState",
    "Step",
]
