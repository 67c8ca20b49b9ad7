from django.db import models
from django.utils.translation import gettext_lazy as _

from registry.models.codebook import Filed


class Heartbeat(models.Model):
    """When a periodic task last ran to its end: the sign that the scheduler lives."""

    task = models.CharField(_("Task"), max_length=80, unique=True)
    beat_at = models.DateTimeField(_("Last run"))

    class Meta:
        verbose_name = _("heartbeat")
        verbose_name_plural = _("heartbeats")

    filed = {"task": Filed.OPEN, "beat_at": Filed.DATE}

    def __str__(self):
        return self.task
