from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from registry.models import Right
from registry.views.loading import requires


@requires(Right.USE)
def home(request: HttpRequest) -> HttpResponse:
    """Where the day begins."""
    return render(request, "registry/home.html")
