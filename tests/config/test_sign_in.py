import pytest
from django.conf import settings
from django.core.cache import cache
from django.urls import reverse

from registry.models import AccessLog
from tests.factories import PASSWORD


@pytest.fixture(autouse=True)
def no_guesses_before():
    cache.clear()


def sign_in(client, username, password=PASSWORD):
    return client.post(reverse("account_login"), {"login": username, "password": password})


def noted():
    return list(AccessLog.objects.order_by("pk").values_list("kind", "username", "ip_address"))


def test_sign_in_and_out_are_noted(client, alice):
    assert sign_in(client, "alice").url == "/"
    client.post(reverse("account_logout"))

    assert noted() == [("signed_in", "alice", "127.0.0.1"), ("signed_out", "alice", "127.0.0.1")]


def test_sign_in_with_wrong_password_is_noted_and_tells_nothing(client, alice):
    wrong, nobody = sign_in(client, "alice", "wrong"), sign_in(client, "nobody", "wrong")

    assert noted() == [("sign_in_failed", "alice", "127.0.0.1"), ("sign_in_failed", "nobody", "127.0.0.1")]
    [sentence] = wrong.context["form"].non_field_errors()
    assert sentence in nobody.content.decode()


def test_system_cannot_sign_in(client, system):
    sign_in(client, "system", "!")

    assert "_auth_user_id" not in client.session


def test_page_of_the_signed_in_is_kept_in_no_cache(client, alice):
    client.force_login(alice)

    assert "no-store" in client.get(reverse("home"))["Cache-Control"]


def test_language_is_remembered_for_the_person(client, alice):
    client.force_login(alice)
    client.post(reverse("set_language"), {"language": "fr", "next": "/"})

    alice.refresh_from_db()
    assert alice.language == "fr"
    client.cookies.clear()
    client.force_login(alice)
    assert '<html lang="fr"' in client.get(reverse("patients")).content.decode()


@pytest.mark.parametrize("language", ["xx", "de", "", "\x00"])
def test_language_that_is_not_spoken_is_refused(client, alice, language):
    client.force_login(alice)
    answer = client.post(reverse("set_language"), {"language": language, "next": "/"})

    alice.refresh_from_db()
    assert (answer.status_code, alice.language, settings.LANGUAGE_COOKIE_NAME in client.cookies) == (400, "en", False)


def test_sign_in_says_nothing_of_itself(client, alice):
    sign_in(client, "alice")

    assert list(client.get("/").context["messages"]) == []
