"""Why the protocol was departed from, and what is done about it."""

from django import forms
from django.utils.translation import gettext_lazy

from registry.domain.permissions import can
from registry.forms.base import Asking, Section, names_of
from registry.models import Deviation, Right

EXPLANATION = (
    Section(
        gettext_lazy("Explanation"),
        ("reason", "corrective_action", "preventive_action", "classification"),
    ),
)


class DeviationForm(Asking):
    """What people say of a deviation; the rules say the rest. To classify it takes an investigator."""

    sections = EXPLANATION
    wide = frozenset({"reason", "corrective_action", "preventive_action"})

    seen = forms.IntegerField(widget=forms.HiddenInput)

    class Meta(Asking.Meta):
        model = Deviation
        fields = names_of(EXPLANATION)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["seen"] = self.instance.version
        for name in self.wide:
            self.fields[name].widget.attrs["rows"] = 3
        if not can(self.desk.user, Right.CLASSIFY_DEVIATIONS, self.desk.site):
            del self.fields["classification"]
