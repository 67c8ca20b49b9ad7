from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from registry.models.base import CycleRecord, kept, unique_in_force
from registry.models.choices import Decision
from registry.models.codebook import CYCLE_KEY, STUDY_ID, Filed, column, key
from registry.models.fields import CareDateField, Code, LongText
from registry.protocol.eligibility import Criterion, Result, needs_reason


@kept
class EligibilityAssessment(CycleRecord):
    """One evaluation of the criteria for a cycle, frozen; never overwritten, a new one is a new row.

    `criteria` is a list of {code, result, value, expected, rule, source, decides}: what the rules said
    on that day, in English.
    """

    assessed_on = CareDateField(_("Assessed on"), required=True)
    decision = Code(_("Decision"), Decision, required=True)
    reason = LongText(_("Reason"))
    criteria = models.JSONField(_("Criteria"), default=list, blank=True, editable=False)
    imported = models.BooleanField(_("Imported, not signed here"), default=False, editable=False)

    class Meta(CycleRecord.Meta):
        default_related_name = "assessments"
        ordering = ["cycle", "assessed_on"]
        verbose_name = _("eligibility assessment")
        verbose_name_plural = _("eligibility assessments")
        constraints = [
            unique_in_force(
                "cycle",
                "assessed_on",
                name="one_assessment_a_day",
                message=_("This cycle was already assessed on this day."),
            ),
            models.CheckConstraint(
                condition=~Q(decision="waived") | ~Q(reason=""),
                name="eligibility_waiver_has_its_reason",
            ),
        ]

    class Codebook:
        table = "eligibility"
        columns = (
            STUDY_ID,
            CYCLE_KEY,
            key("assessed_on", Filed.DATE),
            column("decision", Filed.OPEN),
            column("reason", Filed.FREE_TEXT),
        )

    filed = {"criteria": Filed.FREE_TEXT, "imported": Filed.OPEN}

    def __str__(self):
        return f"{self.cycle}: {self.get_decision_display()} ({self.assessed_on})"

    @property
    def frozen_criteria(self):
        """The criteria as the rules know them."""
        return [Criterion(**each | {"result": Result(each["result"])}) for each in self.criteria]

    def clean(self):
        if not self.reason and self.decision == Decision.WAIVED:
            raise ValidationError({"reason": _("A waiver needs its reason.")})
        if not self.reason and needs_reason(self.frozen_criteria, self.decision):
            raise ValidationError({"reason": _("A criterion is at its boundary: give the reason for the decision.")})
