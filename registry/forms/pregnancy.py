"""A pregnancy: its dating and scans, its complications; and how it ended, with each child."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.forms.base import Note, RecordForm, Section, names_of
from registry.forms.of_cycle import CycleRecordForm
from registry.forms.reading import in_words
from registry.forms.rows import RowForm, rows_of
from registry.models import Baby, Complication, Pregnancy
from registry.models.choices import BirthStatus, ConceptionMode, DatingMethod, PregnancyOutcome
from registry.protocol.dating import format_gestation

PREGNANCY = (
    Section(gettext_lazy("Pregnancy"), ("cycle", "confirmed_on")),
    Section(gettext_lazy("Dating"), ("dating_method", "edd", "scanned_on", "scan_gestation_days")),
    Section(gettext_lazy("Scans"), ("gestational_sacs", "fetal_heartbeats", "heartbeat_12w")),
)

OUTCOME = (Section(gettext_lazy("End of the pregnancy"), ("outcome", "ended_on", "delivery_mode", "loss_karyotype")),)

LOST = "|".join((PregnancyOutcome.LOSS, PregnancyOutcome.TERMINATION, PregnancyOutcome.BIOCHEMICAL))


class PregnancyForm(CycleRecordForm):
    sections = PREGNANCY
    when = {"edd": ("dating_method", DatingMethod.ULTRASOUND.value)}

    class Meta(CycleRecordForm.Meta):
        model = Pregnancy
        fields = names_of(PREGNANCY)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.is_new:
            natural = self.instance.cycle.conception_mode == ConceptionMode.NATURAL
            self.suggest("dating_method", DatingMethod.LMP if natural else DatingMethod.TRANSFER)
            self.suggest("confirmed_on", self.instance.cycle.hcg_on)

    def notes(self):
        due_on = self.instance.due_on
        if self.is_new or due_on is None:
            return {}
        return {"dating_method": (Note(_("Due on %(day)s.") % {"day": in_words(due_on)}),)}


class ComplicationForm(RowForm):
    belongs_to = "pregnancy"
    when = {"detail": ("complication", "other")}

    class Meta(RowForm.Meta):
        model = Complication
        fields = ("complication", "detail", "onset_on")


class OutcomeForm(RecordForm):
    """How it ended; a birth has a row for each child born, alive or not."""

    sections = OUTCOME
    moves_on = frozenset({"outcome"})
    when = {"delivery_mode": ("outcome", PregnancyOutcome.BIRTH.value), "loss_karyotype": ("outcome", LOST)}

    class Meta(RecordForm.Meta):
        model = Pregnancy
        fields = names_of(OUTCOME)

    def notes(self):
        row = self.instance
        if row.ended_on is None or row.gestation_on(row.ended_on) is None:
            return {}
        return {"ended_on": (Note(format_gestation(row.gestation_on(row.ended_on))),)}


class BabyForm(RowForm):
    belongs_to = "pregnancy"
    number_field = "birth_order"
    when = {"died_on": ("status", BirthStatus.LIVE_BIRTH.value)}

    class Meta(RowForm.Meta):
        model = Baby
        fields = (
            "status",
            "sex",
            "birth_weight_g",
            "apgar_5",
            "nicu",
            "died_on",
            "anomaly",
            "anomaly_found_on",
            "karyotype",
        )


Babies = rows_of(
    BabyForm,
    name="babies",
    title=gettext_lazy("Children"),
    one=gettext_lazy("Child"),
    add_label=gettext_lazy("Add a child"),
    note=gettext_lazy("A row for each child born, alive or not, in the order of birth."),
)
Babies.when = ("outcome", PregnancyOutcome.BIRTH.value)

Complications = rows_of(
    ComplicationForm,
    name="complications",
    title=gettext_lazy("Complications"),
    one=gettext_lazy("Complication"),
    add_label=gettext_lazy("Add a complication"),
    blank_rows=0,
)
