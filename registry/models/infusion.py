from datetime import timedelta
from zoneinfo import ZoneInfo

import pgtrigger
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from registry.models.base import (
    CycleRecord,
    InForceManager,
    PatientRecord,
    RecordQuerySet,
    kept,
    unique_in_force,
)
from registry.models.choices import Exposure, Funding, Route, Setting, WeightBasis, YesNo
from registry.models.codebook import CYCLE_NUMBER, STUDY_ID, Filed, column, key
from registry.models.fields import Amount, Code, Text, Whole
from registry.models.product import UNKNOWN_LOT

LONGEST_INFUSION = timedelta(hours=24)
MOST_LOTS = 50


@kept
class Infusion(CycleRecord):
    """One administration of immunoglobulin, intravenous or subcutaneous.

    `started_at` and `ended_at` are instants; `day` is the day of care at her site.
    """

    started_at = models.DateTimeField(_("Started at"))
    ended_at = models.DateTimeField(_("Ended at"), null=True, blank=True)
    peak_rate_ml_h = Amount(_("Highest rate"), 5, 1, 0, "9999.9")
    route = Code(_("Route"), Route, required=True)
    weight_kg = Amount(_("Weight used for the dose"), 4, 1, 30, 250, required=True)
    weight_basis = Code(_("Basis of that weight"), WeightBasis)
    dose_g = Amount(_("Dose given"), 5, 2, 0, 200, required=True, above=True)
    product = models.ForeignKey("registry.Product", models.PROTECT, verbose_name=_("Product"))
    lots = models.ManyToManyField("registry.Lot", through="registry.InfusionLot", verbose_name=_("Lot number(s)"))
    setting = Code(_("Setting"), Setting, required=True)
    completed = Code(_("Completed as planned"), YesNo, required=True, default=YesNo.YES)
    not_completed_reason = Text(_("Reason when not completed"))
    premedication = Text(_("Premedication"))
    funding = Code(_("Funding"), Funding)
    cost = Amount(_("Cost"), 9, 2, 0, "9999999.99", help_text=_("In the site's currency"))

    class Meta(CycleRecord.Meta):
        default_related_name = "infusions"
        ordering = ["patient", "started_at"]
        verbose_name = _("infusion")
        verbose_name_plural = _("infusions")
        indexes = [models.Index(fields=["started_at"], name="infusion_by_start")]
        constraints = [
            unique_in_force(
                "patient",
                "started_at",
                name="one_infusion_at_a_time",
                message=_("An infusion of this patient that started then is already recorded."),
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None)
                | Q(ended_at__gt=F("started_at"), ended_at__lte=F("started_at") + LONGEST_INFUSION),
                name="infusion_ends_within_a_day_of_its_start",
            ),
            models.CheckConstraint(
                condition=~Q(completed="no") | ~Q(not_completed_reason=""),
                name="infusion_not_completed_has_its_reason",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="comparator_takes_no_infusion",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("cycle_id", "voided_at"),
                func=pgtrigger.Func(
                    """
                    IF NEW.voided_at IS NULL AND EXISTS (
                        SELECT FROM registry_cycle
                        WHERE id = NEW.cycle_id AND exposure = 'none') THEN
                        RAISE EXCEPTION 'A comparator cycle takes no infusion.'
                            USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                    """
                ),
            )
        ]

    class Codebook:
        table = "infusions"
        columns = (
            STUDY_ID,
            CYCLE_NUMBER,
            key("started_at", Filed.DATE),
            column("ended_at", Filed.DATE),
            column("peak_rate_ml_h", Filed.OPEN),
            column("route", Filed.OPEN),
            column("weight_kg", Filed.OPEN),
            column("weight_basis", Filed.OPEN),
            column("dose_g", Filed.OPEN),
            column("product", Filed.OPEN, "product.name"),
            column("lot_number", Filed.OPEN, "lots", reads="lot_number", required=True),
            column("setting", Filed.OPEN),
            column("completed", Filed.OPEN),
            column("not_completed_reason", Filed.FREE_TEXT),
            column("premedication", Filed.FREE_TEXT),
            column("funding", Filed.OPEN),
            column("cost", Filed.OPEN),
        )

    def __str__(self):
        return f"{self.patient}: {self.day} {self.get_route_display()} {self.dose_g.normalize():f} g"

    @property
    def day(self):
        """The day of care: that of the start, in the site's zone."""
        return self.started_at.astimezone(ZoneInfo(self.site.timezone)).date()

    @property
    def lot_number(self):
        """The lots joined by ";", or "unknown"."""
        numbers = [link.lot.lot_number for link in self.lot_links.all() if not link.is_voided]
        return ";".join(numbers) or UNKNOWN_LOT

    def clean(self):
        problems = {}
        if self.cycle.exposure == Exposure.NONE:
            problems["cycle"] = _("Cycle %(number)s is an untreated comparator: it takes no infusion.") % {
                "number": self.cycle.cycle_number
            }
        if self.started_at and self.ended_at:
            if self.ended_at <= self.started_at:
                problems["ended_at"] = _("It ended before it started: check both times.")
            elif self.ended_at > self.started_at + LONGEST_INFUSION:
                problems["ended_at"] = _("It lasted more than 24 hours: check both times.")
        if self.completed == YesNo.NO and not self.not_completed_reason:
            problems["not_completed_reason"] = _("Say why it was not completed.")
        if problems:
            raise ValidationError(problems)


class InfusionLotQuerySet(RecordQuerySet):
    def entered(self):
        # The lots are a part of their infusion: they do not keep it in force, they go with it.
        return self.none()


@kept
class InfusionLot(PatientRecord):
    """A lot used in an infusion, in the order written on the form."""

    infusion = models.ForeignKey(Infusion, models.PROTECT, related_name="lot_links")
    lot = models.ForeignKey("registry.Lot", models.PROTECT, related_name="infusion_links")
    position = Whole(_("Position"), 1, MOST_LOTS, required=True)

    objects = InForceManager.from_queryset(InfusionLotQuerySet)()

    class Meta(PatientRecord.Meta):
        default_related_name = "infusion_lots"
        ordering = ["infusion", "position"]
        verbose_name = _("lot of an infusion")
        verbose_name_plural = _("lots of infusions")
        constraints = [
            unique_in_force(
                "infusion",
                "lot",
                name="one_link_for_each_lot",
                message=_("This lot is already named."),
            )
        ]

    filed = {
        "patient": Filed.CODED,
        "infusion": Filed.CODED,
        "lot": Filed.OPEN,
        "position": Filed.OPEN,
    }

    def __str__(self):
        return str(self.lot)
