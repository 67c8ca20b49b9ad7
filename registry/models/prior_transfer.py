from django.utils.translation import gettext_lazy as _

from registry.models.base import PatientRecord, kept, unique_in_force
from registry.models.choices import OocyteSource, Ploidy, PriorTransferResult, YesNo
from registry.models.codebook import STUDY_ID, Filed, column, key
from registry.models.fields import Code, PartialDateField, Whole, sortable


@kept
class PriorTransfer(PatientRecord):
    """One past embryo transfer: detail behind the counts at enrolment."""

    transfer_number = Whole(_("Number"), 1, 40, required=True)
    transferred_on = PartialDateField(_("Transferred on"))
    transferred_sort = sortable("transferred_on")
    embryo_age_days = Whole(_("Embryo age"), 2, 7)
    embryos_transferred = Whole(_("Embryos transferred"), 1, 5)
    good_quality = Code(_("Good quality"), YesNo)
    ploidy = Code(_("Ploidy"), Ploidy)
    oocyte_source = Code(_("Oocyte source"), OocyteSource)
    result = Code(_("Result"), PriorTransferResult, required=True)

    class Meta(PatientRecord.Meta):
        default_related_name = "past_transfers"  # patient.prior_transfers is the count
        ordering = ["patient", "transfer_number"]
        verbose_name = _("prior transfer")
        verbose_name_plural = _("prior transfers")
        constraints = [
            unique_in_force(
                "patient",
                "transfer_number",
                name="one_prior_transfer_for_each_number",
                message=_("This patient already has a prior transfer with this number."),
            )
        ]

    class Codebook:
        table = "prior_transfers"
        columns = (
            STUDY_ID,
            key("transfer_number", Filed.OPEN),
            column("transferred_on", Filed.DATE),
            column("embryo_age_days", Filed.OPEN),
            column("embryos_transferred", Filed.OPEN),
            column("good_quality", Filed.OPEN),
            column("ploidy", Filed.OPEN),
            column("oocyte_source", Filed.OPEN),
            column("result", Filed.OPEN),
        )

    filed = {"transferred_sort": Filed.DATE}

    def __str__(self):
        return f"{self.patient}: {self.transfer_number}"
