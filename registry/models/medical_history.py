from django.utils.translation import gettext_lazy as _

from registry.models.base import PatientRecord, kept, unique_in_force
from registry.models.choices import YesNo
from registry.models.codebook import STUDY_ID, Filed, column, key
from registry.models.fields import Code, Text


@kept
class MedicalHistory(PatientRecord):
    """One condition of hers."""

    condition = Text(_("Condition"), required=True)
    ongoing = Code(_("Ongoing"), YesNo, required=True)

    class Meta(PatientRecord.Meta):
        default_related_name = "medical_history"
        ordering = ["patient", "condition"]
        verbose_name = _("condition")
        verbose_name_plural = _("medical history")
        constraints = [
            unique_in_force(
                "patient",
                "condition",
                name="one_row_for_each_condition",
                message=_("This condition is already recorded."),
            )
        ]

    class Codebook:
        table = "medical_history"
        columns = (
            STUDY_ID,
            key("condition", Filed.FREE_TEXT),
            column("ongoing", Filed.OPEN),
        )

    def __str__(self):
        return self.condition
