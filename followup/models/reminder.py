from django.db import models
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
    CALL_LIST = "call_list", _("Call list")


class ReminderState(models.TextChoices):
    OPENED = "opened", _("Opened")
    SENDING = "sending", _("Sending")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Failed")
    NO_LONGER_NEEDED = "no_longer_needed", _("No longer needed")


class ReminderQuerySet(models.QuerySet):
    def visible_to(self, user, right=Right.READ_FOLLOW_UP):
        return self.filter(site__in=user.sites_with(right))

    def claim(self, pk, now):
        """Take one opened reminder for sending; False if another worker has it."""
        opened = self.filter(pk=pk, state=ReminderState.OPENED)
        return (
            opened.update(
                state=ReminderState.SENDING,
                claimed_at=now,
                attempts=models.F("attempts") + 1,
            )
            == 1
        )


@kept
class Reminder(models.Model):
    """A message about a follow-up: one row for each step, recipient and channel.

    opened → sending → sent · failed · no longer needed; every change of state is dated.
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
    send_after = models.DateTimeField(_("Not before"), null=True, blank=True)
    claimed_at = models.DateTimeField(_("Claimed at"), null=True, blank=True)
    sent_at = models.DateTimeField(_("Sent at"), null=True, blank=True)
    ended_at = models.DateTimeField(_("Ended at"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("Attempts"), default=0)
    message_id = models.CharField(_("Message id"), max_length=200, blank=True)
    reason = models.CharField(_("Reason"), max_length=200, blank=True)

    objects = ReminderQuerySet.as_manager()

    class Meta:
        ordering = ["-opened_at"]
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        indexes = [
            models.Index(
                fields=["send_after"],
                condition=models.Q(state__in=["opened", "sending"]),
                name="reminder_to_send",
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["follow_up", "step", "recipient", "channel", "due_on"],
                name="one_reminder_for_each_step",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="sent") | models.Q(sent_at__isnull=False),
                name="reminder_sent_has_its_moment",
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
            "sent_at",
            "ended_at",
            "attempts",
            "message_id",
            "reason",
        ),
        Filed.CODED,
    )

    def __str__(self):
        return f"{self.follow_up}: {self.get_step_display()}"
