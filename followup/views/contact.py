"""The pages of one contact: what was learnt, what was tried, why it was missed."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from followup.domain.worklist import lacking_event
from followup.models import ContactAttempt, FollowUp
from followup.views.subjects import ATTEMPT, CONTACT, MISSED
from registry.domain.permissions import can, check_can
from registry.models import Baby, InfantFollowUp, Patient, Right
from registry.models.choices import FollowUpKind
from registry.views.loading import load_patient
from registry.views.record import answer


@load_patient(Right.READ_FOLLOW_UP)
def follow_up(request: HttpRequest, patient: Patient, pk: int) -> HttpResponse:
    """One contact, with the form for those who keep follow-up; a child's is read here and recorded as its look."""
    row = _row_or_404(patient, pk)
    if request.method == "POST":
        check_can(request.user, Right.KEEP_FOLLOW_UP, patient.site)
    elif not can(request.user, Right.KEEP_FOLLOW_UP, patient.site):
        return render(request, "followup/contact.html", {"patient": patient, "row": row, "may_keep": False})
    if row.kind == FollowUpKind.INFANT:
        context = {"patient": patient, "row": row, "may_keep": True, "look_address": _look_address(row)}
        return render(request, "followup/contact.html", context)
    response = answer(request, patient, CONTACT, row)
    return _onward(request, patient, row) if _is_saved(response) else response


@load_patient(Right.KEEP_FOLLOW_UP)
def attempt(request: HttpRequest, patient: Patient, pk: int) -> HttpResponse:
    """Record one attempt to reach her for a contact."""
    row = _row_or_404(patient, pk)
    new = ContactAttempt(follow_up=row, patient=patient, site=patient.site)
    response = answer(request, patient, ATTEMPT, new)
    return redirect(row) if _is_saved(response) else response


@load_patient(Right.KEEP_FOLLOW_UP)
def missed(request: HttpRequest, patient: Patient, pk: int) -> HttpResponse:
    """Report that a contact was missed, and why."""
    return answer(request, patient, MISSED, _row_or_404(patient, pk))


def _row_or_404(patient: Patient, pk: int) -> FollowUp:
    rows = FollowUp.objects.select_related("cycle__patient__site", "patient__site", "site")
    return get_object_or_404(rows, patient=patient, pk=pk)


def _is_saved(response: HttpResponse) -> bool:
    return isinstance(response, HttpResponseRedirect)


def _onward(request: HttpRequest, patient: Patient, row: FollowUp) -> HttpResponse:
    """To the form of the event that she told of, as long as it is not recorded; else to her page."""
    if lacking_event(request.user).filter(pk=row.pk).exists():
        messages.info(request, _("She told of an adverse event: the contact is complete once the event is recorded."))
        event = reverse("record_new", kwargs={"study_id": patient.study_id, "kind": "event"})
        return redirect(f"{event}?cycle={row.cycle.cycle_number}")
    return redirect(f"{patient.get_absolute_url()}#follow-up")


def _look_address(row: FollowUp) -> str:
    """Where the look at the child is recorded, or read where it was; "" where the child is not known."""
    baby = Baby.objects.filter(cycle=row.cycle_id, birth_order=row.sequence).first()
    if baby is None:
        return ""
    names = {"study_id": row.patient.study_id, "kind": "infant"}
    look = InfantFollowUp.objects.filter(baby=baby, seen_on=row.completed_on).first()
    if look is not None:
        return reverse("record_edit", kwargs=names | {"pk": look.pk})
    return f"{reverse('record_new', kwargs=names)}?baby={baby.pk}"
