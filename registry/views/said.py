"""What was understood of a day, a time or a gestational age, while it is typed: the same reading as on saving."""

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse

from registry.forms.typed import READERS
from registry.models import Right
from registry.views.clock import today_for
from registry.views.loading import requires


@requires(Right.USE)
def said(request: HttpRequest) -> HttpResponse:
    """The text in words, or why it cannot be read: `{"words": "5 March 2026", "refusal": ""}`."""
    if (reads := request.GET.get("reads")) not in READERS:
        raise Http404
    field = READERS[reads]()
    field.today = today_for(request.user)
    field.time_alone = True
    words, refusal = field.answer(request.GET.get("text", "")[:100])
    return JsonResponse({"words": words, "refusal": refusal})
