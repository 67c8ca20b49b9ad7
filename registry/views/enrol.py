"""Enrolling a woman: what is known of her, and in the same form how to reach her."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from registry.domain.enrolment import enrol as enrol_verb
from registry.forms.base import Desk
from registry.forms.enrol import EnrolPage
from registry.forms.reading import whole_number
from registry.models import Patient, Right, Site
from registry.views.clock import today_at
from registry.views.loading import requires
from registry.views.record import entry_address


@requires(Right.ENTER_RECORD)
def enrol(request: HttpRequest) -> HttpResponse:
    """Enrol a woman at one of the person's sites, under the next free study ID."""
    site = _site(request)
    if site is None:
        messages.info(request, _("There is no site yet: an administrator of the registry adds the first one."))
        return redirect("patients")
    desk = Desk(user=request.user, site=site, today=today_at(site))
    page = EnrolPage(desk=desk, data=request.POST if request.method == "POST" else None)
    if request.method == "POST" and page.is_valid() and (patient := _enrol(page, desk)) is not None:
        messages.success(request, _("Enrolled as %(study_id)s.") % {"study_id": patient.study_id})
        return redirect(entry_address(patient, "history") if "save_then" in request.POST else patient)
    return render(request, "registry/record/enrol.html", {"page": page})


def _site(request: HttpRequest) -> Site | None:
    """The site chosen in the form, else the person's first, if there is any: its zone says what day it is."""
    sites = Site.objects.visible_to(request.user, Right.ENTER_RECORD)
    chosen = whole_number(request.POST.get("site", ""))
    return (sites.filter(pk=chosen).first() if chosen is not None else None) or sites.first()


def _enrol(page: EnrolPage, desk: Desk) -> Patient | None:
    values = page.head.values()
    try:
        with transaction.atomic():
            return enrol_verb(by=desk.user, today=desk.today, key=page.key, contact=page.contact_values(), **values)
    except ValidationError as problem:
        page.refuse(problem)
        return None
