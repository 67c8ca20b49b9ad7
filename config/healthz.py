"""Whether the registry's services are up: for monitors, so without signing in and without data."""

from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from redis import RedisError


@never_cache
@login_not_required
def healthz(request: HttpRequest) -> JsonResponse:
    """200 when all answer, else 503; which one does not is in the body."""
    states = {"database": _database_answers(), "redis": _redis_answers()}
    return JsonResponse(states, status=200 if all(states.values()) else 503)


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("select 1")
    except DatabaseError:
        return False
    return True


def _redis_answers() -> bool:
    try:
        cache.get("healthz")
    except RedisError:
        return False
    return True
