"""A later look at a child."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.forms.base import RecordForm, Section, names_of
from registry.models import Baby, InfantFollowUp

INFANT = (Section(gettext_lazy("The child"), ("baby", "seen_on", "alive", "neurodevelopment", "note")),)


class InfantForm(RecordForm):
    sections = INFANT
    wide = frozenset({"note"})

    class Meta(RecordForm.Meta):
        model = InfantFollowUp
        fields = names_of(INFANT)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        babies = self.fields["baby"]
        babies.queryset = Baby.objects.filter(patient=self.desk.patient).select_related("cycle", "pregnancy")
        babies.empty_label = _("Choose …")
        babies.label_from_instance = self.describe
        self.fields["note"].widget.attrs["rows"] = 3

    def describe(self, baby):
        """A child as the mother's chart names it."""
        return _("Child %(order)s of cycle %(cycle)s, born %(born)s") % {
            "order": baby.birth_order,
            "cycle": baby.cycle.cycle_number,
            "born": baby.pregnancy.ended_on or "?",
        }
