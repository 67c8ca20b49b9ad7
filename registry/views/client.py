from contextlib import suppress

from allauth.account.adapter import get_adapter
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest


def address_of(request: HttpRequest | None) -> str | None:
    """The network address that a request came from, behind the proxies that settings trust; None if unknown."""
    if request is not None:
        with suppress(PermissionDenied):
            return get_adapter().get_client_ip(request)
    return None
