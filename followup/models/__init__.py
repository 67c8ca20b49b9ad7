"""Planned contacts, attempts and the messages about them."""

from followup.models.follow_up import ContactAttempt, FollowUp, FollowUpState, FollowUpStatus
from followup.models.heartbeat import Heartbeat
from followup.models.reminder import Reason, Reminder, ReminderChannel, ReminderState, Step

__all__ = [
    "ContactAttempt",
    "FollowUp",
    "FollowUpState",
    "FollowUpStatus",
    "Heartbeat",
    "Reason",
    "Reminder",
    "ReminderChannel",
    "ReminderState",
    "Step",
]
