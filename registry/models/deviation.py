from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from registry.models.base import CycleRecord, kept
from registry.models.choices import Classification
from registry.models.codebook import CYCLE_KEY, STUDY_ID, Filed, column, key
from registry.models.fields import CareDateField, Code, LongText, Text


@kept
class Deviation(CycleRecord):
    """One departure from the protocol, hung on the record that shows it.

    Opened and closed by the rules, explained by a person. There is one row for each rule and
    record: a cause that comes back opens the same row again, its history tells when.
    """

    code = Text(_("Rule"), required=True, length=40)
    record_table = Text(_("Table"), required=True, length=40, editable=False)
    record_id = models.BigIntegerField(_("Row"), editable=False)
    record_key = Text(_("Record"), editable=False)
    protocol_code = Text(_("Protocol version"), length=40, editable=False)
    expected = Text(_("Expected"), editable=False)
    observed = Text(_("Observed"), editable=False)
    opened_on = CareDateField(_("Opened on"), required=True)
    classification = Code(_("Classification"), Classification, required=True)
    reason = LongText(_("Reason"))
    corrective_action = LongText(_("Corrective action"))
    preventive_action = LongText(_("Preventive action"))
    closed_on = CareDateField(_("Closed on"))
    resolved_by_correction = models.BooleanField(_("Resolved by correction"), default=False, editable=False)

    class Meta(CycleRecord.Meta):
        default_related_name = "deviations"
        ordering = ["-opened_on", "patient", "code"]
        verbose_name = _("deviation")
        verbose_name_plural = _("deviations")
        indexes = [models.Index(fields=["site", "closed_on"], name="deviation_open_by_site")]
        constraints = [
            models.UniqueConstraint(
                fields=["cycle", "code", "record_table", "record_id"],
                condition=models.Q(voided_at__isnull=True),
                name="one_deviation_for_each_rule_and_record",
                violation_error_message=_("This deviation is already recorded."),
            ),
            models.CheckConstraint(
                condition=models.Q(closed_on=None) | models.Q(closed_on__gte=models.F("opened_on")),
                name="deviation_closes_after_it_opened",
            ),
        ]

    class Codebook:
        table = "deviations"
        columns = (
            STUDY_ID,
            CYCLE_KEY,
            column("code", Filed.OPEN, key=True, type="code"),
            key("record_key", Filed.CODED),
            column("opened_on", Filed.DATE),
            column("classification", Filed.OPEN),
            column("reason", Filed.FREE_TEXT),
            column("corrective_action", Filed.FREE_TEXT),
            column("preventive_action", Filed.FREE_TEXT),
            column("closed_on", Filed.DATE),
        )

    filed = {
        "record_table": Filed.OPEN,
        "record_id": Filed.CODED,
        "protocol_code": Filed.OPEN,
        "expected": Filed.OPEN,
        "observed": Filed.OPEN,
        "resolved_by_correction": Filed.OPEN,
    }

    def clean(self):
        if self.closed_on and self.closed_on < self.opened_on:
            message = _("Closed on %(closed)s, before it was opened on %(opened)s.")
            raise ValidationError({"closed_on": message % {"closed": self.closed_on, "opened": self.opened_on}})

    def __str__(self):
        return f"{self.code} ({self.record_key})"
