"""A signed consent, each element of the discussion answered for itself."""

from django.utils.translation import gettext_lazy as _

from registry.forms.base import RecordForm, Section, names_of
from registry.models import Consent

CONSENT = (
    Section(_("The form"), ("subject", "birth_order", "form_version", "signed_on", "language")),
    Section(
        _("What was discussed"),
        (
            "off_label",
            "guideline_position",
            "uncertain_benefit",
            "blood_product_risk",
            "costs",
            "contact_for_follow_up",
        ),
    ),
    Section(_("Withdrawal of this consent"), ("withdrawn_on", "withdrawal_scope")),
)


class ConsentForm(RecordForm):
    sections = CONSENT
    wide = frozenset({"withdrawal_scope"})
    when = {"birth_order": ("subject", "infant")}

    class Meta(RecordForm.Meta):
        model = Consent
        fields = names_of(CONSENT)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.instance.patient = self.desk.patient
        if self.is_new:
            self.sections = CONSENT[:2]
            for name in CONSENT[2].names:
                del self.fields[name]
