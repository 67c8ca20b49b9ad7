"""The outcome tables as pages and files, for every role with the right, staff or not."""

from collections.abc import Sequence

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils import timezone

from registry.domain.access import note_access
from registry.domain.permissions import can
from registry.forms.outcome_filter import OutcomeFilter
from registry.models import AccessKind, Right, Site
from registry.outcomes.asking import OutcomeTable, ask
from registry.outcomes.cut import Refused, data_cut
from registry.outcomes.layout import head, sections
from registry.outcomes.rows import ALL
from registry.outcomes.table import Table, as_csv, as_json
from registry.views.client import address_of
from registry.views.loading import requires

FILES = {"csv": (as_csv, "text/csv; charset=utf-8"), "json": (as_json, "application/json")}

Tables = Sequence[OutcomeTable]


def outcome_urls(tables: Tables) -> list[URLPattern]:
    """The addresses of the tables of the catalogue, which stands above this app."""
    known = {"tables": tables}
    return [
        path("", outcomes, known, name="outcomes"),
        path("<slug:name>/", outcome_table, known, name="outcome_table"),
        path("<slug:name>/<slug:key>/", outcome_women, known, name="outcome_women"),
    ]


@requires(Right.READ_OUTCOMES)
def outcomes(request: HttpRequest, tables: Tables) -> HttpResponse:
    """The tables that there are."""
    return render(request, "admin/outcomes/index.html", {"tables": [table.description for table in tables]})


@requires(Right.READ_OUTCOMES)
def outcome_table(request: HttpRequest, name: str, tables: Tables) -> HttpResponse:
    """One table over the sites whose outcomes the person may read; with `format` as a file."""
    asked = _named(name, tables)
    chosen = _filter(request, asked)
    context = {"asked": asked.description, "filter": chosen}
    file = request.GET.get("format", "")
    if file and file not in FILES:
        raise Http404
    if not chosen.is_valid():
        return render(request, "admin/outcomes/table.html", context, status=400)
    table = ask(
        asked,
        by_person=request.user,
        now=timezone.now(),
        taken_as=file,
        ip_address=address_of(request),
        **chosen.chosen(),
    )
    if file:
        return _as_file(table, file)
    context |= {
        "table": table,
        "head": list(head(table)),
        "sections": list(sections(table, asked.description)),
        "opens": asked.women_behind is not None and can(request.user, Right.READ_RECORD),
        "query": request.GET.urlencode(),
    }
    return render(request, "admin/outcomes/table.html", context)


@requires(Right.READ_RECORD)
def outcome_women(request: HttpRequest, name: str, key: str, tables: Tables) -> HttpResponse:
    """The study IDs behind one figure, at the sites whose record the person may read."""
    asked = _named(name, tables)
    by, value = request.GET.get("figure_by", ALL), request.GET.get("figure_value", ALL)
    chosen = _filter(request, asked)
    if asked.women_behind is None or not chosen.is_valid():
        raise Http404
    filters = {field: text for field, text in chosen.chosen().items() if field in ("definitions", "site")}
    try:
        cut = data_cut(as_of=timezone.now(), visible_to=request.user, right=Right.READ_RECORD, **filters)
    except Refused as refusal:
        raise Http404 from refusal
    women = asked.women_behind(cut, key, by=by, value=value)
    if women is None:
        raise Http404
    note_access(
        AccessKind.OUTCOMES_VIEWED,
        username=request.user.get_username(),
        subject=f"{name}/{key}",
        ip_address=address_of(request),
        stratum=by,
        value=value,
        **filters,
    )
    stratum = next((stratum for stratum in asked.description.strata if stratum.name == by), None)
    context = {
        "asked": asked.description,
        "heading": asked.description.headings[key],
        "stratum": stratum,
        "value": stratum and stratum.words(value),
        "women": women,
    }
    return render(request, "admin/outcomes/women.html", context)


def _named(name: str, tables: Tables) -> OutcomeTable:
    for table in tables:
        if table.name == name:
            return table
    raise Http404


def _filter(request: HttpRequest, asked: OutcomeTable) -> OutcomeFilter:
    sites = Site.objects.visible_to(request.user, Right.READ_OUTCOMES)
    return OutcomeFilter(request.GET, asked=asked, sites=sites)


def _as_file(table: Table, file: str) -> HttpResponse:
    write, content_type = FILES[file]
    name = f"{table.name}-{table.as_of:%Y-%m-%d}.{file}"
    return HttpResponse(
        write([table]), content_type=content_type, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )
