"""What signing in and out leaves behind: lines of the access log."""

from allauth.mfa.signals import authentication_failed
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver
from django.http import HttpRequest

from registry.domain.access import note_access
from registry.models import AccessKind, User
from registry.views.client import address_of


@receiver(user_logged_in, dispatch_uid="note sign-in")
def signed_in(request: HttpRequest, user: User, **_: object) -> None:
    note_access(AccessKind.SIGNED_IN, username=user.get_username(), ip_address=address_of(request))


@receiver(user_logged_out, dispatch_uid="note sign-out")
def signed_out(request: HttpRequest, user: User | None, **_: object) -> None:
    if user is not None:
        note_access(AccessKind.SIGNED_OUT, username=user.get_username(), ip_address=address_of(request))


@receiver(user_login_failed, dispatch_uid="note failed sign-in")
def sign_in_failed(credentials: dict[str, str], request: HttpRequest | None = None, **_: object) -> None:
    username = credentials.get("username") or ""
    note_access(AccessKind.SIGN_IN_FAILED, username=username, ip_address=address_of(request), step="password")


@receiver(authentication_failed, dispatch_uid="note failed second factor")
def second_factor_failed(request: HttpRequest, user: User, **_: object) -> None:
    username = user.get_username()
    note_access(AccessKind.SIGN_IN_FAILED, username=username, ip_address=address_of(request), step="second factor")
