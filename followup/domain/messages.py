"""What a patient reads: nothing that would tell a stranger who looks at her screen anything about her.

Neutral sender and subject, her first name at most, in her language. The templates stand beside each other in
`templates/followup/emails/`; a test holds each of them, in both languages, against the list of words that betray.
"""

from typing import Any
from uuid import uuid4

from django.conf import settings
from django.core.mail.utils import DNS_NAME
from django.template.loader import render_to_string
from django.utils import translation

from followup.channels import Letter
from followup.models import ReminderChannel
from registry.models import ContactDetails


def new_message_id() -> str:
    """A Message-ID; it is kept with the reminder, so that a second delivery can be recognised as one."""
    _name, at, domain = settings.DEFAULT_FROM_EMAIL.rstrip(">").rpartition("@")
    return f"<{uuid4()}@{domain if at else DNS_NAME}>"


def letter(contact: ContactDetails, channel: str, *, message_id: str) -> Letter:
    """The reminder to the woman whose contact details these are, by `channel`, in her language."""
    context = {"first_name": contact.given_name}
    with translation.override(contact.language):
        if channel == ReminderChannel.SMS:
            text = _render("reminder.sms.txt", context)
            return Letter(address=contact.mobile_phone, message_id=message_id, subject="", text=text)
        return Letter(
            address=contact.email,
            message_id=message_id,
            subject=_render("reminder.subject.txt", context),
            text=_render("reminder.txt", context),
            html=_render("reminder.html", context),
        )


def _render(name: str, context: dict[str, Any]) -> str:
    return render_to_string(f"followup/emails/{name}", context).strip()
