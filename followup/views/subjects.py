"""The subjects of follow-up, told as the record tells its own (`registry.views.subjects`)."""

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from followup.domain import recording
from followup.forms.contact import AttemptForm, ContactForm, MissedForm
from followup.models import ContactAttempt, FollowUp
from registry.models import Right, User
from registry.views.subjects import Subject

# The verbs ask for the right themselves: it is that of keeping follow-up, not of changing the record.


def _record_contact(form: ContactForm, *, by: User, today: date, right: Right, **seen: Any) -> FollowUp:
    return recording.record_contact(form.instance, by=by, today=today, **form.values(), **seen)


def _report_missed(form: MissedForm, *, by: User, today: date, right: Right, seen: int, reason: str) -> FollowUp:
    return recording.report_missed(form.instance, seen=seen, by=by, today=today, note=form.cleaned_data["note"])


def _record_attempt(form: AttemptForm, *, by: User, today: date, right: Right) -> ContactAttempt:
    attempt = form.instance
    return recording.record_attempt(attempt.follow_up, by=by, today=today, key=attempt.key, **form.values())


CONTACT = Subject(
    kind="follow-up",
    model=FollowUp,
    form=ContactForm,
    title=_("Contact"),
    section="follow-up",
    new=False,
    voids=False,
    right_change=Right.KEEP_FOLLOW_UP,
    change=_record_contact,
    template="followup/contact_form.html",
)
MISSED = Subject(
    kind="missed",
    model=FollowUp,
    form=MissedForm,
    title=_("Contact that was missed"),
    section="follow-up",
    new=False,
    voids=False,
    right_change=Right.KEEP_FOLLOW_UP,
    change=_report_missed,
    template="followup/about_contact.html",
)
ATTEMPT = Subject(
    kind="attempt",
    model=ContactAttempt,
    form=AttemptForm,
    title=_("Attempt to reach her"),
    section="follow-up",
    edit=False,
    voids=False,
    right_new=Right.KEEP_FOLLOW_UP,
    create=_record_attempt,
    template="followup/about_contact.html",
)
