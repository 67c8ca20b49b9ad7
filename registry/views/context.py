"""What every page knows: what the person may do, where she can go."""

from collections.abc import Iterator

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from registry.domain.permissions import can
from registry.models import Right, Role, Site, User


class May:
    """Answers `{% if may.read_record %}`: whether the person holds the right at the site, or at any."""

    def __init__(self, user: User, site: Site | None = None) -> None:
        self._user, self._site = user, site

    def __getitem__(self, right: str) -> bool:
        return can(self._user, Right(right), self._site)


def shell(request: HttpRequest) -> dict[str, object]:
    """`may`, `roles` and `navigation` for the frame of the page."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {}
    return {
        "may": May(user),
        "roles": [Role(role).label for role in sorted(user.roles())],
        "navigation": list(_navigation(request)),
    }


def _navigation(request: HttpRequest) -> Iterator[dict[str, object]]:
    for right, address, label in (
        (Right.READ_RECORD, reverse("home"), _("Today")),
        (Right.READ_RECORD, reverse("patients"), _("Patients")),
        (Right.READ_FOLLOW_UP, reverse("worklist"), _("Follow-up")),
        (Right.READ_OUTCOMES, "/admin/outcomes/", _("Outcome tables")),
    ):
        if can(request.user, right):
            yield _item(request, address, label)
    if request.user.is_staff:
        yield _item(request, reverse("admin:index"), _("Administration"))


def _item(request: HttpRequest, address: str, label: str) -> dict[str, object]:
    here = request.path == address if address == "/" else request.path.startswith(address)
    return {"address": address, "label": label, "current": here}
