from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from registry.models.base import PregnancyRecord, kept, unique_in_force
from registry.models.choices import ObstetricComplication
from registry.models.codebook import CYCLE_KEY, STUDY_ID, Filed, key
from registry.models.fields import CareDateField, Code, Text


@kept
class Complication(PregnancyRecord):
    """One obstetric complication."""

    complication = Code(_("Obstetric complication"), ObstetricComplication, required=True)
    detail = Text(_("Detail"))
    onset_on = CareDateField(_("Onset on"))

    class Meta(PregnancyRecord.Meta):
        default_related_name = "complications"
        ordering = ["pregnancy", "onset_on"]
        verbose_name = _("complication")
        verbose_name_plural = _("complications")
        constraints = [
            unique_in_force(
                "pregnancy",
                "complication",
                "detail",
                "onset_on",
                name="one_row_for_each_complication",
                message=_("This complication with this onset is already recorded."),
            ),
            models.CheckConstraint(
                condition=~Q(complication="other") | ~Q(detail=""),
                name="complication_other_is_named",
            ),
        ]

    class Codebook:
        table = "complications"
        columns = (
            STUDY_ID,
            CYCLE_KEY,
            key("complication", Filed.OPEN),
            key("detail", Filed.FREE_TEXT),
            key("onset_on", Filed.DATE),
        )

    filed = {"pregnancy": Filed.CODED}

    def __str__(self):
        return self.detail or self.get_complication_display()

    def clean(self):
        if self.complication == ObstetricComplication.OTHER and not self.detail:
            raise ValidationError({"detail": _("Name the complication when it is “other”.")})
