from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from registry.domain.contacts import next_contacts
from registry.forms.patient_filter import PatientFilter
from registry.models import Patient, Right, Site
from registry.tables.patients import PatientTable, with_columns
from registry.views.clock import today_for
from registry.views.loading import requires

PER_PAGE = 25


@requires(Right.READ_RECORD)
def patients(request: HttpRequest) -> HttpResponse:
    """The women of the person's sites: narrowed, sorted, 25 a page."""
    today = today_for(request.user)
    narrowed = PatientFilter(
        request.GET,
        queryset=Patient.objects.visible_to(request.user).order_by("study_id"),
        sites=list(Site.objects.visible_to(request.user, Right.READ_RECORD)),
    )
    table = PatientTable(with_columns(narrowed.qs), today=today, order_by=request.GET.getlist("sort"), request=request)
    table.paginate(per_page=PER_PAGE)
    table.page = table.paginator.get_page(request.GET.get("page"))
    shown = [row.record.pk for row in table.page.object_list]
    table.contacts = next_contacts(shown, today=today)
    return render(request, "registry/patients/list.html", {"table": table, "filter": narrowed})
