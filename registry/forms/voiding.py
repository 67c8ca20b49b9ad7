from django import forms
from django.utils.translation import gettext_lazy as _

from registry.forms.base import REASON_LENGTH


class ReasonForm(forms.Form):
    """Why a row is taken out of the record, or brought back, and the version of it that the page showed."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=REASON_LENGTH,
        widget=forms.TextInput({"autocomplete": "off"}),
        error_messages={"required": _("Say why.")},
    )
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)
