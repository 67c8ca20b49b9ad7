import pgtrigger
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from registry.models.base import CycleRecord, PregnancyRecord, kept, unique_in_force
from registry.models.choices import (
    BirthStatus,
    Karyotype,
    Neurodevelopment,
    PregnancyOutcome,
    Sex,
    YesNo,
)
from registry.models.codebook import CYCLE_KEY, STUDY_ID, Filed, column, key
from registry.models.fields import CareDateField, Code, LongText, Text, Whole


@kept
class Baby(PregnancyRecord):
    """One child born, alive or not."""

    birth_order = Whole(_("Birth order"), 1, 6, required=True)
    status = Code(_("Status at birth"), BirthStatus, required=True)
    sex = Code(_("Sex"), Sex)
    birth_weight_g = Whole(_("Birth weight"), 200, 7000)
    apgar_5 = Whole(_("Apgar score at 5 minutes"), 0, 10)
    nicu = Code(_("Admitted to neonatal intensive care"), YesNo)
    anomaly = Text(_("Congenital anomaly"), help_text=_("Blank: none known"))
    anomaly_found_on = CareDateField(_("Anomaly first seen on"))
    karyotype = Code(_("Karyotype"), Karyotype)
    died_on = CareDateField(_("Died on"))

    class Meta(PregnancyRecord.Meta):
        default_related_name = "babies"
        ordering = ["pregnancy", "birth_order"]
        verbose_name = _("baby")
        verbose_name_plural = _("babies")
        constraints = [
            unique_in_force(
                "pregnancy",
                "birth_order",
                name="one_baby_for_each_birth_order",
                message=_("This pregnancy already has a child with this birth order."),
            ),
            models.CheckConstraint(
                condition=Q(died_on=None) | Q(status="live_birth"),
                name="baby_that_died_was_born_alive",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="baby_needs_a_birth",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("pregnancy_id", "voided_at"),
                func=pgtrigger.Func(
                    """
                    IF NEW.voided_at IS NULL AND NOT EXISTS (
                        SELECT FROM registry_pregnancy
                        WHERE id = NEW.pregnancy_id AND outcome = 'birth') THEN
                        RAISE EXCEPTION 'A baby needs a pregnancy that ended in a birth.'
                            USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                    """
                ),
            )
        ]

    class Codebook:
        table = "babies"
        columns = (
            STUDY_ID,
            CYCLE_KEY,
            key("birth_order", Filed.OPEN),
            column("status", Filed.OPEN),
            column("sex", Filed.OPEN),
            column("birth_weight_g", Filed.OPEN),
            column("apgar_5", Filed.OPEN),
            column("nicu", Filed.OPEN),
            column("anomaly", Filed.FREE_TEXT),
            column("anomaly_found_on", Filed.DATE),
            column("karyotype", Filed.OPEN),
            column("died_on", Filed.DATE),
        )

    filed = {"pregnancy": Filed.CODED}

    def __str__(self):
        return f"{self.cycle}/{self.birth_order}"

    def clean(self):
        problems = {}
        if self.pregnancy.outcome != PregnancyOutcome.BIRTH:
            problems["pregnancy"] = _("The outcome of this pregnancy is “%(outcome)s”: only a birth has babies.") % {
                "outcome": self.pregnancy.get_outcome_display()
            }
        born_on = self.pregnancy.ended_on
        if self.died_on and self.status == BirthStatus.STILLBIRTH:
            problems["died_on"] = _("A stillborn child has no later death: clear the day.")
        elif self.died_on and born_on and self.died_on < born_on:
            problems["died_on"] = _("Died on %(died)s, before birth on %(born)s.") % {
                "died": self.died_on,
                "born": born_on,
            }
        if problems:
            raise ValidationError(problems)


@kept
class InfantFollowUp(CycleRecord):
    """One later look at a child; at twelve months it is the planned contact."""

    baby = models.ForeignKey(Baby, models.PROTECT, verbose_name=_("Baby"))
    seen_on = CareDateField(_("Seen on"), required=True)
    alive = Code(_("Alive"), YesNo, required=True)
    neurodevelopment = Code(_("Neurodevelopment"), Neurodevelopment, required=True)
    note = LongText(_("Note"))

    class Meta(CycleRecord.Meta):
        default_related_name = "infant_follow_ups"
        ordering = ["baby", "seen_on"]
        verbose_name = _("infant follow-up")
        verbose_name_plural = _("infant follow-ups")
        constraints = [
            unique_in_force(
                "baby",
                "seen_on",
                name="one_infant_follow_up_a_day",
                message=_("This child was already seen on this day."),
            )
        ]

    class Codebook:
        table = "infant_follow_ups"
        columns = (
            STUDY_ID,
            CYCLE_KEY,
            key("birth_order", Filed.OPEN, "baby.birth_order"),
            key("seen_on", Filed.DATE),
            column("alive", Filed.OPEN),
            column("neurodevelopment", Filed.OPEN),
            column("note", Filed.FREE_TEXT),
        )

    def __str__(self):
        return f"{self.baby}: {self.seen_on}"

    def save(self, *args, **kwargs):
        self.cycle_id = self.baby.cycle_id
        super().save(*args, **kwargs)

    def clean_fields(self, exclude=None):
        self.cycle_id = self.baby.cycle_id
        super().clean_fields(exclude)

    def clean(self):
        born_on = self.baby.pregnancy.ended_on
        if born_on and self.seen_on and self.seen_on < born_on:
            raise ValidationError(
                {"seen_on": _("Seen on %(seen)s, before birth on %(born)s.") % {"seen": self.seen_on, "born": born_on}}
            )
