"""Addresses of the record's forms, below `patients/`.

There is one pattern for each subject, so that the right that it takes stands on the view of its own address.
"""

from collections.abc import Iterator

from django.urls import URLPattern, path

from registry.models import Right
from registry.views.enrol import enrol
from registry.views.loading import load_patient
from registry.views.record import record_edit, record_new
from registry.views.said import said
from registry.views.subjects import SUBJECTS, Subject
from registry.views.voiding import record_restore, record_void


def _patterns(subject: Subject) -> Iterator[URLPattern]:
    base, kind = f"<study_id>/{subject.kind}", {"kind": subject.kind}
    if subject.new:
        yield path(f"{base}/new/", load_patient(subject.right_new)(record_new), kind, name="record_new")
    right = subject.right_change if subject.edit else Right.READ_RECORD
    yield path(f"{base}/<int:pk>/edit/", load_patient(right)(record_edit), kind, name="record_edit")
    if subject.voids:
        yield path(f"{base}/<int:pk>/void/", load_patient(Right.VOID)(record_void), kind, name="record_void")
        yield path(f"{base}/<int:pk>/restore/", load_patient(Right.VOID)(record_restore), kind, name="record_restore")


urlpatterns: list[URLPattern] = [
    path("said/", said, name="said"),
    path("new/", enrol, name="enrol"),
    *(pattern for subject in SUBJECTS.values() for pattern in _patterns(subject)),
]
