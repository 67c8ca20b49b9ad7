"""One deviation: what the rules found, and what people say of it."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from registry.domain.deviations import explain
from registry.domain.permissions import can, check_can
from registry.domain.recording import Stale
from registry.forms.base import Desk
from registry.forms.deviation import DeviationForm
from registry.models import Deviation, Patient, Right
from registry.views.clock import today_at
from registry.views.loading import load_patient
from registry.views.patient import frame


@load_patient(Right.READ_DEVIATIONS)
def deviation(request: HttpRequest, patient: Patient, pk: int) -> HttpResponse:
    """Read a deviation; with the right to, explain it."""
    context: dict[str, object] = {"row": _row(patient, pk)}
    if request.method == "POST":
        check_can(request.user, Right.EXPLAIN_DEVIATIONS, patient.site)
        form = _form(request, patient, pk)
        if form.is_valid():
            try:
                _explain(form, pk)
            except Stale as stale:
                context["present"] = _said(form, stale.current)
                form = _form(request, patient, pk, seen=stale.current.version)
            except ValidationError as problem:
                form.refuse(problem)
            else:
                messages.success(request, _("Saved: %(what)s.") % {"what": _("Deviation")})
                return redirect(f"{patient.get_absolute_url()}#deviations")
        context["form"] = form
    elif can(request.user, Right.EXPLAIN_DEVIATIONS, patient.site):
        context["form"] = _form(request, patient, pk)
    return render(request, "registry/record/deviation.html", frame(request, patient) | context)


def _row(patient: Patient, pk: int) -> Deviation:
    return get_object_or_404(Deviation.objects.filter(patient=patient).select_related("cycle", "site"), pk=pk)


def _form(request: HttpRequest, patient: Patient, pk: int, seen: int | None = None) -> DeviationForm:
    """The form over a row of its own; with `seen` as if that version had been looked at."""
    data = request.POST.copy() if request.method == "POST" else None
    if data is not None and seen is not None:
        data["seen"] = str(seen)
    desk = Desk(user=request.user, site=patient.site, today=today_at(patient.site), patient=patient)
    return DeviationForm(data, instance=_row(patient, pk), desk=desk)


def _explain(form: DeviationForm, pk: int) -> None:
    """Write what was said; when it closes is left as it is."""
    desk, row = form.desk, _row(form.desk.patient, pk)
    seen = form.cleaned_data["seen"]
    explain(row, seen=seen, by=desk.user, today=desk.today, closed_on=row.closed_on, **form.values())


def _said(form: DeviationForm, current: Deviation) -> list[tuple[object, str]]:
    """What somebody else said in the meantime, by label, of the fields that the form asks."""
    values = {name: getattr(current, name) for name in form.columns}
    if "classification" in values:
        values["classification"] = current.get_classification_display()
    return [(form.fields[name].label, value) for name, value in values.items()]
