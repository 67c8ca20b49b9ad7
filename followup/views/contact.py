"""The page of one contact: when it is due, what was tried, what was learnt."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from followup.models import FollowUp
from registry.models import Patient, Right
from registry.views.clock import today_at
from registry.views.loading import load_patient


@load_patient(Right.READ_FOLLOW_UP)
def follow_up(request: HttpRequest, patient: Patient, pk: int) -> HttpResponse:
    """One contact as it stands."""
    row = get_object_or_404(FollowUp.objects.select_related("cycle", "site"), patient=patient, pk=pk)
    context = {
        "patient": patient,
        "row": row,
        "state": row.state_on(today_at(patient.site)),
        "attempts": row.attempts.filter(voided_at=None),
        "reminders": row.reminders.order_by("due_on", "-step"),
    }
    return render(request, "followup/contact.html", context)
