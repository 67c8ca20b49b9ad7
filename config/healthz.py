"""Whether the registry's services are up: for monitors, so without signing in and without data."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.core.cache import cache
from django.db import DatabaseError
from django.db.models import Max
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from redis import RedisError

from followup.models import Heartbeat

LATE_AFTER = timedelta(minutes=15)


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

    `reminders_late` is true when no periodic task has run to its end for a quarter of an hour.
    """
    database, last_run = _database_answers()
    state = {
        "database": database,
        "redis": _redis_answers(),
        "reminders_last_run": last_run,
        "reminders_late": last_run is None or now - last_run > LATE_AFTER,
    }
    well = state["database"] and state["redis"] and not state["reminders_late"]
    response = JsonResponse(state, status=200 if well else 503)
    add_never_cache_headers(response)
    return response


def _database_answers() -> tuple[bool, datetime | None]:
    try:
        return True, Heartbeat.objects.aggregate(last=Max("beat_at"))["last"]
    except DatabaseError:
        return False, None


def _redis_answers() -> bool:
    try:
        cache.get("healthz")
    except RedisError:
        return False
    return True
