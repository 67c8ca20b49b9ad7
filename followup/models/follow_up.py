from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
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


class FollowUpStatus(models.TextChoices):
    """What became of a planned contact; blank while it is still planned."""

    COMPLETED = "completed", _("Completed")
    MISSED = "missed", _("Missed")
    CANCELLED = "cancelled", _("Cancelled")


class FollowUpQuerySet(RecordQuerySet):
    def planned(self):
        """Contacts that are still to be made."""
        return self.filter(status="")

    def due(self, today):
        """Planned contacts whose window is open on `today`."""
        return self.planned().filter(window_opens_on__lte=today, window_closes_on__gte=today)

    def overdue(self, today):
        """Planned contacts whose window closed before `today`."""
        return self.planned().filter(window_closes_on__lt=today)


@kept
class FollowUp(CycleRecord):
    """A planned contact: ideal day `due_on` and its window, both ends in; then what was learnt."""

    kind = Code(_("Follow-up"), FollowUpKind, required=True)
    sequence = Whole(_("Number in its kind"), 1, 99, required=True, help_text=_("For infants the birth order"))
    status = Code(_("Status"), FollowUpStatus)
    due_on = models.DateField(_("Ideal day as planned"), null=True, blank=True)
    window_opens_on = models.DateField(_("Window opens on"), null=True, blank=True)
    window_closes_on = models.DateField(_("Window closes on"), null=True, blank=True)
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
                fields=["site", "window_closes_on"],
                condition=Q(status="", voided_at=None),
                name="follow_up_still_planned",
            )
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

    filed = {"window_opens_on": Filed.DATE, "window_closes_on": Filed.DATE}

    def __str__(self):
        return f"{self.cycle}/{self.kind}/{self.sequence}"

    def state_on(self, today):
        """planned, due, overdue, completed, missed or cancelled, on the day `today`."""
        if self.status:
            return self.status
        if self.window_closes_on and today > self.window_closes_on:
            return "overdue"
        if self.window_opens_on and today >= self.window_opens_on:
            return "due"
        return "planned"

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
