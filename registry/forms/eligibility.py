"""The decision on eligibility, with the criteria before it."""

from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from registry.domain import eligibility
from registry.forms.base import Note, Section, names_of
from registry.forms.of_cycle import CycleRecordForm
from registry.models import EligibilityAssessment
from registry.models.choices import Decision
from registry.protocol.eligibility import GUIDELINE_POSITIONS, proposed_decision

DECISION = (Section(_("Decision"), ("cycle", "assessed_on", "decision", "reason")),)


class EligibilityForm(CycleRecordForm):
    """An investigator decides; what the rules say is shown above and frozen with the decision."""

    sections = DECISION
    wide = frozenset({"reason"})

    class Meta(CycleRecordForm.Meta):
        model = EligibilityAssessment
        fields = names_of(DECISION)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].widget.attrs["rows"] = 3
        self.fields["reason"].help_text = _("Needed for a waiver, and where a criterion is at its boundary.")
        if self.is_new:
            self.suggest("assessed_on", self.desk.today)

    @property
    def on(self):
        """The day as of which the criteria are shown."""
        field = self.fields["assessed_on"]
        value = self["assessed_on"].value()
        try:
            return field.clean(value) if isinstance(value, str) else value or self.desk.today
        except ValidationError:
            return self.desk.today

    @cached_property
    def criteria(self):
        """What the rules say of her for the chosen cycle on the chosen day."""
        return eligibility.criteria(self.cycle, on=self.on)

    def notes(self):
        proposed = proposed_decision(self.criteria)
        if proposed:
            words = _("By the criteria: %(decision)s.") % {"decision": Decision(proposed).label}
        else:
            words = _("The criteria leave it open: an investigator decides, and says why.")
        return {"decision": (Note(words),)}

    guidelines = GUIDELINE_POSITIONS

    def clean(self):
        cleaned = super().clean()
        if not self.errors:
            self.instance.criteria = eligibility.freeze_criteria(cleaned["cycle"], on=cleaned["assessed_on"])
        return cleaned
