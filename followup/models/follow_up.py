from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from registry.models.base import (
    CycleRecord,
    InForceManager,
    PatientRecord,
    RecordQuerySet,
    kept,
    unique_in_force,
)
from registry.models.choices import (
    AttemptChannel,
    AttemptResult,
    FollowUpKind,
    FollowUpMethod,
    FollowUpTreatment,
    YesNo,
)
from registry.models.codebook import CYCLE_KEY, STUDY_ID, Filed, column, key
from registry.models.fields import Amount, CareDateField, Code, LongText, Whole
from registry.models.rights import Right


class FollowUpStatus(models.TextChoices):
    """What became of a planned contact; blank while it is still planned."""

    COMPLETED = "completed", _("Completed")
    MISSED = "missed", _("Missed")
    CANCELLED = "cancelled", _("Cancelled")


class FollowUpState(models.TextChoices):
    """Where a planned contact stands on a day: its status, else what follows from its window."""

    PLANNED = "planned", _("Planned")
    DUE = "due", _("Due")
    OVERDUE = "overdue", _("Overdue")
    COMPLETED = "completed", _("Completed")
    MISSED = "missed", _("Missed")
    CANCELLED = "cancelled", _("Cancelled")


class FollowUpQuerySet(RecordQuerySet):
    def visible_to(self, user, right=Right.READ_FOLLOW_UP):
        return super().visible_to(user, right)

    def planned(self):
        """Contacts that are still to be made."""
        return self.filter(status="")

    def wanted(self, today):
        """Planned contacts that somebody can still make: neither history nor given up for the next one."""
        return self.planned().filter(Q(next_opens_on=None) | Q(next_opens_on__gt=today), before_entry=False)

    def due(self, today):
        """Contacts whose window is open on `today`."""
        return self.wanted(today).filter(window_opens_on__lte=today, window_closes_on__gte=today)

    def overdue(self, today):
        """Contacts whose window closed before `today`, while the next contact's has not opened."""
        return self.wanted(today).filter(window_closes_on__lt=today)

    def coming(self, today, days):
        """Contacts whose window opens within `days` days after `today`."""
        return self.wanted(today).filter(window_opens_on__gt=today, window_opens_on__lte=today + timedelta(days=days))

    def exchanged(self):
        """Rows of the table `follow_ups`: what became of a contact. A child that was seen is a row of its own table."""
        return self.exclude(status="").exclude(kind=FollowUpKind.INFANT, status=FollowUpStatus.COMPLETED)

    def entered(self):
        """Rows in which a person wrote what was learnt; the others follow from the schedule."""
        return self.filter(status__in=[FollowUpStatus.COMPLETED, FollowUpStatus.MISSED])


