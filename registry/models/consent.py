from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from registry.models.base import PatientRecord, kept, unique_in_force
from registry.models.choices import ConsentSubject, Language, WithdrawalScope, YesNo
from registry.models.codebook import STUDY_ID, Filed, column, key
from registry.models.fields import CareDateField, Code, CodeListField, Text, Whole, split_codes


@kept
class Consent(PatientRecord):
    """One signed form, each element of the discussion ticked for itself."""

    form_version = Text(_("Consent form version"), required=True)
    subject = Code(_("Consent for"), ConsentSubject, default=ConsentSubject.MOTHER)
    birth_order = Whole(_("Child"), 1, 6)
    signed_on = CareDateField(_("Signed on"), required=True)
    language = Code(_("Language"), Language, required=True)
    off_label = Code(_("Off-label use explained"), YesNo, required=True)
    guideline_position = Code(_("Lack of guideline support explained"), YesNo, required=True)
    uncertain_benefit = Code(_("Uncertain benefit explained"), YesNo, required=True)
    blood_product_risk = Code(_("Risks of a pooled blood product explained"), YesNo, required=True)
    costs = Code(_("Costs explained"), YesNo, required=True)
    contact_for_follow_up = Code(_("Agrees to be contacted for follow-up"), YesNo, required=True)
    withdrawn_on = CareDateField(_("Consent withdrawn on"))
    withdrawal_scope = CodeListField(_("Scope of withdrawal"), codes=WithdrawalScope.choices)

    class Meta(PatientRecord.Meta):
        default_related_name = "consents"
        ordering = ["patient", "signed_on"]
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        constraints = [
            unique_in_force(
                "patient",
                "form_version",
                "subject",
                "birth_order",
                "signed_on",
                name="one_consent_for_each_form_and_day",
                message=_("This form signed on this day is already recorded."),
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_on=None) | Q(withdrawn_on__gte=F("signed_on")),
                name="consent_withdrawn_after_it_was_signed",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_on=None) | ~Q(withdrawal_scope=""),
                name="consent_withdrawal_has_its_scope",
            ),
            models.CheckConstraint(
                condition=~Q(subject="infant") | Q(birth_order__isnull=False),
                name="consent_of_an_infant_names_the_child",
            ),
        ]

    class Codebook:
        table = "consents"
        columns = (
            STUDY_ID,
            key("version", Filed.OPEN, "form_version"),
            key("subject", Filed.OPEN),
            key("birth_order", Filed.OPEN),
            key("signed_on", Filed.DATE),
            column("language", Filed.OPEN),
            column("off_label", Filed.OPEN),
            column("guideline_position", Filed.OPEN),
            column("uncertain_benefit", Filed.OPEN),
            column("blood_product_risk", Filed.OPEN),
            column("costs", Filed.OPEN),
            column("contact_for_follow_up", Filed.OPEN),
            column("withdrawn_on", Filed.DATE),
            column("withdrawal_scope", Filed.OPEN),
        )

    def __str__(self):
        return f"{self.form_version} ({self.signed_on})"

    @property
    def withdrawn_scopes(self):
        return split_codes(self.withdrawal_scope)

    def clean(self):
        self.subject = self.subject or ConsentSubject.MOTHER
        problems = {}
        if self.subject == ConsentSubject.INFANT and self.birth_order is None:
            problems["birth_order"] = _("A consent for an infant names the child.")
        if self.withdrawn_on and self.signed_on and self.withdrawn_on < self.signed_on:
            problems["withdrawn_on"] = _("Withdrawn on %(withdrawn)s, before it was signed on %(signed)s.") % {
                "withdrawn": self.withdrawn_on,
                "signed": self.signed_on,
            }
        if self.withdrawn_on and not self.withdrawal_scope:
            problems["withdrawal_scope"] = _("Say what the withdrawal is from.")
        if problems:
            raise ValidationError(problems)
