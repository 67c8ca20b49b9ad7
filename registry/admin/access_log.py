"""What was seen or taken, to read."""

from django.contrib import admin

from registry.admin.base import ByRight
from registry.models import AccessLog, Right


@admin.register(AccessLog)
class AccessLogAdmin(ByRight):
    right = Right.READ_ACCESS_LOG
    list_display = ("at", "username", "kind", "subject", "ip_address")
    list_filter = ("kind",)
    search_fields = ("username", "subject")
    list_per_page = 50
