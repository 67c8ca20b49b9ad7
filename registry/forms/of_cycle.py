"""Forms of what happens in one cycle: which one is asked only where there are several."""

from django.utils.translation import gettext as _

from registry.forms.base import RecordForm
from registry.models import Cycle


def describe_cycle(cycle):
    """A cycle as people tell it from another: number, mode, day of transfer or start."""
    day = cycle.transferred_on or cycle.planned_on or cycle.started_on
    return _("Cycle %(number)s · %(mode)s · %(day)s") % {
        "number": cycle.cycle_number,
        "mode": cycle.get_conception_mode_display(),
        "day": day,
    }


class CycleRecordForm(RecordForm):
    """A record of a cycle of the woman at the desk."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        cycles = self.fields["cycle"]
        cycles.queryset = Cycle.objects.filter(patient=self.desk.patient).select_related("protocol", "site")
        cycles.label_from_instance = describe_cycle
        cycles.empty_label = None
        if len(cycles.queryset) == 1:
            cycles.widget = cycles.hidden_widget()

    @property
    def cycle(self):
        """The cycle that is chosen, else the one that the page began with."""
        chosen = str(self["cycle"].value() or "")
        return next((c for c in self.fields["cycle"].queryset if str(c.pk) == chosen), self.instance.cycle)
