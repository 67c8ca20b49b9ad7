from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from registry.models.codebook import Filed


class AccessKind(models.TextChoices):
    IDENTITY_VIEWED = "identity_viewed", _("Identity viewed")
    IDENTITY_SEARCHED = "identity_searched", _("Identity searched")
    OUTCOMES_VIEWED = "outcomes_viewed", _("Outcome table viewed")
    DOWNLOADED = "downloaded", _("Downloaded")
    IMPORTED = "imported", _("Imported")
    SIGNED_IN = "signed_in", _("Signed in")
    SIGN_IN_FAILED = "sign_in_failed", _("Sign-in failed")
    SIGNED_OUT = "signed_out", _("Signed out")


class AccessLog(models.Model):
    """What was seen or taken, by whom and when; only grows (a trigger of the database).

    It points to nothing, so that it can neither block nor vanish with what it tells of.
    """

    at = models.DateTimeField(_("At"), db_default=Now())
    username = models.CharField(_("User"), max_length=150)
    kind = models.CharField(_("Kind"), max_length=30, choices=AccessKind.choices)
    subject = models.CharField(_("Subject"), max_length=200, blank=True)
    detail = models.JSONField(_("Detail"), default=dict, blank=True)
    ip_address = models.GenericIPAddressField(_("Address"), null=True, blank=True)

    class Meta:
        ordering = ["-at"]
        verbose_name = _("access")
        verbose_name_plural = _("access log")
        indexes = [models.Index(fields=["-at"], name="access_newest_first")]

    filed = dict.fromkeys(("at", "username", "kind", "subject", "detail", "ip_address"), Filed.IDENTIFYING)

    def __str__(self):
        return f"{self.at:%Y-%m-%d %H:%M} {self.username}: {self.get_kind_display()}"
