"""The worklist: who is to be contacted, at the sites of the person."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from followup.domain import worklist as lists
from followup.models import Reminder
from registry.models import Right, Site
from registry.views.loading import requires

PER_PAGE = 50
SHOWN_ASIDE = 20


@requires(Right.READ_FOLLOW_UP)
def worklist(request: HttpRequest) -> HttpResponse:
    """Overdue, due and soon; beside it what needs a hand: events that are not recorded, messages that failed."""
    now = timezone.now()
    sites = Site.objects.visible_to(request.user, Right.READ_FOLLOW_UP)
    asked = request.GET.get("site", "")
    rows = lists.worklist(request.user, now=now, site_code=asked)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    failed = Reminder.objects.visible_to(request.user).undelivered()
    context = {
        "page": page,
        "lines": lists.lines(page.object_list, now=now),
        "sites": list(sites),
        "asked": asked,
        "lacking_event": lists.lacking_event(request.user)[:SHOWN_ASIDE],
        "failed": failed.select_related("follow_up__patient", "follow_up__cycle", "site")[:SHOWN_ASIDE],
    }
    return render(request, "followup/worklist.html", context)
