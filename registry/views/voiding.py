"""Taking a row made in error out of the record with a reason, and bringing it back."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from registry.domain import recording
from registry.domain.recording import Stale
from registry.forms.voiding import ReasonForm
from registry.models import Patient
from registry.models.base import Record
from registry.views.clock import today_at
from registry.views.deviating import tell_of_deviations
from registry.views.patient import frame
from registry.views.record import row_or_404
from registry.views.subjects import SUBJECTS, Subject


def record_void(request: HttpRequest, patient: Patient, kind: str, pk: int) -> HttpResponse:
    """Void a row: it leaves every list, table and export and stays in the history."""
    subject = SUBJECTS[kind]
    row = row_or_404(patient, subject, pk)
    if row.is_voided:
        return redirect("record_restore", study_id=patient.study_id, kind=kind, pk=pk)
    return _answer(request, patient, subject, row, restoring=False)


def record_restore(request: HttpRequest, patient: Patient, kind: str, pk: int) -> HttpResponse:
    """Bring a voided row back, if nothing took its place."""
    subject = SUBJECTS[kind]
    row = row_or_404(patient, subject, pk)
    if not row.is_voided:
        raise Http404
    return _answer(request, patient, subject, row, restoring=True)


def _answer(request: HttpRequest, patient: Patient, subject: Subject, row: Record, *, restoring: bool) -> HttpResponse:
    form = ReasonForm(request.POST or None, initial={"seen": row.version})
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic(), tell_of_deviations(request, patient):
                _write(row, patient, request, form.cleaned_data, restoring)
                said = _("Brought back: %(what)s.") if restoring else _("Taken out of the record: %(what)s.")
                messages.success(request, said % {"what": f"{subject.title} ({row})"})
        except Stale:
            words = _(
                "This record was changed by somebody else in the meantime. Look what is there now, then decide again."
            )
            messages.warning(request, words)
            return redirect(request.path)
        except ValidationError as problem:
            form.add_error(None, problem.messages)
        else:
            return redirect(f"{patient.get_absolute_url()}#{subject.section}")
    context = {"subject": subject, "row": row, "form": form, "restoring": restoring}
    return render(request, "registry/record/void.html", frame(request, patient) | context)


def _write(row: Record, patient: Patient, request: HttpRequest, given: dict[str, Any], restoring: bool) -> None:
    who = {"by": request.user, "today": today_at(patient.site), "reason": given["reason"], "seen": given["seen"]}
    if restoring:
        recording.restore(row, **who)
    else:
        recording.void(row, now=timezone.now(), **who)
