from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from registry.models.base import kept
from registry.models.codebook import Filed
from registry.models.rights import Right


class Step(models.TextChoices):
    """The moments at which a patient is reminded, in days before the ideal day."""

    BEFORE_14 = "before_14", _("14 days before")
    BEFORE_3 = "before_3", _("3 days before")
    BEFORE_1 = "before_1", _("1 day before")

    @property
    def days_before(self):
        return int(self.value.removeprefix("before_"))


class ReminderChannel(models.TextChoices):
    EMAIL = "email", _("E-mail")
    SMS = "sms", _("Text message")


class ReminderState(models.TextChoices):
    OPENED = "opened", _("Opened")
    SENDING = "sending", _("Sending")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Failed")
    NO_LONGER_NEEDED = "no_longer_needed", _("No longer needed")


class Reason(models.TextChoices):
    """Why a reminder was not sent, or has to wait."""

    COMPLETED = "completed", _("The contact was made")
    CANCELLED = "cancelled", _("The contact is no longer planned")
    REPLANNED = "replanned", _("The contact was planned for another day")
    WINDOW_CLOSED = "window_closed", _("The window of the contact has closed")
    PREGNANCY_ENDED = "pregnancy_ended", _("The pregnancy ended")
    SILENCE = "silence", _("After a loss or a death no automatic message is sent")
    WITHDRAWN = "withdrawn", _("She left the study")
    NO_CONSENT = "no_consent", _("No consent to be contacted is in force")
    CHANNEL_CHANGED = "channel_changed", _("She chose another channel")
    NO_ADDRESS = "no_address", _("There is no address for this channel")
    SAID_ALREADY = "said_already", _("Another message said it")
    ONE_A_DAY = "one_a_day", _("She had a message today")
    QUIET_HOURS = "quiet_hours", _("Quiet hours")
    TEMPORARY = "temporary", _("The service did not take it; tried again later")
    GIVEN_UP = "given_up", _("The service did not take it, however often it was tried")
    REFUSED = "refused", _("The service refused it for good")
    CUT_OFF = "cut_off", _("Cut off while sending, twice: it may have arrived")


class ReminderQuerySet(models.QuerySet):
    def visible_to(self, user, right=Right.READ_FOLLOW_UP):
        """Rows of the sites at which `user` holds `right`."""
        return self.filter(site__in=user.sites_with(right))

    def ready(self, now):
        """Opened ones whose time has come."""
        return self.filter(state=ReminderState.OPENED, send_after__lte=now)

    def stuck(self, before):
        """Those that a worker claimed before the moment `before` and never ended."""
        return self.filter(state=ReminderState.SENDING, claimed_at__lt=before)

    def undelivered(self):
        """Those that failed and whose contact is still planned: somebody has to telephone."""
        return self.filter(state=ReminderState.FAILED, follow_up__status="")

    def claim(self, pk, now):
        """Take one opened reminder for sending; False if another worker has it."""
        opened = self.ready(now).filter(pk=pk)
        return opened.update(state=ReminderState.SENDING, claimed_at=now) == 1


@kept
class Reminder(models.Model):
    """A message about a follow-up: one row for each ideal day, step, recipient and channel.

    opened → sending → sent · failed · no longer needed; every change of state is dated.
    `attempted_at` is the last moment at which it was handed to the service. `resent_at` marks one that was cut off
    while sending and was sent again under the same `message_id`: it may have arrived twice.
    """

    site = models.ForeignKey("registry.Site", models.PROTECT, related_name="+")
    follow_up = models.ForeignKey(
        "followup.FollowUp", models.PROTECT, related_name="reminders", verbose_name=_("Follow-up")
    )
    step = models.CharField(_("Step"), max_length=20, choices=Step.choices)
    recipient = models.CharField(_("Recipient"), max_length=20, default="patient")
    channel = models.CharField(_("Channel"), max_length=10, choices=ReminderChannel.choices)
    due_on = models.DateField(_("For the contact of"))
    state = models.CharField(_("State"), max_length=20, choices=ReminderState.choices, default=ReminderState.OPENED)
    opened_at = models.DateTimeField(_("Opened at"), db_default=Now())
    send_after = models.DateTimeField(_("Not before"), db_default=Now())
    claimed_at = models.DateTimeField(_("Claimed at"), null=True, blank=True)
    attempted_at = models.DateTimeField(_("Last attempt at"), null=True, blank=True)
    resent_at = models.DateTimeField(_("Sent again at"), null=True, blank=True)
    sent_at = models.DateTimeField(_("Sent at"), null=True, blank=True)
    ended_at = models.DateTimeField(_("Ended at"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("Attempts"), default=0)
    message_id = models.CharField(_("Message id"), max_length=200, blank=True)
    reason = models.CharField(_("Reason"), max_length=20, choices=Reason.choices, blank=True)
    answer = models.CharField(_("Answer of the service"), max_length=40, blank=True)

    objects = ReminderQuerySet.as_manager()

    class Meta:
        ordering = ["-opened_at"]
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        indexes = [
            models.Index(fields=["send_after"], condition=Q(state="opened"), name="reminder_to_send"),
            models.Index(fields=["claimed_at"], condition=Q(state="sending"), name="reminder_being_sent"),
            models.Index(fields=["site", "ended_at"], condition=Q(state="failed"), name="reminder_failed"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["follow_up", "step", "recipient", "channel", "due_on"],
                name="one_reminder_for_each_step",
            ),
            models.CheckConstraint(
                condition=~Q(state="sent") | Q(sent_at__isnull=False),
                name="reminder_sent_has_its_moment",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["sent", "failed", "no_longer_needed"]) | Q(ended_at__isnull=False),
                name="reminder_ended_has_its_moment",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["failed", "no_longer_needed"]) | ~Q(reason=""),
                name="reminder_not_sent_has_its_reason",
            ),
        ]

    filed = dict.fromkeys(
        (
            "follow_up",
            "step",
            "recipient",
            "channel",
            "due_on",
            "state",
            "opened_at",
            "send_after",
            "claimed_at",
            "attempted_at",
            "resent_at",
            "sent_at",
            "ended_at",
            "attempts",
            "message_id",
            "reason",
            "answer",
        ),
        Filed.CODED,
    )

    def __str__(self):
        return f"{self.follow_up}: {self.get_step_display()}"
