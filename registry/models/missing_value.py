from django.utils.translation import gettext_lazy as _

from registry.models.base import Record, kept, unique_in_force
from registry.models.choices import MissingReason
from registry.models.codebook import Filed, column, key
from registry.models.fields import Code, Text


@kept
class MissingValue(Record):
    """Why a field was left blank: kept beside the value, never inside it."""

    table_name = Text(_("Table"), required=True, length=40)
    record_key = Text(_("Record"), required=True)
    column_name = Text(_("Column"), required=True, length=60)
    reason = Code(_("Reason for missing"), MissingReason, required=True)

    class Meta(Record.Meta):
        ordering = ["table_name", "record_key", "column_name"]
        verbose_name = _("missing value")
        verbose_name_plural = _("missing values")
        constraints = [
            unique_in_force(
                "table_name",
                "record_key",
                "column_name",
                name="one_reason_for_each_blank",
                message=_("The reason for this blank is already recorded."),
            )
        ]

    class Codebook:
        table = "missing_values"
        columns = (
            key("table_name", Filed.OPEN),
            key("record_key", Filed.CODED),
            key("column_name", Filed.OPEN),
            column("reason", Filed.OPEN),
        )

    def __str__(self):
        return f"{self.table_name}/{self.record_key}/{self.column_name}"
