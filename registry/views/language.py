from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.views import i18n


@login_not_required
def set_language(request: HttpRequest) -> HttpResponse:
    """Change the language of the pages, and remember it for the person who is signed in."""
    if request.method == "POST":
        chosen = request.POST.get("language", "")
        if chosen not in dict(settings.LANGUAGES):
            raise BadRequest("The pages are not written in that language.")
        if request.user.is_authenticated:
            request.user.language = chosen
            request.user.save(update_fields=["language"])
    return i18n.set_language(request)
