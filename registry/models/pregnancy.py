import pgtrigger
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from registry.models.base import CycleRecord, kept, unique_in_force
from registry.models.choices import (
    DatingMethod,
    DeliveryMode,
    Karyotype,
    PregnancyOutcome,
    YesNo,
)
from registry.models.codebook import CYCLE_KEY, STUDY_ID, Filed, column
from registry.models.fields import CareDateField, Code, Whole
from registry.protocol.dating import due_date, gestational_age

STILL_OPEN = (PregnancyOutcome.ONGOING, PregnancyOutcome.UNKNOWN)


@kept
class Pregnancy(CycleRecord):
    """One pregnancy, at most one for each cycle; twins are one pregnancy and two babies.

    Gestational ages are whole days. `edd` is stored only where ultrasound dates the pregnancy;
    otherwise `due_on` derives it, so that it can never disagree with the transfer or the LMP.
    """

    confirmed_on = CareDateField(_("Pregnancy confirmed on"), required=True)
    dating_method = Code(_("Dating method"), DatingMethod, required=True)
    edd = models.DateField(_("Estimated due date"), null=True, blank=True)
    gestational_sacs = Whole(_("Gestational sacs at first scan"), 0, 6)
    fetal_heartbeats = Whole(_("Fetal heartbeats at first scan"), 0, 6)
    scanned_on = CareDateField(_("Dating scan on"))
    scan_gestation_days = Whole(_("Gestational age by that scan"), 35, 300)
    heartbeat_12w = Code(_("Heartbeat seen at or after 12w0d"), YesNo)
    outcome = Code(_("Pregnancy outcome"), PregnancyOutcome, required=True, default=PregnancyOutcome.ONGOING)
    ended_on = CareDateField(_("Pregnancy ended on"))
    delivery_mode = Code(_("Delivery mode"), DeliveryMode)
    loss_karyotype = Code(_("Karyotype of the loss"), Karyotype)

    class Meta(CycleRecord.Meta):
        default_related_name = "pregnancies"
        ordering = ["cycle"]
        verbose_name = _("pregnancy")
        verbose_name_plural = _("pregnancies")
        constraints = [
            unique_in_force(
                "cycle",
                name="one_pregnancy_for_each_cycle",
                message=_("This cycle already has a pregnancy."),
            ),
            models.CheckConstraint(
                condition=Q(fetal_heartbeats__lte=F("gestational_sacs"))
                | Q(fetal_heartbeats=None)
                | Q(gestational_sacs=None),
                name="pregnancy_heartbeats_within_sacs",
            ),
            models.CheckConstraint(
                condition=~Q(dating_method="ultrasound") | Q(edd__isnull=False),
                name="pregnancy_ultrasound_gives_due_date",
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=STILL_OPEN) | Q(ended_on__isnull=False),
                name="pregnancy_that_ended_has_its_day",
            ),
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gte=F("confirmed_on")),
                name="pregnancy_ends_after_it_was_confirmed",
            ),
            models.CheckConstraint(
                condition=Q(delivery_mode="") | Q(outcome="birth"),
                name="pregnancy_delivery_mode_is_of_a_birth",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="birth_with_babies_stays_a_birth",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf("outcome"),
                condition=pgtrigger.Condition("NEW.outcome <> 'birth'"),
                func=pgtrigger.Func(
                    """
                    IF EXISTS (SELECT FROM registry_baby
                               WHERE pregnancy_id = NEW.id AND voided_at IS NULL) THEN
                        RAISE EXCEPTION 'A pregnancy with babies is a birth.'
                            USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                    """
                ),
            )
        ]

    class Codebook:
        table = "pregnancies"
        columns = (
            STUDY_ID,
            CYCLE_KEY,
            column("confirmed_on", Filed.DATE),
            column("dating_method", Filed.OPEN),
            column("edd", Filed.DATE, reads="due_on"),
            column("gestational_sacs", Filed.OPEN),
            column("fetal_heartbeats", Filed.OPEN),
            column("scanned_on", Filed.DATE),
            column("scan_gestation_days", Filed.OPEN),
            column("heartbeat_12w", Filed.OPEN),
            column("outcome", Filed.OPEN),
            column("ended_on", Filed.DATE),
            column("delivery_mode", Filed.OPEN),
            column("loss_karyotype", Filed.OPEN),
        )

    def __str__(self):
        return str(self.cycle)

    @property
    def due_on(self):
        """Estimated due date by the method that dates this pregnancy, or None."""
        return due_date(
            dating_method=self.dating_method,
            transferred_on=self.cycle.transferred_on,
            embryo_age_days=self.cycle.embryo_age_days,
            lmp_on=self.cycle.lmp_on,
            edd=self.edd,
        )

    def gestation_on(self, day):
        """Gestational age in days on `day`, or None without dating."""
        return gestational_age(day, self.due_on) if self.due_on else None

    def clean(self):
        problems = {**self._dating_problems(), **self._end_problems()}
        sacs, beats = self.gestational_sacs, self.fetal_heartbeats
        if sacs is not None and beats is not None and beats > sacs:
            problems["fetal_heartbeats"] = _("%(beats)s heartbeats in %(sacs)s sacs.") % {
                "beats": beats,
                "sacs": sacs,
            }
        if problems:
            raise ValidationError(problems)
        if self.dating_method != DatingMethod.ULTRASOUND:
            self.edd = None

    def _dating_problems(self):
        needed = {
            DatingMethod.TRANSFER: (
                "dating_method",
                self.cycle.transferred_on,
                _("Dating by transfer needs the day of the transfer in the cycle."),
            ),
            DatingMethod.LMP: (
                "dating_method",
                self.cycle.lmp_on,
                _("Dating by last menstrual period needs its day in the cycle."),
            ),
            DatingMethod.ULTRASOUND: ("edd", self.edd, _("Dating by ultrasound needs the due date.")),
        }
        if self.dating_method not in needed:
            return {}
        field, value, sentence = needed[self.dating_method]
        if value is None:
            return {field: sentence}
        if self.edd and self.edd != self.due_on:
            return {
                "edd": _("%(given)s is not the due date by %(method)s, %(derived)s: clear it.")
                % {
                    "given": self.edd,
                    "method": self.get_dating_method_display(),
                    "derived": self.due_on,
                }
            }
        return {}

    def _end_problems(self):
        problems = {}
        if self.outcome not in STILL_OPEN and not self.ended_on:
            problems["ended_on"] = _("A pregnancy that ended needs the day of its end.")
        if self.outcome == PregnancyOutcome.ONGOING and self.ended_on:
            problems["outcome"] = _("It ended on %(day)s: say how.") % {"day": self.ended_on}
        if self.ended_on and self.confirmed_on and self.ended_on < self.confirmed_on:
            problems["ended_on"] = _("Ended on %(ended)s, before it was confirmed on %(confirmed)s.") % {
                "ended": self.ended_on,
                "confirmed": self.confirmed_on,
            }
        if self.delivery_mode and self.outcome != PregnancyOutcome.BIRTH:
            problems["delivery_mode"] = _("Only a birth has a delivery mode.")
        return problems
