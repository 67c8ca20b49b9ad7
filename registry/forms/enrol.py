"""The page on which a woman is enrolled: two forms, of which the second may be left for later."""

import uuid
from typing import Any

from django.core.exceptions import ValidationError
from django.http import QueryDict

from registry.forms.base import Desk
from registry.forms.contact import ContactForm
from registry.forms.page import Page
from registry.forms.patient import EnrolForm
from registry.models import ContactDetails, Patient


class EnrolPage(Page):
    """What is known of her, and who she is."""

    def __init__(self, *, desk: Desk, data: QueryDict | None) -> None:
        patient = Patient(site=desk.site)
        first = {"site": desk.site, "enrolled_on": desk.today}
        super().__init__(form=EnrolForm, rows=(), instance=patient, desk=desk, data=data, initial=first)
        self.contact = ContactForm(
            data,
            instance=ContactDetails(patient=patient),
            desk=desk,
            prefix="contact",
            initial={"language": "", "channel": ""},
            empty_permitted=True,
            use_required_attribute=False,
        )

    @property
    def parts(self) -> tuple:
        return (self.head, self.contact)

    def contact_values(self) -> dict[str, Any] | None:
        """Her contact details with a key of their own, or None where they are left for later."""
        if not self.contact.has_changed():
            return None
        return self.contact.values() | {"key": uuid.uuid5(self.key, "contact")}

    def refuse(self, problem: ValidationError) -> None:
        """Show at the field of either form what the verb refused."""
        named = set(getattr(problem, "error_dict", ()))
        of_contact = named and named <= set(self.contact.fields)
        (self.contact if of_contact else self.head).refuse(problem)