@kept
class FollowUp(CycleRecord):
    """A planned contact: ideal day `due_on` and its window, both ends in; then what was learnt.

    Written by the schedule until a person records it. `planned_on` is the day on which it was last given this
    ideal day, None where it was read from a file; `cancelled_on` the day on which the schedule cancelled it, None
    where a file said so. From `next_opens_on` on, when the window of the next contact opens, it counts as missed.
    """

    kind = Code(_("Follow-up"), FollowUpKind, required=True)
    sequence = Whole(_("Number in its kind"), 1, 99, required=True, help_text=_("For infants the birth order"))
    status = Code(_("Status"), FollowUpStatus)
    due_on = models.DateField(_("Ideal day as planned"), null=True, blank=True)
    window_opens_on = models.DateField(_("Window opens on"), null=True, blank=True)
    window_closes_on = models.DateField(_("Window closes on"), null=True, blank=True)
    next_opens_on = models.DateField(_("Next contact's window opens on"), null=True, blank=True, editable=False)
    planned_on = models.DateField(_("Planned on"), null=True, blank=True, editable=False)
    cancelled_on = models.DateField(_("Cancelled on"), null=True, blank=True, editable=False)
    before_entry = models.BooleanField(
        _("Before her entry"),
        default=False,
        editable=False,
        help_text=_("Its window closed before she was entered: it counts in tables and is on no worklist"),
    )
    completed_on = CareDateField(_("Completed on"))
    method = Code(_("Method"), FollowUpMethod)
    new_adverse_event = Code(_("Any adverse event since the last contact"), YesNo)
    weight_kg = Amount(_("Weight"), 4, 1, 30, 250)
    treatment = Code(_("Treatment"), FollowUpTreatment)
    hospital_stay = Code(_("Hospital stay since the last contact"), YesNo)
    note = LongText(_("Note"))

    objects = InForceManager.from_queryset(FollowUpQuerySet)()
    everything = models.Manager.from_queryset(FollowUpQuerySet)()

    class Meta(CycleRecord.Meta):
        default_related_name = "follow_ups"
        ordering = ["cycle", "due_on", "kind", "sequence"]
        verbose_name = _("follow-up")
        verbose_name_plural = _("follow-ups")
        indexes = [
            models.Index(
                fields=["site", "window_opens_on"],
                condition=Q(status="", before_entry=False, voided_at=None),
                name="follow_up_on_the_worklist",
            ),
            models.Index(
                fields=["due_on"],
                condition=Q(status="", before_entry=False, voided_at=None),
                name="follow_up_to_remind_of",
            ),
        ]
        constraints = [
            unique_in_force(
                "cycle",
                "kind",
                "sequence",
                name="one_follow_up_for_each_number",
                message=_("This follow-up already exists."),
            ),
            models.CheckConstraint(
                condition=~Q(status="completed") | Q(completed_on__isnull=False),
                name="follow_up_completed_has_its_day",
            ),
            models.CheckConstraint(
                condition=Q(window_opens_on__lte=models.F("due_on")) & Q(window_closes_on__gte=models.F("due_on"))
                | Q(due_on=None)
                | Q(window_opens_on=None),
                name="follow_up_is_due_within_its_window",
            ),
        ]

    class Codebook:
        table = "follow_ups"
        columns = (
            STUDY_ID,
            CYCLE_KEY,
            key("kind", Filed.OPEN),
            key("sequence", Filed.OPEN),
            column("status", Filed.OPEN, required=True),
            column("due_on", Filed.DATE),
            column("completed_on", Filed.DATE),
            column("method", Filed.OPEN),
            column("new_adverse_event", Filed.OPEN),
            column("weight_kg", Filed.OPEN),
            column("treatment", Filed.OPEN),
            column("hospital_stay", Filed.OPEN),
            column("note", Filed.FREE_TEXT),
        )

    filed = {
        "window_opens_on": Filed.DATE,
        "window_closes_on": Filed.DATE,
        "next_opens_on": Filed.DATE,
        "planned_on": Filed.DATE,
        "cancelled_on": Filed.DATE,
        "before_entry": Filed.OPEN,
    }

    def __str__(self):
        return f"{self.cycle}/{self.kind}/{self.sequence}"

    def get_absolute_url(self):
        return reverse("follow_up", args=[self.patient.study_id, self.pk])

    @property
    def title(self):
        """What people call it: the kind, with its number where there is more than one."""
        kind = self.get_kind_display()
        return kind if self.kind == FollowUpKind.POSTPARTUM else f"{kind} {self.sequence}"

    def state_on(self, today):
        """The `FollowUpState` on the day `today`."""
        if self.status:
            return FollowUpState(self.status)
        if self.window_closes_on and today > self.window_closes_on:
            given_up = self.next_opens_on and today >= self.next_opens_on
            return FollowUpState.MISSED if self.before_entry or given_up else FollowUpState.OVERDUE
        if self.window_opens_on and today >= self.window_opens_on:
            return FollowUpState.DUE
        return FollowUpState.PLANNED

    def clean(self):
        if self.status == FollowUpStatus.COMPLETED and not self.completed_on:
            raise ValidationError({"completed_on": _("A completed contact needs its day.")})


@kept
class ContactAttempt(PatientRecord):
    """One attempt to reach her for a follow-up."""

    follow_up = models.ForeignKey(FollowUp, models.PROTECT, related_name="attempts", verbose_name=_("Follow-up"))
    attempted_at = models.DateTimeField(_("Attempted at"))
    channel = Code(_("Channel"), AttemptChannel, required=True)
    result = Code(_("Result"), AttemptResult, required=True)

    class Meta(PatientRecord.Meta):
        default_related_name = "contact_attempts"
        ordering = ["follow_up", "attempted_at"]
        verbose_name = _("contact attempt")
        verbose_name_plural = _("contact attempts")
        constraints = [
            unique_in_force(
                "follow_up",
                "attempted_at",
                name="one_attempt_at_a_time",
                message=_("An attempt at this time is already recorded."),
            )
        ]

    class Codebook:
        table = "contact_attempts"
        columns = (
            STUDY_ID,
            key("cycle_number", Filed.OPEN, "follow_up.cycle.cycle_number"),
            key("kind", Filed.OPEN, "follow_up.kind"),
            key("sequence", Filed.OPEN, "follow_up.sequence"),
            key("attempted_at", Filed.DATE),
            column("channel", Filed.OPEN),
            column("result", Filed.OPEN),
        )

    def __str__(self):
        return f"{self.follow_up}: {self.attempted_at:%Y-%m-%d %H:%M}"

    @property
    def cycle_or_none(self):
        return self.follow_up.cycle

    def save(self, *args, **kwargs):
        self.patient_id = self.follow_up.patient_id
        super().save(*args, **kwargs)

    def clean_fields(self, exclude=None):
        self.patient_id = self.follow_up.patient_id
        super().clean_fields(exclude)
