"""May this person do it? In pairs: `check_can` refuses with a sentence, `can` answers."""

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from registry.models import Right, Site, User
from registry.models.rights import ROLES_WITH, Role


def can(user: User, right: Right, site: Site | None = None) -> bool:
    """Whether `user` holds `right` at `site`, or (without a site) anywhere."""
    if not user.is_authenticated:
        return False
    if user.is_system:
        return True
    held = user.memberships_held()
    return any(
        role in ROLES_WITH[right] and (site is None or everywhere or site_id == site.pk)
        for role, site_id, everywhere in held
    )


def check_can(user: User, right: Right, site: Site | None = None) -> None:
    """Refuse, saying who may do it, unless `user` holds `right`."""
    if not can(user, right, site):
        roles = ", ".join(str(Role(role).label) for role in sorted(ROLES_WITH[right]))
        message = _("“%(user)s” may not do this (%(right)s): it takes one of these roles: %(roles)s.")
        raise PermissionDenied(message % {"user": user.get_username(), "right": right.label, "roles": roles})
