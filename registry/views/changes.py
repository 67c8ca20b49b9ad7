from collections.abc import Iterable
from datetime import date
from itertools import groupby
from operator import attrgetter
from zoneinfo import ZoneInfo

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.dateparse import parse_date

from registry.domain.changes import Change, changes_of
from registry.models import Patient, Right
from registry.views.loading import load_patient
from registry.views.patient import frame

PER_PAGE = 25


@load_patient(Right.READ_HISTORY)
def changes(request: HttpRequest, patient: Patient) -> HttpResponse:
    """Changes of her record, the latest first, what was saved together in one; by person, field and day."""
    part = _part(request.GET.get("part", ""))
    told, has_earlier = changes_of(patient, part=part)
    zone = ZoneInfo(patient.site.timezone)
    asked = {name: request.GET.get(name, "") for name in ("who", "field", "day")}
    narrowed = [change for change in told if _matches(change, zone, **asked)]
    together = [list(group) for _request, group in groupby(narrowed, key=attrgetter("request", "who", "why"))]
    context = {
        "page": Paginator(together, PER_PAGE).get_page(request.GET.get("page")),
        "number": len(narrowed),
        "people": sorted({change.who for change in told}),
        "fields": sorted(_labels(told)),
        "asked": asked,
        "is_narrowed": any(asked.values()),
        "part": part,
        "earlier": part + 1 if has_earlier else None,
        "later": part - 1 or None,
    }
    return render(request, "registry/patient/changes.html", frame(request, patient) | context)


def _part(text: str) -> int:
    return max(int(text), 1) if text.isdecimal() and len(text) < 6 else 1


def _labels(told: Iterable[Change]) -> set[str]:
    return {each.label for change in told for each in change.fields}


def _matches(change: Change, zone: ZoneInfo, *, who: str, field: str, day: str) -> bool:
    return (
        (not who or change.who == who)
        and (not field or field in _labels([change]))
        and (not day or change.at.astimezone(zone).date() == _day(day))
    )


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None
