"""Forms about the woman herself: enrolment, history, conditions and medications, withdrawal."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.forms.base import RecordForm, Section, names_of
from registry.forms.rows import RowForm, rows_of
from registry.models import MedicalHistory, Medication, Patient, PriorPregnancy, PriorTransfer, Right, Site

ENROLMENT = (
    Section(gettext_lazy("Enrolment"), ("enrolled_on", "date_of_birth", "indication")),
    Section(gettext_lazy("Body"), ("height_cm", "weight_kg", "smoking")),
)

HISTORY = (
    Section(
        gettext_lazy("Pregnancies before enrolment"),
        (
            "prior_live_births",
            "prior_miscarriages",
            "prior_unexplained_miscarriages",
            "prior_late_losses",
            "prior_stillbirths",
            "prior_ectopics",
        ),
    ),
    Section(gettext_lazy("Transfers before enrolment"), ("prior_transfers", "failed_blastocyst_transfers")),
    Section(
        gettext_lazy("Work-up"),
        (
            "workup_complete",
            "conventional_treatment_failed",
            "ig_contraindication",
            "other_immunomodulator",
            "iga_deficiency",
            "antiphospholipid_status",
            "nk_cell_percent",
            "th1_th2_ratio",
        ),
    ),
)

WITHDRAWAL = (Section(gettext_lazy("Withdrawal from the study"), ("withdrawn_on", "withdrawal_reason")),)


class EnrolmentForm(RecordForm):
    """What was known of her on the day of enrolment."""

    sections = ENROLMENT

    class Meta(RecordForm.Meta):
        model = Patient
        fields = names_of(ENROLMENT)


class EnrolForm(RecordForm):
    """A woman to be enrolled; the registry gives the study ID."""

    sections = (Section(gettext_lazy("Site"), ("site",)), *ENROLMENT)

    class Meta(RecordForm.Meta):
        model = Patient
        fields = ("site", *names_of(ENROLMENT))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        sites = self.fields["site"]
        sites.queryset = Site.objects.visible_to(self.desk.user, Right.ENTER_RECORD)
        sites.empty_label = _("Choose …")
        if len(sites.queryset) == 1:
            sites.widget = sites.hidden_widget()
            self.sections = ENROLMENT


class HistoryForm(RecordForm):
    """Her reproductive history as counts, and the work-up."""

    sections = HISTORY

    class Meta(RecordForm.Meta):
        model = Patient
        fields = names_of(HISTORY)


class PriorPregnancyForm(RowForm):
    number_field = "pregnancy_number"

    class Meta(RowForm.Meta):
        model = PriorPregnancy
        fields = ("ended_on", "outcome", "gestation_days", "karyotype", "explained")


class PriorTransferForm(RowForm):
    number_field = "transfer_number"

    class Meta(RowForm.Meta):
        model = PriorTransfer
        fields = (
            "transferred_on",
            "embryo_age_days",
            "embryos_transferred",
            "good_quality",
            "ploidy",
            "oocyte_source",
            "result",
        )


class MedicalForm(RecordForm):
    """Nothing of the woman's own row: the page of her conditions and medications."""

    class Meta(RecordForm.Meta):
        model = Patient
        fields = ()


class ConditionForm(RowForm):
    class Meta(RowForm.Meta):
        model = MedicalHistory
        fields = ("condition", "ongoing")


class MedicationForm(RowForm):
    when = {"agent_detail": ("agent", "other")}

    class Meta(RowForm.Meta):
        model = Medication
        fields = ("agent", "agent_detail", "timing", "started_on", "stopped_on")


class WithdrawalForm(RecordForm):
    """The day she left the study, and why."""

    sections = WITHDRAWAL

    class Meta(RecordForm.Meta):
        model = Patient
        fields = names_of(WITHDRAWAL)


PriorPregnancies = rows_of(
    PriorPregnancyForm,
    name="pregnancies",
    title=gettext_lazy("Prior pregnancies, one by one"),
    one=gettext_lazy("Pregnancy"),
    add_label=gettext_lazy("Add a prior pregnancy"),
    note=gettext_lazy("Optional detail behind the counts."),
)
PriorTransfers = rows_of(
    PriorTransferForm,
    name="transfers",
    title=gettext_lazy("Prior transfers, one by one"),
    one=gettext_lazy("Transfer"),
    add_label=gettext_lazy("Add a prior transfer"),
    note=gettext_lazy("Optional detail behind the counts."),
)
Conditions = rows_of(
    ConditionForm,
    name="conditions",
    title=gettext_lazy("Conditions"),
    one=gettext_lazy("Condition"),
    add_label=gettext_lazy("Add a condition"),
)
Medications = rows_of(
    MedicationForm,
    name="medications",
    title=gettext_lazy("Medications"),
    one=gettext_lazy("Medication"),
    add_label=gettext_lazy("Add a medication"),
    note=gettext_lazy("Treatments that failed before, and what she takes besides immunoglobulin."),
)
