"""The codebook as a page, for everyone signed in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from registry.exchange.codebook import as_csv, chapters, entries
from registry.exchange.tables import published
from registry.models import Right
from registry.views.loading import requires


@requires(Right.USE)
def codebook(request: HttpRequest) -> HttpResponse:
    """Every table and column; `?format=csv` as a file."""
    models = [table.model for table in published()]
    if request.GET.get("format") == "csv":
        answer = HttpResponse(as_csv(entries(models)), content_type="text/csv; charset=utf-8")
        answer["Content-Disposition"] = 'attachment; filename="codebook.csv"'
        return answer
    return render(request, "registry/codebook/page.html", {"tables": chapters(models)})
