"""Who she is and how to reach her."""

from django.utils.translation import gettext_lazy as _

from registry.forms.base import RecordForm, Section, names_of
from registry.models import ContactDetails

CONTACT = (
    Section(_("Who she is"), ("given_name", "family_name", "medical_record_number")),
    Section(_("How to reach her"), ("language", "channel", "email", "mobile_phone")),
)


class ContactForm(RecordForm):
    """Encrypted, apart from the record; every view is logged."""

    sections = CONTACT
    moves_on = frozenset({"email", "mobile_phone", "channel"})

    class Meta(RecordForm.Meta):
        model = ContactDetails
        fields = names_of(CONTACT)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.desk.patient is not None:
            self.instance.patient = self.desk.patient
        for name, kind in (("email", "email"), ("mobile_phone", "tel")):
            self.fields[name].widget.input_type = kind
