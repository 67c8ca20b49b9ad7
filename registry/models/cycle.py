import pgtrigger
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from registry.models.base import PatientRecord, kept, unique_in_force
from registry.models.choices import (
    ConceptionMode,
    Exposure,
    OocyteSource,
    SubcutaneousReason,
    TestResult,
    TransferType,
    TreatmentStopReason,
)
from registry.models.codebook import STUDY_ID, Filed, column, key
from registry.models.fields import CareDateField, Code, Whole


@kept
class Cycle(PatientRecord):
    """One attempt to conceive, by embryo transfer or natural conception."""

    cycle_number = Whole(_("Cycle number"), 1, 99, required=True)
    protocol = models.ForeignKey("registry.ProtocolVersion", models.PROTECT, verbose_name=_("Protocol version"))
    exposure = Code(_("Exposure"), Exposure, required=True, default=Exposure.IMMUNOGLOBULIN)
    conception_mode = Code(_("Conception mode"), ConceptionMode, required=True)
    started_on = CareDateField(_("First day of the cycle record"), required=True)
    planned_on = models.DateField(_("Planned transfer or planned conception on"), null=True, blank=True)
    transferred_on = CareDateField(_("Embryo transfer on"))
    embryo_age_days = Whole(_("Embryo age at transfer"), 2, 7, help_text=_("5 or more: blastocyst"))
    embryos_transferred = Whole(_("Embryos transferred"), 1, 5)
    transfer_type = Code(_("Transfer type"), TransferType)
    oocyte_source = Code(_("Oocyte source"), OocyteSource)
    lmp_on = CareDateField(_("Last menstrual period"))
    hcg_on = CareDateField(_("Pregnancy test on"))
    hcg_result = Code(_("Pregnancy test"), TestResult)
    cancelled_on = CareDateField(_("Cycle cancelled on"))
    treatment_stopped_on = CareDateField(_("Immunoglobulin stopped on"))
    treatment_stop_reason = Code(_("Reason for stopping"), TreatmentStopReason)
    sc_reason = Code(_("Reason for the subcutaneous route"), SubcutaneousReason)

    class Meta(PatientRecord.Meta):
        default_related_name = "cycles"
        ordering = ["patient", "cycle_number"]
        verbose_name = _("cycle")
        verbose_name_plural = _("cycles")
        constraints = [
            unique_in_force(
                "patient",
                "cycle_number",
                name="one_cycle_for_each_number",
                message=_("This patient already has a cycle with this number."),
            ),
            models.CheckConstraint(
                condition=Q(transferred_on=None)
                | Q(
                    conception_mode="embryo_transfer",
                    embryo_age_days__isnull=False,
                    embryos_transferred__isnull=False,
                ),
                name="cycle_transfer_is_complete",
            ),
            models.CheckConstraint(
                condition=Q(hcg_on=None, hcg_result="") | (Q(hcg_on__isnull=False) & ~Q(hcg_result="")),
                name="cycle_test_has_day_and_result",
            ),
            # Treatment may begin and stop before the cycle record does: its end is not held to `started_on`.
            models.CheckConstraint(
                condition=Q(cancelled_on=None) | Q(cancelled_on__gte=F("started_on")),
                name="cycle_cancelled_after_its_start",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="treated_cycle_is_no_comparator",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf("exposure"),
                condition=pgtrigger.Condition("NEW.exposure = 'none'"),
                func=pgtrigger.Func(
                    """
                    IF EXISTS (SELECT FROM registry_infusion
                               WHERE cycle_id = NEW.id AND voided_at IS NULL) THEN
                        RAISE EXCEPTION 'A cycle with infusions is no comparator.'
                            USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                    """
                ),
            )
        ]

    class Codebook:
        table = "cycles"
        columns = (
            STUDY_ID,
            key("cycle_number", Filed.OPEN),
            column("protocol_code", Filed.OPEN, "protocol.code"),
            column("exposure", Filed.OPEN),
            column("conception_mode", Filed.OPEN),
            column("started_on", Filed.DATE),
            column("planned_on", Filed.DATE),
            column("transferred_on", Filed.DATE),
            column("embryo_age_days", Filed.OPEN),
            column("embryos_transferred", Filed.OPEN),
            column("transfer_type", Filed.OPEN),
            column("oocyte_source", Filed.OPEN),
            column("lmp_on", Filed.DATE),
            column("hcg_on", Filed.DATE),
            column("hcg_result", Filed.OPEN),
            column("cancelled_on", Filed.DATE),
            column("treatment_stopped_on", Filed.DATE),
            column("treatment_stop_reason", Filed.OPEN),
            column("sc_reason", Filed.OPEN),
        )

    def __str__(self):
        return f"{self.patient}/{self.cycle_number}"

    @property
    def cycle_or_none(self):
        return self

    @property
    def pregnancy(self):
        """The pregnancy of this cycle, or None."""
        return next((p for p in self.pregnancies.all() if not p.is_voided), None)

    def clean(self):
        problems = {}
        if self.transferred_on:
            if self.conception_mode == ConceptionMode.NATURAL:
                problems["transferred_on"] = _(
                    "A transfer on %(day)s in a natural cycle: change the conception mode or clear it."
                ) % {"day": self.transferred_on}
            for needed in ("embryo_age_days", "embryos_transferred"):
                if getattr(self, needed) is None:
                    problems[needed] = _("Needed with the transfer.")
        if self.exposure == Exposure.NONE and self.pk and self.infusions.in_force().exists():
            problems["exposure"] = _("This cycle has infusions: a comparator takes none.")
        if self.cancelled_on and self.started_on and self.cancelled_on < self.started_on:
            problems["cancelled_on"] = _("Cancelled on %(end)s, before the cycle started on %(start)s.") % {
                "end": self.cancelled_on,
                "start": self.started_on,
            }
        if self.hcg_on and not self.hcg_result:
            problems["hcg_result"] = _("The test on %(day)s needs its result.") % {"day": self.hcg_on}
        if self.hcg_result and not self.hcg_on:
            problems["hcg_on"] = _("The result of the test needs its day.")
        if problems:
            raise ValidationError(problems)
