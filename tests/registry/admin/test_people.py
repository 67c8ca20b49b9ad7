import pytest
from django.urls import reverse

from registry.models import User
from tests import factories

PEOPLE = reverse("admin:registry_user_changelist")
NONE = {"memberships-TOTAL_FORMS": "1", "memberships-INITIAL_FORMS": "0"}


@pytest.fixture
def signed_in(client, administrator):
    client.force_login(administrator)
    return client


def values(person):
    return {"username": person.username, "language": "en", "is_active": "on", **NONE}


def edit(client, person, **changes):
    return client.post(reverse("admin:registry_user_change", args=[person.pk]), values(person) | changes)


def test_person_is_made_with_a_role(signed_in, site):
    password = "four score and seven"
    signed_in.post(
        reverse("admin:registry_user_add"),
        {"username": "nora", "usable_password": "true", "password1": password, "password2": password, **NONE}
        | {"memberships-0-site": site.pk, "memberships-0-role": "coordinator"},
    )

    nora = User.objects.get(username="nora")
    assert nora.check_password(password)
    assert nora.memberships_held() == [("coordinator", site.pk, False)]
    assert (nora.is_staff, nora.is_superuser) == (False, False)


def test_role_of_administrator_makes_staff(signed_in, alice):
    membership = alice.memberships.get()
    kept = {"memberships-TOTAL_FORMS": "2", "memberships-INITIAL_FORMS": "1", "memberships-0-id": membership.pk}
    edit(signed_in, alice, **kept, **{"memberships-1-role": "administrator", "memberships-1-all_sites": "on"})

    alice.refresh_from_db()
    assert alice.is_staff
    assert alice.roles() == {"coordinator", "administrator"}


def test_role_is_taken(signed_in, alice):
    membership = alice.memberships.get()
    edit(
        signed_in,
        alice,
        **{"memberships-INITIAL_FORMS": "1", "memberships-0-id": membership.pk, "memberships-0-DELETE": "on"},
        **{"memberships-0-user": alice.pk},
    )

    assert alice.memberships.count() == 0
    assert alice.groups.count() == 0


def test_role_without_a_site_is_refused_in_words(signed_in, alice):
    kept = {"memberships-TOTAL_FORMS": "2", "memberships-INITIAL_FORMS": "1"}
    kept["memberships-0-id"] = alice.memberships.get().pk
    answer = edit(signed_in, alice, **kept, **{"memberships-1-role": "investigator"})

    assert "Choose one site, or tick “All sites”." in answer.content.decode()


def test_administrator_of_one_site_is_refused_in_words(signed_in, site, alice):
    kept = {"memberships-TOTAL_FORMS": "2", "memberships-INITIAL_FORMS": "1"}
    kept["memberships-0-id"] = alice.memberships.get().pk
    answer = edit(signed_in, alice, **kept, **{"memberships-1-role": "administrator", "memberships-1-site": site.pk})

    assert "An administrator administers every site" in answer.content.decode()
    assert alice.memberships.count() == 1


def test_people_are_listed_with_their_roles_and_without_system(signed_in, alice):
    page = signed_in.get(PEOPLE).content.decode()

    assert "Research coordinator (MTL)" in page
    assert ">system<" not in page


def test_nobody_becomes_superuser_by_the_form(signed_in, alice):
    edit(signed_in, alice, is_superuser="on", is_staff="on")

    alice.refresh_from_db()
    assert (alice.is_superuser, alice.is_staff) == (False, False)


def test_locked_account_is_unlocked(client, signed_in, alice, settings):
    guesser = type(client)()
    for _ in range(settings.AXES_FAILURE_LIMIT):
        guesser.post(reverse("account_login"), {"login": "alice", "password": "wrong"})

    signed_in.post(PEOPLE, {"action": "unlock", "_selected_action": [alice.pk]})

    guesser.post(reverse("account_login"), {"login": "alice", "password": factories.PASSWORD})
    assert "_auth_user_id" in guesser.session


def test_second_factor_is_removed(signed_in, alice):
    from allauth.mfa.models import Authenticator  # noqa: PLC0415

    Authenticator.objects.create(user=alice, type="totp", data={"secret": "x"})
    signed_in.post(PEOPLE, {"action": "remove_second_factor", "_selected_action": [alice.pk]})

    assert not Authenticator.objects.exists()


def test_coordinator_cannot_reach_people(client, alice, bob):
    client.force_login(alice)

    assert client.get(PEOPLE).status_code == 403
    assert edit(client, bob, is_active="").status_code == 403
