"""The admin of this registry: one way to sign in, and a refusal in words for those it is not for."""

from functools import update_wrapper
from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


class RegistryAdminSite(AdminSite):
    site_header = gettext_lazy("Immunoglobulin registry")
    site_title = gettext_lazy("Immunoglobulin registry")
    index_title = gettext_lazy("Administration")
    site_url = "/"

    @method_decorator(login_not_required)
    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """There is one page to sign in, with the second factor and the lock behind it."""
        return self._turn_away(request, request.GET.get("next", "/admin/"))

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        inner = super().admin_view(view, cacheable)

        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not self.has_permission(request):
                return self._turn_away(request, request.get_full_path())
            return inner(request, *args, **kwargs)

        return update_wrapper(guarded, inner)

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """There is one page to change one's password."""
        return redirect("account_change_password")

    @staticmethod
    def _turn_away(request: HttpRequest, wanted: str) -> HttpResponse:
        if request.user.is_authenticated:
            raise PermissionDenied(_("The administration is for administrators of the registry."))
        return redirect_to_login(wanted)
