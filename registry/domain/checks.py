"""The hard checks that need today or other records: a refusal is a sentence at the field.

What one record shows by itself is checked by its model (`clean`); together they are every door's
last word before the database's own.
"""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from registry.models import AdverseEvent, Baby, Patient
from registry.models.base import Record
from registry.models.choices import EventOutcome, EventSubject, WithdrawalReason
from registry.models.fields import CareDateField

# Days that may lie after a woman's death: what is learnt and done about it.
AFTER_DEATH = {
    "withdrawn_on",
    "aware_on",
    "reported_to_investigator_on",
    "reported_to_reb_on",
    "resolved_on",
    "opened_on",
    "closed_on",
    "ended_on",
    "treatment_stopped_on",
    "cancelled_on",
    "completed_on",
    "attempted_at",
    "assessed_on",
}


def check(record: models.Model, *, today: date) -> None:
    """Raise a ValidationError, keyed by field, where `record` cannot be true on `today`.

    The model's own `full_clean` would ask the database anew for every row that is at hand and for the
    idempotency key, which `recording` settles.
    """
    ask_all(lambda: record.clean_fields(exclude=_at_hand(record)), record.clean)
    ask_all(lambda: record.validate_unique(exclude={"key"}), record.validate_constraints)
    problems = future_days(record, today=today)
    if isinstance(record, Record):
        problems |= days_left_behind(record) | days_after_death(record)
    if problems:
        raise ValidationError(problems)


def ask_all(*questions: Callable[[], None]) -> None:
    """Put each question, and raise what they refuse as one ValidationError."""
    problems: dict[str, list[ValidationError]] = {}
    for ask in questions:
        try:
            ask()
        except ValidationError as refusal:
            problems = refusal.update_error_dict(problems)
    if problems:
        raise ValidationError(problems)


def _at_hand(record: models.Model) -> set[str]:
    """The relations whose row is loaded: nobody need ask whether it exists."""
    fields = record._meta.concrete_fields
    return {field.name for field in fields if isinstance(field, models.ForeignKey) and field.is_cached(record)}


def care_days(record: models.Model) -> dict[str, date]:
    """Each day of care that the record gives, by field; of an instant, its day at the site."""
    zone = ZoneInfo(record.site.timezone) if isinstance(record, Record) else None
    days = {}
    for field in record._meta.concrete_fields:
        if field.generated:
            continue
        value = getattr(record, field.attname)
        if isinstance(field, CareDateField) and value:
            days[field.name] = value
        elif field.name.endswith("_at") and field.editable and isinstance(value, datetime):
            days[field.name] = value.astimezone(zone).date()
    return days


def future_days(record: models.Model, *, today: date) -> dict[str, str]:
    """A sentence for each day of care that has not come yet."""
    message = _("%(day)s is in the future (today is %(today)s): a day of care has happened.")
    return {name: message % {"day": day, "today": today} for name, day in care_days(record).items() if day > today}


def days_after_death(record: Record) -> dict[str, str]:
    """A sentence for each day of care after the death of the woman, or of the child it is about."""
    died_on = death_of(record)
    message = _("%(day)s is after the death on %(died)s.")
    return {name: message % {"day": day, "died": died_on} for name, day in _days_after(record, died_on).items()}


def days_left_behind(record: Record) -> dict[str, str]:
    """Where the record tells of a death: a sentence if days of care on record lie after it."""
    told = death_told_by(record)
    if told is None:
        return {}
    field, died_on, person = told
    late = {
        f"{row._meta.verbose_name} {day}"
        for row in rows_about(person)
        if (type(row), row.pk) != (type(record), record.pk)
        for day in _days_after(row, died_on).values()
    }
    message = _(
        "This death on %(died)s lies before days of care that are recorded: %(days)s. "
        "Correct these or the day of death."
    )
    return {field: message % {"died": died_on, "days": ", ".join(sorted(late))}} if late else {}


def _days_after(record: Record, died_on: date | None) -> dict[str, date]:
    if died_on is None:
        return {}
    return {name: day for name, day in care_days(record).items() if day > died_on and name not in AFTER_DEATH}


def death_told_by(record: Record) -> tuple[str, date, Patient | Baby] | None:
    """The field that tells of a death, its day and who died; None where the record tells of none."""
    if record.pk is None and not isinstance(record, AdverseEvent):
        return None  # a new woman or child has no record that could lie after it
    if isinstance(record, Baby):
        return ("died_on", record.died_on, record) if record.died_on else None
    if isinstance(record, Patient):
        died_on = death_of_patient(record) if record.withdrawal_reason == WithdrawalReason.DIED else None
        return ("withdrawn_on", died_on, record) if died_on else None
    if isinstance(record, AdverseEvent) and record.outcome == EventOutcome.FATAL and not is_about_a_child(record):
        field = "resolved_on" if record.resolved_on else "onset_on"
        others = fatal_events().filter(patient=record.patient_id).exclude(pk=record.pk)
        days = [day for each in [*others, record] if (day := each.resolved_on or each.onset_on)]
        return (field, max(days), record.patient) if days else None
    return None


def rows_about(person: Patient | Baby) -> Iterator[Record]:
    """The records in force that are about a woman and not a child of hers, or about a child."""
    patient = person if isinstance(person, Patient) else person.patient
    yield person
    for relation in Patient._meta.related_objects:
        model = relation.related_model
        if issubclass(model, Record):
            for row in model.objects.filter(**{relation.field.name: patient}):
                row.site = patient.site
                if (child_of(row) if is_about_a_child(row) else patient) == person:
                    yield row


def is_about_a_child(record: models.Model) -> bool:
    """Whether it is judged by a child's death and not by hers."""
    if isinstance(record, Baby) or getattr(record, "baby_id", None) is not None:
        return True
    return getattr(record, "subject", None) in {EventSubject.FETUS, EventSubject.INFANT}


def child_of(record: Any) -> Baby | None:
    """The child that a record about a child is about; None where the registry does not know which."""
    if isinstance(record, Baby):
        return record
    if (baby := getattr(record, "baby", None)) is not None:
        return baby
    found = Baby.objects.filter(patient=record.patient_id)
    if record.birth_order is not None:
        found = found.filter(birth_order=record.birth_order)
    if getattr(record, "cycle_id", None) is not None:
        found = found.filter(cycle=record.cycle_id)
    children = list(found[:2])
    return children[0] if len(children) == 1 else None


def death_of(record: Record) -> date | None:
    """The day on which the person whom the record is about died, or None."""
    if is_about_a_child(record):
        child = child_of(record)
        return child.died_on if child is not None else None
    patient = record if isinstance(record, Patient) else getattr(record, "patient", None)
    if patient is None or patient.pk is None:
        return None
    return death_of_patient(patient)


def death_of_patient(patient: Patient) -> date | None:
    """The day on which she died: of a fatal event of hers, else of a withdrawal because of death."""
    events = getattr(patient, "fatal_events", None)
    if events is None:
        events = list(fatal_events().filter(patient=patient))
    if events:
        return max(event.resolved_on or event.onset_on for event in events)
    return patient.withdrawn_on if patient.withdrawal_reason == WithdrawalReason.DIED else None


def fatal_events() -> models.QuerySet[AdverseEvent]:
    """Events of which a woman died."""
    return AdverseEvent.objects.filter(subject=EventSubject.MOTHER, outcome=EventOutcome.FATAL)
