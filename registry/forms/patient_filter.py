"""What the list of patients can be narrowed to."""

from collections.abc import Sequence
from typing import Any

import django_filters as filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from registry.domain.patients import STATE_WORDS, exposed_to, whose_cycle_is, with_study_id_like
from registry.models import Patient, Site
from registry.models.choices import Exposure, Indication

WITHOUT_CYCLE = "no_cycle"
WITHDRAWN = "withdrawn"


class PatientFilter(filters.FilterSet):
    """Filters of the list; `sites` are those of the person, read once."""

    study_id = filters.CharFilter(
        label=_("Study ID"),
        method="filter_study_id",
        max_length=20,
        widget=forms.TextInput(attrs={"placeholder": "MTL-0016", "autocomplete": "off", "spellcheck": "false"}),
    )
    site = filters.ChoiceFilter(label=_("Site"), field_name="site__site_code", empty_label=_("All"))
    indication = filters.ChoiceFilter(label=_("Indication"), choices=Indication.choices, empty_label=_("All"))
    exposure = filters.ChoiceFilter(
        label=_("Exposure"), choices=Exposure.choices, method="filter_exposure", empty_label=_("All")
    )
    state = filters.ChoiceFilter(
        label=_("State of the last cycle"),
        choices=[*STATE_WORDS.items(), (WITHOUT_CYCLE, _("No cycle yet")), (WITHDRAWN, _("Withdrawn"))],
        method="filter_state",
        empty_label=_("All"),
    )

    class Meta:
        model = Patient
        fields: list[str] = []

    def __init__(self, *args: Any, sites: Sequence[Site], **options: Any) -> None:
        super().__init__(*args, **options)
        self.site_codes = [site.site_code for site in sites]
        if len(self.site_codes) > 1:
            self.filters["site"].extra["choices"] = [
                (site.site_code, f"{site.site_code} · {site.name}") for site in sites
            ]
        else:
            del self.filters["site"]

    def filter_study_id(self, patients: QuerySet[Patient], _name: str, text: str) -> QuerySet[Patient]:
        return with_study_id_like(patients, text, self.site_codes)

    def filter_exposure(self, patients: QuerySet[Patient], _name: str, exposure: str) -> QuerySet[Patient]:
        return exposed_to(patients, exposure)

    def filter_state(self, patients: QuerySet[Patient], _name: str, state: str) -> QuerySet[Patient]:
        if state == WITHDRAWN:
            return patients.filter(withdrawn_on__isnull=False)
        if state == WITHOUT_CYCLE:
            return patients.filter(cycles=None)
        return whose_cycle_is(patients, state)

    @property
    def is_narrowed(self) -> bool:
        """Whether anything but the whole list is asked for."""
        return any(self.data.get(name) for name in self.filters)
