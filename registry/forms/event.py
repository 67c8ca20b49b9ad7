"""One adverse event to mother, fetus or infant."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.domain.permissions import can
from registry.forms.answers import plain
from registry.forms.base import RecordForm, Section, names_of
from registry.forms.of_cycle import describe_cycle
from registry.models import AdverseEvent, Cycle, Infusion, Right

ASSESSMENT = Section(gettext_lazy("Assessment by an investigator"), ("causality", "expected", "greater_risk"))

EVENT = (
    Section(
        gettext_lazy("What happened"),
        ("subject", "birth_order", "term", "verbatim", "dictionary", "onset_on", "onset_time", "resolved_on"),
    ),
    Section(gettext_lazy("How bad it was"), ("grade", "serious", "outcome")),
    Section(gettext_lazy("What it followed"), ("cycle", "infusion", "action_taken", "treatment")),
    ASSESSMENT,
    Section(gettext_lazy("Reports"), ("aware_on", "reported_to_investigator_on", "reported_to_reb_on")),
    Section(gettext_lazy("In words"), ("description", "board_narrative")),
)


class EventForm(RecordForm):
    """The assessment is asked of those who may make it."""

    sections = EVENT
    wide = frozenset({"serious", "description", "board_narrative"})
    when = {"birth_order": ("subject", "infant")}
    moves_on = frozenset({"outcome", *ASSESSMENT.names})

    class Meta(RecordForm.Meta):
        model = AdverseEvent
        fields = names_of(EVENT)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.instance.patient = self.desk.patient
        if not can(self.desk.user, Right.DECIDE, self.desk.site):
            self.sections = tuple(section for section in EVENT if section is not ASSESSMENT)
            for name in ASSESSMENT.names:
                del self.fields[name]
        self._offer("cycle", Cycle, describe_cycle)
        self._offer("infusion", Infusion, self.describe_infusion)
        self.fields["grade"].help_text = _("1 mild, 2 moderate, 3 severe, 4 life-threatening, 5 death")
        for name in ("description", "board_narrative"):
            self.fields[name].widget.attrs["rows"] = 3

    def _offer(self, name, model, describe):
        field = self.fields[name]
        field.queryset = model.objects.filter(patient=self.desk.patient).select_related("site")
        field.label_from_instance = describe
        field.empty_label = _("Not known")

    def describe_infusion(self, infusion):
        """An infusion as the chart names it: day, route, grams."""
        return f"{infusion.day} · {infusion.get_route_display()} · {plain(infusion.dose_g)} g"
