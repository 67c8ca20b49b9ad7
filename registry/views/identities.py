"""Who she is: kept apart, shown on request only, every look noted."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from registry.domain.access import note_access
from registry.models import AccessKind, ContactDetails, Patient, Right
from registry.views.client import address_of
from registry.views.loading import load_patient, requires

AT_MOST = 25


@load_patient(Right.READ_IDENTITIES)
def identity(request: HttpRequest, patient: Patient) -> HttpResponse:
    """Her name and how to reach her; for htmx the panel alone, else a page."""
    log_view(request, patient)
    details = ContactDetails.objects.filter(patient=patient).first()
    template = "panel" if request.htmx else "page"
    return render(request, f"registry/identity/{template}.html", {"patient": patient, "details": details})


@requires(Right.READ_IDENTITIES)
@sensitive_post_parameters("who")
@require_POST
def patients_by_name(request: HttpRequest) -> HttpResponse:
    """Women whose name or record number has the words asked for; by POST, since an address is kept in logs."""
    who = request.POST.get("who", "")[:200]
    matching = ContactDetails.objects.visible_to(request.user).matching(who)
    found = list(matching.select_related("patient", "site").order_by("patient__study_id")[: AT_MOST + 1])
    shown = found[:AT_MOST]
    log_search(request, [details.patient for details in shown])
    context = {"found": shown, "more": len(found) > AT_MOST, "who": who}
    return render(request, "registry/patients/by_name.html", context)


def log_view(request: HttpRequest, patient: Patient) -> None:
    """Note that the person sees who `patient` is."""
    note_access(
        AccessKind.IDENTITY_VIEWED,
        username=request.user.get_username(),
        subject=patient.study_id,
        ip_address=address_of(request),
    )


def log_search(request: HttpRequest, found: list[Patient]) -> None:
    """Note a search by name and whom it showed; never the words, which are a name."""
    note_access(
        AccessKind.IDENTITY_SEARCHED,
        username=request.user.get_username(),
        ip_address=address_of(request),
        found=[patient.study_id for patient in found],
    )
