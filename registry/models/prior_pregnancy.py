from django.utils.translation import gettext_lazy as _

from registry.models.base import PatientRecord, kept, unique_in_force
from registry.models.choices import Karyotype, PriorOutcome, YesNo
from registry.models.codebook import STUDY_ID, Filed, column, key
from registry.models.fields import Code, PartialDateField, Whole, sortable


@kept
class PriorPregnancy(PatientRecord):
    """One past pregnancy: detail behind the counts at enrolment."""

    pregnancy_number = Whole(_("Number"), 1, 40, required=True)
    ended_on = PartialDateField(_("Ended on"))
    ended_sort = sortable("ended_on")
    outcome = Code(_("Outcome"), PriorOutcome, required=True)
    gestation_days = Whole(_("Gestational age at the end"), 0, 308)
    karyotype = Code(_("Karyotype of the loss"), Karyotype)
    explained = Code(_("Explained"), YesNo)

    class Meta(PatientRecord.Meta):
        default_related_name = "prior_pregnancies"
        ordering = ["patient", "pregnancy_number"]
        verbose_name = _("prior pregnancy")
        verbose_name_plural = _("prior pregnancies")
        constraints = [
            unique_in_force(
                "patient",
                "pregnancy_number",
                name="one_prior_pregnancy_for_each_number",
                message=_("This patient already has a prior pregnancy with this number."),
            )
        ]

    class Codebook:
        table = "prior_pregnancies"
        columns = (
            STUDY_ID,
            key("pregnancy_number", Filed.OPEN),
            column("ended_on", Filed.DATE),
            column("outcome", Filed.OPEN),
            column("gestation_days", Filed.OPEN),
            column("karyotype", Filed.OPEN),
            column("explained", Filed.OPEN),
        )

    filed = {"ended_sort": Filed.DATE}

    def __str__(self):
        return f"{self.patient}: {self.pregnancy_number}"
