"""Who works where: giving and taking roles, and what Django must know of them."""

from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from registry.domain.permissions import check_can
from registry.models import Membership, Right, Role, Site, User


def grant(*, user: User, role: Role | str, site: Site | None, by: User) -> Membership:
    """Give `user` a role at `site`, or (None, said on purpose) at every site; twice is once.

    Only administrators are staff, and each role has a Django group: both follow from the memberships.
    """
    check_can_give_roles(by, site)
    if role == Role.ADMINISTRATOR and site is not None:
        raise ValidationError(_("An administrator administers every site: tick “All sites”."))
    with transaction.atomic():
        membership, _made = Membership.objects.get_or_create(
            user=user, role=Role(role), site=site, defaults={"all_sites": site is None}
        )
        follow_memberships(user)
    return membership


def revoke(membership: Membership, *, by: User) -> None:
    """Take a role away; what was done in it stays in history."""
    check_can_give_roles(by, membership.site)
    with transaction.atomic():
        membership.delete()
        follow_memberships(membership.user)


def check_can_give_roles(by: User, site: Site | None) -> None:
    """Refuse unless `by` is an administrator: they administer every site."""
    check_can(by, Right.CHANGE_SETTINGS, site)


def follow_memberships(user: User) -> None:
    """Bring the mark of staff and the groups in step with the roles that `user` holds."""
    roles = set(user.memberships.values_list("role", flat=True))
    user.groups.set(Group.objects.filter(name__in=roles))
    is_staff = Role.ADMINISTRATOR in roles
    if user.is_staff != is_staff:
        user.is_staff = is_staff
        user.save(update_fields=["is_staff"])
    # What was read of the memberships before is no longer so.
    vars(user).pop("_memberships_held", None)
