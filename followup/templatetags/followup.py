"""What pages of the record show of follow-up."""

from django import template
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from followup.domain.heartbeat import in_words, last_run
from followup.domain.worklist import Line
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
def window_words(line: Line) -> str:
    """How the window stands: opens in, so many days left, last day, or closed so many days ago."""
    wait, left = line.opens_in, line.days_left
    if wait is None or left is None:
        return ""
    if wait > 0:
        return ngettext("opens in %(days)s day", "opens in %(days)s days", wait) % {"days": wait}
    if left == 0:
        return _("last day")
    if left > 0:
        return ngettext("%(days)s day left", "%(days)s days left", left) % {"days": left}
    return ngettext("closed %(days)s day ago", "closed %(days)s days ago", -left) % {"days": -left}
