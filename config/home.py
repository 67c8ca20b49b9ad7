"""Where the day begins. The page draws on both apps, so it stands above them."""

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from followup.domain.worklist import lacking_event, lines, worklist
from followup.models import Reminder
from registry.domain.patients import unexplained_deviations
from registry.models import Deviation, Right, Role, User
from registry.views.clock import today_for

AT_MOST = 15  # lines of each list; the rest is counted

# Where the other roles begin, the first that the person holds.
BEGINS = (
    (Role.INVESTIGATOR, "/admin/outcomes/"),
    (Role.DATA_MANAGER, "/admin/outcomes/"),
    (Role.ETHICS_BOARD, "/admin/outcomes/"),
    (Role.ADMINISTRATOR, "/admin/"),
)


def home(request: HttpRequest) -> HttpResponse:
    """Today, for coordinators; the others are led to where their work is."""
    roles = request.user.roles()
    if not roles:
        raise PermissionDenied(
            _("You have no role at any site yet: an administrator of the registry can give you one.")
        )
    if Role.COORDINATOR in roles:
        return render(request, "home.html", _today(request.user))
    return redirect(next(address for role, address in BEGINS if role in roles))


home.right = Right.USE  # type: ignore[attr-defined]  # checked above, in words of its own


def _today(user: User) -> dict[str, object]:
    now = timezone.now()
    contacts = worklist(user, now=now).filter(urgency__lt=2)
    deviations = _to_explain(user)
    return {
        "today": today_for(user),
        "contacts": lines(contacts[:AT_MOST], now=now),
        "contacts_total": contacts.count(),
        "deviations": deviations[:AT_MOST],
        "deviations_total": deviations.count(),
        "unrecorded": lacking_event(user)[:AT_MOST],
        "failed": Reminder.objects.visible_to(user).undelivered().count(),
    }


def _to_explain(user: User) -> QuerySet[Deviation]:
    rows = unexplained_deviations().visible_to(user, Right.EXPLAIN_DEVIATIONS)
    return rows.select_related("patient", "cycle").order_by("opened_on", "patient__study_id", "pk")
