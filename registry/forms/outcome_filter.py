"""What an outcome table can be narrowed to and divided by."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from registry.models import Site
from registry.outcomes.asking import OutcomeTable
from registry.outcomes.live_birth import REFERENCE_PERCENT
from registry.outcomes.rows import ALL
from registry.protocol.labels import DEFAULT_DEFINITIONS, DEFINITIONS

EVERY = "every"


class OutcomeFilter(forms.Form):
    """Choices of a GET form; what is left out is the default."""

    by = forms.ChoiceField(label=_("Divided by"), required=False)
    definitions = forms.ChoiceField(label=_("Definitions"), required=False)
    site = forms.ChoiceField(label=_("Site"), required=False)
    reference = forms.FloatField(
        label=_("Reference rate, %"), required=False, min_value=0, max_value=100, widget=forms.TextInput
    )

    def __init__(self, given: Mapping[str, Any], *, asked: OutcomeTable, sites: QuerySet[Site]) -> None:
        first = {
            "by": ALL if asked.description.opens_whole else EVERY,
            "definitions": DEFAULT_DEFINITIONS.code,
            "reference": f"{REFERENCE_PERCENT:g}",
        }
        super().__init__(first | {name: text for name, text in given.items() if text})
        strata = [(stratum.name, stratum.title) for stratum in asked.description.strata]
        self._choose("by", [(ALL, _("The whole alone")), *strata, (EVERY, _("Every stratum"))])
        self._choose("definitions", [(found.code, gettext(found.title)) for found in DEFINITIONS.values()])
        codes = [(site.site_code, site.site_code) for site in sites]
        self._choose("site", [("", _("All")), *codes])
        if len(codes) < 2 and not given.get("site"):
            del self.fields["site"]
        if "reference_test" not in asked.description.headings:
            del self.fields["reference"]

    def _choose(self, name: str, choices: list[tuple[str, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def chosen(self) -> dict[str, Any]:
        """The filters for the table's own function."""
        filters = {name: value for name, value in self.cleaned_data.items() if value not in ("", None)}
        return filters | {"by": None if filters["by"] == EVERY else filters["by"]}
