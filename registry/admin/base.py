"""Admin pages that ask the table of rights instead of Django's permissions."""

from typing import Any

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest

from registry.domain.permissions import can
from registry.models import Right


class ByRight(admin.ModelAdmin):
    """`right` opens the pages to read, `change_right` to add and change; nothing is deleted here."""

    right: Right
    change_right: Right | None = None
    show_full_result_count = False

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return can(request.user, self.right, getattr(obj, "site", None))

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self.change_right is not None and can(request.user, self.change_right)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self.has_add_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class RecordAdmin(ByRight):
    """The clinical record to read, voided rows too: it is changed on its own pages, where the rules are."""

    right = Right.READ_RECORD
    list_per_page = 50
    ordering = ("-pk",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return self.model.everything.visible_to(request.user, self.right)
