"""What pages of the record show of follow-up."""

from django import template
from django.utils import timezone

from followup.domain.heartbeat import in_words, last_run

register = template.Library()


@register.inclusion_tag("followup/last_run.html")
def reminders_last_ran() -> dict[str, object]:
    """When reminders last ran: calm, or an alert in words once they are late."""
    run = last_run(now=timezone.now())
    return {"run": run, "words": in_words(run)}
