"""What every page knows: what the person may do, where she can go."""

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
        "navigation": _navigation(request),
    }


def _navigation(request: HttpRequest) -> list[dict[str, object]]:
    places = [(address, label) for right, address, label in _places() if can(request.user, right)]
    if request.user.is_staff:
        places.append((reverse("admin:index"), _("Administration")))
    here = max((address for address, _label in places if _is_within(request.path, address)), key=len, default="")
    return [{"address": address, "label": label, "current": address == here} for address, label in places]


def _places() -> list[tuple[Right, str, str]]:
    return [
        (Right.ENTER_RECORD, reverse("home"), _("Today")),
        (Right.READ_RECORD, reverse("patients"), _("Patients")),
        (Right.READ_FOLLOW_UP, reverse("worklist"), _("Follow-up")),
        (Right.READ_OUTCOMES, "/admin/outcomes/", _("Outcome tables")),
        (Right.USE, reverse("codebook"), _("Codebook")),
    ]


def _is_within(path: str, address: str) -> bool:
    return path == address if address == "/" else path.startswith(address)
