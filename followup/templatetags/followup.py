"""What pages of the record show of follow-up."""

from django import template
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from followup.domain.heartbeat import LastRun, last_run

register = template.Library()


@register.inclusion_tag("followup/last_run.html")
def reminders_last_ran() -> dict[str, object]:
    """When reminders last ran: calm, or an alert in words once they are late."""
    run = last_run(now=timezone.now())
    return {"run": run, "words": in_words(run)}


def in_words(run: LastRun) -> str:
    """A sentence with the age of the last run, and what to do where it is late."""
    if run.age is None:
        return _("Reminders have never run. Is the scheduler started? Tell the administrator.")
    ago = _minutes(int(run.age.total_seconds() // 60))
    if run.is_late:
        return _("Reminders last ran %(ago)s ago: the scheduler stands still. Tell the administrator.") % {"ago": ago}
    return _("Reminders last ran %(ago)s ago.") % {"ago": ago}


def _minutes(minutes: int) -> str:
    if minutes < 1:
        return _("less than a minute")
    if minutes < 120:
        return ngettext("%(count)s minute", "%(count)s minutes", minutes) % {"count": minutes}
    hours = minutes // 60
    if hours < 48:
        return ngettext("%(count)s hour", "%(count)s hours", hours) % {"count": hours}
    return ngettext("%(count)s day", "%(count)s days", hours // 24) % {"count": hours // 24}
