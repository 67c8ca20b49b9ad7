"""What pages of the record show of follow-up."""

from django import template
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from followup.domain.heartbeat import in_words, last_run
from followup.models import FollowUp, FollowUpState
from registry.views.clock import today_at

register = template.Library()


@register.inclusion_tag("followup/last_run.html")
def reminders_last_ran() -> dict[str, object]:
    """When reminders last ran: calm, or an alert in words once they are late."""
    run = last_run(now=timezone.now())
    return {"run": run, "words": in_words(run)}


@register.inclusion_tag("followup/contact_facts.html")
def contact_facts(row: FollowUp) -> dict[str, object]:
    """When a contact is due and how it stands."""
    return {"row": row, "state": row.state_on(today_at(row.site))}


@register.inclusion_tag("followup/contact_log.html")
def contact_log(row: FollowUp, may_keep: bool) -> dict[str, object]:
    """What was tried to reach her, and the messages that she was sent, for one contact."""
    reportable = {FollowUpState.DUE, FollowUpState.OVERDUE, FollowUpState.MISSED}
    return {
        "row": row,
        "attempts": row.attempts.all(),
        "reminders": row.reminders.order_by("due_on", "-step"),
        "may_keep": may_keep,
        "may_report": may_keep and row.state_on(today_at(row.site)) in reportable,
    }


@register.filter
def window_words(days_left: int | None) -> str:
    """How the window stands: so many days left, closes today, closed so many days ago."""
    if days_left is None:
        return ""
    if days_left == 0:
        return _("closes today")
    if days_left > 0:
        return ngettext("%(count)s day left", "%(count)s days left", days_left) % {"count": days_left}
    return ngettext("closed %(count)s day ago", "closed %(count)s days ago", -days_left) % {"count": -days_left}
