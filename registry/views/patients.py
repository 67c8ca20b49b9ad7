from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from registry.models import Patient, Right
from registry.views.loading import requires


@requires(Right.READ_RECORD)
def patients(request: HttpRequest) -> HttpResponse:
    """The women of the person's sites."""
    return render(request, "registry/patients.html", {"patients": Patient.objects.visible_to(request.user)})
