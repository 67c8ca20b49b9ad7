"""One infusion: when, how much for which weight, of which lot; the protocol speaks beside the dose."""

from datetime import time
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.forms.answers import dose_note, last_weight_note, weight_to_go_by
from registry.forms.base import Section, names_of
from registry.forms.of_cycle import CycleRecordForm
from registry.forms.reading import at_site
from registry.models import Infusion, Lot, Product
from registry.models.choices import LotStatus

INFUSION = (
    Section(gettext_lazy("When and where"), ("cycle", "started_at", "ended_at", "setting")),
    Section(gettext_lazy("Dose"), ("route", "weight_kg", "dose_g", "weight_basis", "peak_rate_ml_h")),
    Section(gettext_lazy("Product"), ("product", "lot_number")),
    Section(gettext_lazy("How it went"), ("completed", "not_completed_reason", "premedication")),
    Section(gettext_lazy("Costs"), ("funding", "cost")),
)

CARRIED_OVER = ("route", "weight_kg", "weight_basis", "dose_g", "setting", "funding")


class InfusionForm(CycleRecordForm):
    sections = INFUSION
    when = {"not_completed_reason": ("completed", "no")}

    product = forms.CharField(
        label=gettext_lazy("Product"),
        max_length=200,
        widget=forms.TextInput({"list": "known-products", "autocomplete": "off"}),
        help_text=gettext_lazy("A brand that the registry does not know yet is added."),
    )
    lot_number = forms.CharField(
        label=gettext_lazy("Lot number(s)"),
        max_length=2000,
        widget=forms.TextInput({"list": "known-lots", "autocomplete": "off", "autocapitalize": "characters"}),
        help_text=gettext_lazy("Several separated by ; – write “unknown” where it is not known."),
    )

    class Meta(CycleRecordForm.Meta):
        model = Infusion
        fields = tuple(name for name in names_of(INFUSION) if name not in ("product", "lot_number"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["ended_at"].time_alone = True
        self.fields["ended_at"].help_text = _("The time alone where it ended on the same day")
        if not self.is_new:
            self.initial["product"] = self.instance.product.name
            self.initial["lot_number"] = self.instance.lot_number

    @property
    def datalists(self):
        """What is known already: id of the list → its values."""
        lots = Lot.objects.filter(status=LotStatus.IN_USE).order_by("-created_at")[:50]
        return {
            "known-products": Product.objects.values_list("name", flat=True),
            "known-lots": [lot.lot_number for lot in lots],
        }

    def carry_over(self, earlier):
        """Begin with what stays the same in a run of infusions; the day is typed anew."""
        for name in CARRIED_OVER:
            self.initial[name] = getattr(earlier, name)
        self.initial |= {"product": earlier.product.name, "lot_number": earlier.lot_number, "cycle": earlier.cycle_id}

    def clean_ended_at(self):
        """A time alone is of the day on which it started."""
        ended, started = self.cleaned_data["ended_at"], self.cleaned_data.get("started_at")
        if not isinstance(ended, time):
            return ended
        if started is None:
            raise ValidationError(_("Give the day too: the start is not known."))
        try:
            return at_site(started.astimezone(self.desk.zone).date(), ended, zone=self.desk.zone)
        except ValueError as problem:
            raise ValidationError(str(problem)) from None

    def notes(self):
        earlier = self._earlier()
        weight = self._number("weight_kg") or weight_to_go_by(earlier, self.desk.patient)
        dose = dose_note(
            grams=self._number("dose_g") if self._number("weight_kg") else None,
            weight_kg=weight,
            route=self["route"].value(),
            version=self.cycle.protocol.rules,
        )
        return {"weight_kg": last_weight_note(earlier, self.desk.patient), "dose_g": dose}

    def _earlier(self):
        rows = Infusion.objects.filter(patient=self.desk.patient).exclude(pk=self.instance.pk)
        return rows.select_related("site").order_by("-started_at").first()

    def _number(self, name) -> Decimal | None:
        """What stands in the field, where it is a number inside its limits."""
        try:
            return self.fields[name].to_python(self[name].value())
        except ValidationError:
            return None
