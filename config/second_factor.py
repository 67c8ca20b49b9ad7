"""Whoever decides, manages data or administers signs in with a second factor, where the setting says so."""

from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

HAS_ONE = "has_second_factor"


class RequireSecondFactor:
    """Leads a person who needs a second factor and has none to where it is set up; nothing else opens before."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.SECOND_FACTOR_REQUIRED and not _may_go_on(request):
            messages.info(request, _("Your role needs a second factor to sign in: set it up once, here."))
            return redirect("mfa_activate_totp")
        return self.get_response(request)


def _may_go_on(request: HttpRequest) -> bool:
    user = request.user
    if not user.is_authenticated or request.session.get(HAS_ONE):
        return True
    open_to_all = (reverse("account_login").removesuffix("login/"), reverse("set_language"), settings.STATIC_URL)
    if request.path.startswith(open_to_all) or not user.roles() & settings.SECOND_FACTOR_ROLES:
        return True
    request.session[HAS_ONE] = is_mfa_enabled(user)
    return bool(request.session[HAS_ONE])
