"""Planned contacts and their messages, to read."""

from django.contrib import admin

from followup.models import ContactAttempt, FollowUp, Heartbeat, Reminder
from registry.admin.base import ByRight, RecordAdmin
from registry.models import Right


@admin.register(FollowUp)
class FollowUpAdmin(RecordAdmin):
    right = Right.READ_FOLLOW_UP
    list_display = ("cycle", "kind", "sequence", "status", "due_on", "window_closes_on", "completed_on", "voided_at")
    list_select_related = ("cycle__patient", "site")
    list_filter = ("site", "kind", "status")


@admin.register(ContactAttempt)
class ContactAttemptAdmin(RecordAdmin):
    right = Right.READ_FOLLOW_UP
    list_display = ("follow_up", "attempted_at", "channel", "result", "voided_at")
    list_select_related = ("follow_up__cycle__patient", "site")
    list_filter = ("site", "channel", "result")


@admin.register(Reminder)
class ReminderAdmin(ByRight):
    right = Right.READ_FOLLOW_UP
    list_display = ("follow_up", "step", "channel", "state", "due_on", "sent_at", "reason")
    list_select_related = ("follow_up__cycle__patient", "site")
    list_filter = ("site", "state", "channel", "step")

    def get_queryset(self, request):
        return super().get_queryset(request).visible_to(request.user, self.right)


@admin.register(Heartbeat)
class HeartbeatAdmin(ByRight):
    right = Right.READ_FOLLOW_UP_STATUS
    list_display = ("task", "beat_at")
