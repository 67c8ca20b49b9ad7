"""How long one stays signed in: idle for so long (the cookie's age), and at the latest so long after signing in."""

from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.contrib.auth import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

SIGNED_IN_AT = "signed_in_at"


@receiver(user_logged_in)
def note_moment(request: HttpRequest, **_: object) -> None:
    request.session[SIGNED_IN_AT] = timezone.now().isoformat()


class EndLongSessions:
    """Signs a person out whose session has reached its greatest age; stands before who she is becomes known."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began = request.session.get(SIGNED_IN_AT)
        if began and timezone.now() - datetime.fromisoformat(began) > settings.SESSION_LONGEST:
            request.session.flush()
        return self.get_response(request)
