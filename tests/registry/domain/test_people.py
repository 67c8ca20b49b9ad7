import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from registry.domain.people import grant, revoke
from registry.models import Membership, Role, User


@pytest.fixture
def newcomer(db):
    return User.objects.create_user("nora")


def test_grant_gives_membership_and_group(newcomer, site, acting):
    grant(user=newcomer, role=Role.COORDINATOR, site=site, by=acting)

    assert newcomer.memberships_held() == [("coordinator", site.pk, False)]
    assert list(newcomer.groups.values_list("name", flat=True)) == ["coordinator"]
    assert not newcomer.is_staff


def test_grant_twice_is_one_membership(newcomer, site, acting):
    for _ in range(2):
        grant(user=newcomer, role=Role.COORDINATOR, site=site, by=acting)

    assert Membership.objects.filter(user=newcomer).count() == 1


def test_administrator_is_staff_while_the_role_lasts(newcomer, acting):
    membership = grant(user=newcomer, role=Role.ADMINISTRATOR, site=None, by=acting)
    assert User.objects.get(pk=newcomer.pk).is_staff

    revoke(membership, by=acting)

    newcomer.refresh_from_db()
    assert (newcomer.is_staff, newcomer.groups.count(), newcomer.memberships.count()) == (False, 0, 0)


def test_grant_by_coordinator_is_refused(newcomer, site, alice):
    with pytest.raises(PermissionDenied, match="Administrator"):
        grant(user=newcomer, role=Role.COORDINATOR, site=site, by=alice)


def test_administrator_of_one_site_is_refused(newcomer, site, acting):
    with pytest.raises(ValidationError, match="administers every site"):
        grant(user=newcomer, role=Role.ADMINISTRATOR, site=site, by=acting)


def test_administrator_of_one_site_is_refused_by_the_database(newcomer, site, acting):
    with pytest.raises(IntegrityError, match="administrator_is_of_all_sites"), transaction.atomic():
        Membership.objects.create(user=newcomer, role=Role.ADMINISTRATOR, site=site)
