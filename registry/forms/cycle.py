"""One attempt to conceive: the plan, the transfer or the natural conception, the test, and how treatment stopped."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.forms.base import RecordForm, Section, names_of
from registry.models import Cycle
from registry.models.choices import ConceptionMode, Exposure

TRANSFER = ("transferred_on", "embryo_age_days", "embryos_transferred", "transfer_type", "oocyte_source")

CYCLE = (
    Section(gettext_lazy("Plan"), ("protocol", "exposure", "conception_mode", "started_on", "planned_on")),
    Section(gettext_lazy("Conception"), (*TRANSFER, "lmp_on")),
    Section(gettext_lazy("Pregnancy test"), ("hcg_on", "hcg_result")),
    Section(
        gettext_lazy("Treatment"),
        ("sc_reason", "treatment_stopped_on", "treatment_stop_reason", "cancelled_on"),
    ),
)


class CycleForm(RecordForm):
    sections = CYCLE
    moves_on = frozenset({"planned_on"})
    when = {
        **dict.fromkeys(TRANSFER, ("conception_mode", ConceptionMode.EMBRYO_TRANSFER.value)),
        "lmp_on": ("conception_mode", ConceptionMode.NATURAL.value),
        **dict.fromkeys(
            ("sc_reason", "treatment_stopped_on", "treatment_stop_reason"),
            ("exposure", Exposure.IMMUNOGLOBULIN.value),
        ),
    }

    class Meta(RecordForm.Meta):
        model = Cycle
        fields = names_of(CYCLE)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.instance.patient = self.desk.patient
        self.fields["protocol"].empty_label = _("Choose …")
        self.fields["protocol"].label_from_instance = lambda version: f"{version.code} · {_(version.title)}"
