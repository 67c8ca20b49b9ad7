"""Reporting an adverse event."""

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max

from registry.domain.recording import record
from registry.models import AdverseEvent, Patient, User


def next_event_number(patient: Patient) -> int:
    """One more than her highest event number, voided events counted."""
    rows = AdverseEvent.everything.filter(patient=patient)
    return (rows.aggregate(Max("event_number"))["event_number__max"] or 0) + 1


def report_adverse_event(*, patient: Patient, by: User, today: date, **values: Any) -> AdverseEvent:
    """Record one event under the next number of hers (her row is locked meanwhile)."""
    with transaction.atomic():
        locked = Patient.objects.select_for_update(of=("self",)).get(pk=patient.pk)
        values.setdefault("event_number", next_event_number(locked))
        return record(AdverseEvent(patient=locked, **values), by=by, today=today)
