"""What holds for every page: nothing is kept in caches, addresses are text, people are spoken to in their language."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import add_never_cache_headers

Answer = Callable[[HttpRequest], HttpResponse]


class SpokenLanguage:
    """Speaks to those who signed in, in the language they chose; to others in their browser's."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            translation.activate(request.user.language)
            request.LANGUAGE_CODE = translation.get_language()
        return self.get_response(request)


class NotKept:
    """Keeps pages of those who signed in out of every cache, the browser's too."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.user.is_authenticated:
            add_never_cache_headers(response)
        return response


class AddressIsText:
    """Nothing stands at an address that holds a NUL byte: no text of the database can."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *view: object) -> None:
        asked = (part for name, values in request.GET.lists() for part in (name, *values))
        if any("\0" in part for part in (request.path, *asked)):
            raise Http404
