"""Whether the registry's services are up: for monitors, so without signing in and without data."""

from collections.abc import Callable
from datetime import datetime

from django.core.cache import cache
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from redis import RedisError

from followup.domain.heartbeat import LastRun, last_run


class Healthz:
    """Answers `/healthz`; a middleware, because what comes after it needs the database to answer at all."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info == "/healthz":
            return healthz(now=timezone.now())
        return self.get_response(request)


def healthz(*, now: datetime) -> HttpResponse:
    """200 when all is well, else 503; the body says what is not.

    `reminders_late` is true when reminders have not run to their end for a quarter of an hour.
    """
    try:
        reminders: LastRun | None = last_run(now=now)
    except DatabaseError:
        reminders = None
    state = {
        "database": reminders is not None,
        "redis": _redis_answers(),
        "reminders_last_run": reminders and reminders.at,
        "reminders_late": reminders is None or reminders.is_late,
    }
    well = state["database"] and state["redis"] and not state["reminders_late"]
    response = JsonResponse(state, status=200 if well else 503)
    add_never_cache_headers(response)
    return response


def _redis_answers() -> bool:
    try:
        cache.get("healthz")
    except RedisError:
        return False
    return True
