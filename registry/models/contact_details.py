import re

import phonenumbers
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from registry.models.base import PatientRecord, RecordQuerySet, kept
from registry.models.choices import ContactChannel, Language
from registry.models.codebook import Filed, column, key
from registry.models.encryption import EncryptedTextField, search_hash
from registry.models.fields import Code
from registry.models.rights import Right


def e164(number, region="CA"):
    """`number` in the international form +15145550123; a sentence where it is none."""
    try:
        parsed = phonenumbers.parse(number, region)
    except phonenumbers.NumberParseException:
        parsed = None
    if parsed is None or not phonenumbers.is_possible_number(parsed):
        raise ValidationError(
            _("“%(value)s” is not a telephone number: write it as +1 514 555 0123."),
            code="telephone",
            params={"value": number},
        )
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def words_of(*texts):
    """The parts by which a person is searched: names split at spaces and hyphens."""
    return {word for text in texts for word in re.split(r"[\s\-']+", text or "") if word}


class ContactDetailsQuerySet(RecordQuerySet):
    def visible_to(self, user, right=Right.READ_IDENTITIES):
        return super().visible_to(user, right)

    def matching(self, text):
        """Rows in which every word of `text` is a part of the name or the record number; without a word none."""
        words = [search_hash(word) for word in words_of(text)]
        return self.in_force().filter(search_hashes__contains=words) if words else self.none()


@kept
class ContactDetails(PatientRecord):
    """Who she is and how to reach her: encrypted, apart from the record, every view logged."""

    patient = models.OneToOneField(
        "registry.Patient", models.PROTECT, related_name="contact_details", verbose_name=_("Patient")
    )
    given_name = EncryptedTextField(_("Given name"), max_length=200)
    family_name = EncryptedTextField(_("Family name"), max_length=200)
    medical_record_number = EncryptedTextField(_("Medical record number"), max_length=200, blank=True)
    email = EncryptedTextField(
        _("E-mail"),
        max_length=200,
        blank=True,
        validators=[EmailValidator(_("“%(value)s” is not an e-mail address."))],
    )
    mobile_phone = EncryptedTextField(_("Mobile telephone"), max_length=200, blank=True)
    language = Code(_("Language"), Language, required=True)
    channel = Code(
        _("Preferred channel"),
        ContactChannel,
        required=True,
        help_text=_("Telephone: the coordinator calls. None: no reminders to the patient."),
    )
    search_hashes = ArrayField(models.CharField(max_length=64), default=list, editable=False)

    objects = ContactDetailsQuerySet.as_manager()

    class Meta(PatientRecord.Meta):
        base_manager_name = "objects"
        verbose_name = _("contact details")
        verbose_name_plural = _("contact details")
        indexes = [GinIndex(fields=["search_hashes"], name="contact_search_hashes")]

    class Codebook:
        table = "contacts"
        columns = (
            key("study_id", Filed.CODED, "patient.study_id"),
            column("given_name", Filed.IDENTIFYING),
            column("family_name", Filed.IDENTIFYING),
            column("medical_record_number", Filed.IDENTIFYING),
            column("email", Filed.IDENTIFYING),
            column("mobile_phone", Filed.IDENTIFYING),
            column("language", Filed.OPEN),
            column("channel", Filed.OPEN),
        )

    filed = {"search_hashes": Filed.IDENTIFYING}

    def __str__(self):
        return str(self.patient)

    def clean(self):
        if self.mobile_phone:
            try:
                self.mobile_phone = e164(self.mobile_phone)
            except ValidationError as problem:
                raise ValidationError({"mobile_phone": problem}) from None
        needed = {ContactChannel.EMAIL: "email", ContactChannel.SMS: "mobile_phone"}
        missing = needed.get(self.channel)
        if missing and not getattr(self, missing):
            raise ValidationError(
                {
                    missing: _("The preferred channel is %(channel)s: it needs this.")
                    % {"channel": self.get_channel_display()}
                }
            )

    def renew_search_hashes(self):
        """Bring the hashes by which she is found in step with her names and record number."""
        parts = words_of(self.given_name, self.family_name, self.medical_record_number)
        self.search_hashes = sorted(search_hash(part) for part in parts)

    def save(self, *args, **kwargs):
        self.renew_search_hashes()
        super().save(*args, **kwargs)
