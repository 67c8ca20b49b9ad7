from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from registry.models.base import PatientRecord, kept, unique_in_force
from registry.models.choices import Agent, MedicationTiming
from registry.models.codebook import STUDY_ID, Filed, column, key
from registry.models.fields import Code, PartialDateField, Text, sortable


@kept
class Medication(PatientRecord):
    """A prior treatment that failed, or a concomitant one."""

    agent = Code(_("Agent"), Agent, required=True)
    agent_detail = Text(_("Agent detail"))
    timing = Code(
        _("Timing"),
        MedicationTiming,
        required=True,
        help_text=_("“Before, and failed”: a pregnancy or transfer failed on it"),
    )
    started_on = PartialDateField(_("Started on"))
    stopped_on = PartialDateField(_("Stopped on"))
    started_sort = sortable("started_on")
    stopped_sort = sortable("stopped_on")

    class Meta(PatientRecord.Meta):
        default_related_name = "medications"
        ordering = ["patient", "started_sort", "agent"]
        verbose_name = _("medication")
        verbose_name_plural = _("medications")
        constraints = [
            unique_in_force(
                "patient",
                "agent",
                "agent_detail",
                "timing",
                "started_on",
                name="one_row_for_each_medication",
                message=_("This medication with this start is already recorded."),
            ),
            models.CheckConstraint(
                condition=~Q(agent="other") | ~Q(agent_detail=""),
                name="medication_other_agent_is_named",
            ),
        ]

    class Codebook:
        table = "medications"
        columns = (
            STUDY_ID,
            key("agent", Filed.OPEN),
            key("agent_detail", Filed.FREE_TEXT),
            key("timing", Filed.OPEN),
            key("started_on", Filed.DATE),
            column("stopped_on", Filed.DATE),
        )

    filed = {"started_sort": Filed.DATE, "stopped_sort": Filed.DATE}

    def __str__(self):
        return self.agent_detail or self.get_agent_display()

    def clean(self):
        problems = {}
        if self.agent == Agent.OTHER and not self.agent_detail:
            problems["agent_detail"] = _("Name the agent when it is “other”.")
        # Text order decides only as far as both dates are known: 2015-03 may end in 2015.
        known = min(len(self.started_on), len(self.stopped_on))
        if known and self.stopped_on[:known] < self.started_on[:known]:
            problems["stopped_on"] = _("Stopped on %(stopped)s, before it started on %(started)s.") % {
                "stopped": self.stopped_on,
                "started": self.started_on,
            }
        if problems:
            raise ValidationError(problems)
