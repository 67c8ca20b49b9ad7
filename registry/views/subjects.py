"""The subjects of the record, each described once: its word in the address, its form, its verbs, its rights."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from registry.domain import cycles, eligibility, enrolment, events, infusions, pregnancies, recording
from registry.forms import consent, contact, cycle, event, infant, infusion, patient, pregnancy
from registry.forms.base import RecordForm
from registry.forms.eligibility import EligibilityForm
from registry.forms.rows import Rows
from registry.models import (
    AdverseEvent,
    Baby,
    Consent,
    ContactDetails,
    Cycle,
    EligibilityAssessment,
    InfantFollowUp,
    Infusion,
    Patient,
    Pregnancy,
    Right,
    User,
)
from registry.models.base import Record
from registry.models.choices import PregnancyOutcome

Create = Callable[..., Record]
Change = Callable[..., Record]


def _record(form: RecordForm, *, by: User, today: date, right: Right) -> Record:
    return recording.record(form.instance, by=by, today=today, right=right)


def _change(form: RecordForm, *, by: User, today: date, right: Right, **seen: Any) -> Record:
    return recording.change(form.instance, by=by, today=today, right=right, **seen)


def _open_cycle(form: RecordForm, *, by: User, today: date, right: Right) -> Record:
    values = form.values()
    return cycles.open_cycle(patient=form.desk.patient, by=by, today=today, key=form.instance.key, **values)


def _assess(form: RecordForm, *, by: User, today: date, right: Right) -> Record:
    return eligibility.assess(by=by, today=today, key=form.instance.key, **form.values())


def _record_infusion(form: RecordForm, *, by: User, today: date, right: Right) -> Record:
    values = form.values() | {name: form.cleaned_data[name] for name in ("product", "lot_number")}
    return infusions.record_infusion(by=by, today=today, key=form.instance.key, **values)


def _correct_infusion(form: RecordForm, *, by: User, today: date, right: Right, **seen: Any) -> Record:
    named = {name: form.cleaned_data[name] for name in ("product", "lot_number")}
    return infusions.correct_infusion(form.instance, by=by, today=today, **named, **seen)


def _record_pregnancy(form: RecordForm, *, by: User, today: date, right: Right) -> Record:
    return pregnancies.record_pregnancy(by=by, today=today, key=form.instance.key, **form.values())


def _end_pregnancy(form: RecordForm, *, by: User, today: date, right: Right, **seen: Any) -> Record:
    values = form.values()
    values.pop("loss_karyotype", None)  # stands on the row already
    return pregnancies.record_pregnancy_outcome(form.instance, by=by, today=today, **values, **seen)


def _report_event(form: RecordForm, *, by: User, today: date, right: Right) -> Record:
    values = form.values()
    return events.report_adverse_event(patient=form.desk.patient, by=by, today=today, key=form.instance.key, **values)


def _withdraw(form: RecordForm, *, by: User, today: date, right: Right, **seen: Any) -> Record:
    row = form.instance
    if row.withdrawn_on is None:
        return _change(form, by=by, today=today, right=right, **seen)
    return enrolment.withdraw(row, on=row.withdrawn_on, why=row.withdrawal_reason, by=by, today=today, **seen)


def _nothing(row: Record) -> str:
    return ""


def _birth_without_children(row: Pregnancy) -> str:
    """A birth has a row for each child; one without is unusual and stands until it is completed."""
    if row.outcome != PregnancyOutcome.BIRTH or Baby.objects.filter(pregnancy=row).exists():
        return ""
    return gettext("This birth has no child yet: add a row for each child born, alive or not.")


@dataclass(frozen=True, kw_only=True)
class Subject:
    """One kind of page: what it asks, what it writes, who may.

    `hangs_on` is what a new row needs of her: `patient`, `cycle`, `baby`; `section` the place on her page that
    shows it; `then` the subject that usually comes next; `remark` says what is unusual about a saved row.
    """

    kind: str
    model: type[Record]
    form: type[RecordForm]
    title: str
    rows: tuple[type[Rows], ...] = ()
    hangs_on: str = "patient"
    section: str
    then: str = ""
    repeats: bool = False
    new: bool = True
    edit: bool = True
    one_to_one: bool = False
    voids: bool = True
    right_new: Right = Right.ENTER_RECORD
    right_change: Right = Right.CHANGE_RECORD
    create: Create = _record
    change: Change = _change
    remark: Callable[[Any], str] = _nothing
    note: str = ""
    template: str = "registry/record/form.html"


SUBJECTS = {
    subject.kind: subject
    for subject in (
        Subject(
            kind="enrolment",
            model=Patient,
            form=patient.EnrolmentForm,
            title=_("Enrolment"),
            section="overview",
            new=False,
            voids=False,
        ),
        Subject(
            kind="contact",
            model=ContactDetails,
            form=contact.ContactForm,
            title=_("Contact details"),
            section="overview",
            one_to_one=True,
            voids=False,
            right_new=Right.CHANGE_IDENTITIES,
            right_change=Right.CHANGE_IDENTITIES,
            note=_("Encrypted, and shown to those alone who may see identities. That you see them is logged."),
        ),
        Subject(
            kind="history",
            model=Patient,
            form=patient.HistoryForm,
            rows=(patient.PriorPregnancies, patient.PriorTransfers),
            title=pgettext_lazy("of a patient", "History"),
            section="history",
            then="medical",
            new=False,
            voids=False,
        ),
        Subject(
            kind="medical",
            model=Patient,
            form=patient.MedicalForm,
            rows=(patient.Conditions, patient.Medications),
            title=_("Conditions and medications"),
            section="medications",
            new=False,
            voids=False,
        ),
        Subject(
            kind="withdrawal",
            model=Patient,
            form=patient.WithdrawalForm,
            title=_("Withdrawal from the study"),
            section="overview",
            new=False,
            voids=False,
        ),
        Subject(
            kind="consent",
            model=Consent,
            form=consent.ConsentForm,
            title=_("Consent"),
            section="consent",
            then="cycle",
        ),
        Subject(
            kind="cycle",
            model=Cycle,
            form=cycle.CycleForm,
            title=_("Cycle"),
            section="cycles",
            create=_open_cycle,
        ),
        Subject(
            kind="eligibility",
            model=EligibilityAssessment,
            form=EligibilityForm,
            title=_("Eligibility"),
            hangs_on="cycle",
            section="cycles",
            edit=False,
            right_new=Right.DECIDE,
            create=_assess,
        ),
        Subject(
            kind="infusion",
            model=Infusion,
            form=infusion.InfusionForm,
            title=_("Infusion"),
            hangs_on="cycle",
            section="cycles",
            repeats=True,
            create=_record_infusion,
            change=_correct_infusion,
        ),
        Subject(
            kind="pregnancy",
            model=Pregnancy,
            form=pregnancy.PregnancyForm,
            rows=(pregnancy.Complications,),
            title=_("Pregnancy"),
            hangs_on="cycle",
            section="cycles",
            create=_record_pregnancy,
        ),
        Subject(
            kind="outcome",
            model=Pregnancy,
            form=pregnancy.OutcomeForm,
            rows=(pregnancy.Babies, pregnancy.Complications),
            title=_("End of the pregnancy"),
            section="cycles",
            new=False,
            voids=False,
            change=_end_pregnancy,
            remark=_birth_without_children,
        ),
        Subject(
            kind="event",
            model=AdverseEvent,
            form=event.EventForm,
            title=_("Adverse event"),
            section="events",
            create=_report_event,
        ),
        Subject(
            kind="infant",
            model=InfantFollowUp,
            form=infant.InfantForm,
            title=_("Infant follow-up"),
            hangs_on="baby",
            section="cycles",
        ),
    )
}
