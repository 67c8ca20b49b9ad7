from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from registry.models import Patient, Right
from registry.views.clock import today_at
from registry.views.loading import load_patient


@load_patient(Right.READ_RECORD)
def patient(request: HttpRequest, patient: Patient) -> HttpResponse:
    """All that is known about one woman, without her identity."""
    return render(request, "registry/patient.html", {"patient": patient, "today": today_at(patient.site)})
