"""Sites, protocol versions, products and lots."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from registry.admin.base import ByRight
from registry.domain.permissions import can
from registry.models import Cycle, Lot, Product, ProtocolVersion, Right, Site
from registry.protocol.versions import from_json


@admin.register(Site)
class SiteAdmin(ByRight):
    right = Right.READ_SETTINGS
    change_right = Right.CHANGE_SETTINGS
    list_display = ("site_code", "name", "city", "timezone", "reb_name", "reb_approval_ends_on")

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> tuple[str, ...]:
        # Study IDs begin with the code: it stays what it was when the first was given.
        return ("site_code",) if obj else ()


class ProtocolVersionForm(forms.ModelForm):
    def clean_parameters(self) -> Any:
        """Parameters that the rules can read; a refusal names what is wrong."""
        parameters = self.cleaned_data["parameters"]
        try:
            from_json(parameters)
        except ValueError as problem:
            raise ValidationError(str(problem)) from problem
        return parameters


@admin.register(ProtocolVersion)
class ProtocolVersionAdmin(ByRight):
    right = Right.READ_SETTINGS
    change_right = Right.CHANGE_SETTINGS
    form = ProtocolVersionForm
    list_display = ("code", "title", "supersedes", "is_in_use", "created_at")
    list_select_related = ("supersedes",)

    @admin.display(boolean=True, description=_("In use"))
    def is_in_use(self, version: ProtocolVersion) -> bool:
        return Cycle.everything.filter(protocol=version).exists()

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """A version in use stands: it is superseded by another."""
        used = obj is not None and self.is_in_use(obj)
        return not used and super().has_change_permission(request, obj)


@admin.register(Product)
class ProductAdmin(ByRight):
    right = Right.READ_SETTINGS
    change_right = Right.CHANGE_PRODUCTS
    list_display = ("name", "manufacturer", "concentration_percent", "route")
    search_fields = ("name", "manufacturer")


@admin.register(Lot)
class LotAdmin(ByRight):
    right = Right.READ_SETTINGS
    change_right = Right.CHANGE_PRODUCTS
    list_display = ("product", "lot_number", "expires_on", "status")
    list_select_related = ("product",)
    list_filter = ("status", "product")
    search_fields = ("lot_number",)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return can(request.user, Right.RECALL_LOTS)
