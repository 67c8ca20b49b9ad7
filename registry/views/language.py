from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.utils.translation import check_for_language
from django.views import i18n


@login_not_required
def set_language(request: HttpRequest) -> HttpResponse:
    """Change the language of the pages, and remember it for the person who is signed in."""
    chosen = request.POST.get("language", "")
    if request.method == "POST" and request.user.is_authenticated and check_for_language(chosen):
        request.user.language = chosen
        request.user.save(update_fields=["language"])
    return i18n.set_language(request)
