import re

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from registry.models.base import Record, kept
from registry.models.choices import (
    Antiphospholipid,
    Indication,
    Smoking,
    WithdrawalReason,
    YesNo,
    YesNoNotDone,
)
from registry.models.codebook import Filed, column, key
from registry.models.fields import Amount, CareDateField, Code, Text, Whole

STUDY_ID = re.compile(r"[A-Z]{2,5}-[0-9]{4,}")

study_id_validator = RegexValidator(
    STUDY_ID.pattern + r"\Z",
    _("“%(value)s” is not a study ID: write the site code, a dash and 4 digits, such as MTL-0001."),
)


def not_above(part, whole):
    """A constraint: the count `part` is not above the count `whole`."""
    return models.CheckConstraint(
        condition=Q(**{f"{part}__lte": F(whole)}) | Q(**{f"{part}__isnull": True}) | Q(**{f"{whole}__isnull": True}),
        name=f"patient_{part}_not_above",
    )


@kept
class Patient(Record):
    """An enrolled woman, known by her study ID; who she is stands in `ContactDetails`.

    Reproductive history is kept as counts at enrolment; detail rows are optional.
    """

    study_id = Text(_("Study ID"), required=True, length=20, unique=True, validators=[study_id_validator])
    date_of_birth = CareDateField(_("Date of birth"), required=True)
    enrolled_on = CareDateField(_("Enrolled on"), required=True)
    indication = Code(_("Indication"), Indication, required=True)
    height_cm = Amount(_("Height"), 4, 1, 100, 220)
    weight_kg = Amount(_("Weight at enrolment"), 4, 1, 30, 250)
    smoking = Code(_("Smoking"), Smoking)
    prior_live_births = Whole(_("Previous live births"), 0, 20)
    prior_miscarriages = Whole(_("Previous miscarriages (all)"), 0, 40)
    prior_unexplained_miscarriages = Whole(_("of which unexplained"), 0, 40)
    prior_late_losses = Whole(_("of which in the second trimester"), 0, 40)
    prior_stillbirths = Whole(_("Previous stillbirths"), 0, 40)
    prior_ectopics = Whole(_("Previous ectopic pregnancies"), 0, 40)
    prior_transfers = Whole(_("Previous embryo transfers (all)"), 0, 40)
    failed_blastocyst_transfers = Whole(_("Previous failed good-quality blastocyst transfers"), 0, 40)
    antiphospholipid_status = Code(_("Antiphospholipid antibodies"), Antiphospholipid)
    nk_cell_percent = Amount(_("Peripheral NK cells"), 4, 1, 0, 100, help_text=_("Percentage of lymphocytes"))
    th1_th2_ratio = Amount(_("Th1/Th2 ratio"), 5, 2, 0, "999.99")
    iga_deficiency = Code(_("IgA deficiency"), YesNoNotDone)
    ig_contraindication = Code(_("Contraindication to immunoglobulin"), YesNo)
    other_immunomodulator = Code(_("On another immunomodulatory treatment"), YesNo)
    conventional_treatment_failed = Code(_("Conventional medical treatment has failed"), YesNo)
    workup_complete = Code(
        _("Work-up complete"),
        YesNo,
        help_text=_("Karyotypes, uterine cavity, thyroid and antiphospholipid antibodies done"),
    )
    withdrawn_on = CareDateField(_("Withdrawn on"), help_text=_("Withdrawn from the study"))
    withdrawal_reason = Code(_("Reason for withdrawal"), WithdrawalReason)

    class Meta(Record.Meta):
        ordering = ["study_id"]
        verbose_name = _("patient")
        verbose_name_plural = _("patients")
        constraints = [
            models.CheckConstraint(
                condition=Q(study_id__regex=rf"^{STUDY_ID.pattern}$"),
                name="patient_study_id_has_its_form",
            ),
            not_above("prior_unexplained_miscarriages", "prior_miscarriages"),
            not_above("prior_late_losses", "prior_miscarriages"),
            not_above("failed_blastocyst_transfers", "prior_transfers"),
            models.CheckConstraint(
                condition=Q(withdrawn_on=None, withdrawal_reason="")
                | (Q(withdrawn_on__isnull=False) & ~Q(withdrawal_reason="")),
                name="patient_withdrawal_has_day_and_reason",
                violation_error_message=_("A withdrawal has a day and a reason: give both or neither."),
            ),
            models.CheckConstraint(
                condition=Q(date_of_birth__lt=F("enrolled_on")),
                name="patient_born_before_enrolment",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_on=None) | Q(withdrawn_on__gte=F("enrolled_on")),
                name="patient_withdrawn_after_enrolment",
            ),
        ]

    class Codebook:
        table = "patients"
        columns = (
            key("study_id", Filed.CODED),
            column("site_code", Filed.OPEN, "site.site_code"),
            column("date_of_birth", Filed.IDENTIFYING),
            column("enrolled_on", Filed.DATE),
            *(
                column(name, Filed.OPEN)
                for name in (
                    "indication",
                    "height_cm",
                    "weight_kg",
                    "smoking",
                    "prior_live_births",
                    "prior_miscarriages",
                    "prior_unexplained_miscarriages",
                    "prior_late_losses",
                    "prior_stillbirths",
                    "prior_ectopics",
                    "prior_transfers",
                    "failed_blastocyst_transfers",
                    "antiphospholipid_status",
                    "nk_cell_percent",
                    "th1_th2_ratio",
                    "iga_deficiency",
                    "ig_contraindication",
                    "other_immunomodulator",
                    "conventional_treatment_failed",
                    "workup_complete",
                )
            ),
            column("withdrawn_on", Filed.DATE),
            column("withdrawal_reason", Filed.OPEN),
        )

    def __str__(self):
        return self.study_id

    def get_absolute_url(self):
        return reverse("patient", args=[self.study_id])

    def clean(self):
        problems = {}
        for part, whole in (
            ("prior_unexplained_miscarriages", "prior_miscarriages"),
            ("prior_late_losses", "prior_miscarriages"),
            ("failed_blastocyst_transfers", "prior_transfers"),
        ):
            few, many = getattr(self, part), getattr(self, whole)
            if few is not None and many is not None and few > many:
                problems[part] = _("%(few)s is above %(many)s, the number of all of them.") % {
                    "few": few,
                    "many": many,
                }
        if self.study_id and not self.study_id.startswith(f"{self.site.site_code}-"):
            problems["study_id"] = _("“%(study_id)s” does not begin with %(site)s, the code of its site.") % {
                "study_id": self.study_id,
                "site": self.site,
            }
        if self.date_of_birth and self.enrolled_on and self.date_of_birth >= self.enrolled_on:
            problems["date_of_birth"] = _("The date of birth %(born)s is not before enrolment on %(enrolled)s.") % {
                "born": self.date_of_birth,
                "enrolled": self.enrolled_on,
            }
        if self.withdrawn_on and self.enrolled_on and self.withdrawn_on < self.enrolled_on:
            problems["withdrawn_on"] = _("Withdrawn on %(end)s, before enrolment on %(start)s.") % {
                "end": self.withdrawn_on,
                "start": self.enrolled_on,
            }
        if self.withdrawn_on and not self.withdrawal_reason:
            problems["withdrawal_reason"] = _("A withdrawal needs its reason.")
        if self.withdrawal_reason and not self.withdrawn_on:
            problems["withdrawn_on"] = _("A reason for withdrawal needs its day.")
        if problems:
            raise ValidationError(problems)
