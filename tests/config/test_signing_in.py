"""Signing in: locked after failures, ended when idle or old, and never stored in the clear."""

from datetime import UTC, datetime, timedelta

import pytest
from axes.models import AccessAttempt
from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.urls import reverse

from config import settings as own_settings
from tests.factories import PASSWORD

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture
def sign_in(client, alice):
    def sign_in(password: str = PASSWORD, **more: str):
        return client.post(reverse("account_login"), {"login": "alice", "password": password, **more})

    return sign_in


def signed_in(client) -> bool:
    return "_auth_user_id" in client.session


def test_sign_in_with_the_right_password(client, sign_in):
    sign_in()

    assert signed_in(client)


def test_sign_in_is_locked_after_failures_and_opens_again(client, sign_in, settings, time_machine):
    time_machine.move_to(NOON)
    for _ in range(settings.AXES_FAILURE_LIMIT):
        sign_in("wrong")

    refused = sign_in()
    assert (refused.status_code, "5 failures in a row" in refused.content.decode()) == (429, True)
    assert not signed_in(client)

    time_machine.move_to(NOON + settings.AXES_COOLOFF_TIME + timedelta(seconds=5))
    sign_in()
    assert signed_in(client)


def test_session_ends_when_idle(client, sign_in, time_machine):
    time_machine.move_to(NOON)
    sign_in()

    time_machine.move_to(NOON + timedelta(minutes=15, seconds=1))
    assert client.get("/account/password/change/").status_code == 302


def test_asking_to_be_remembered_makes_no_session_longer(client, sign_in, settings, time_machine):
    time_machine.move_to(NOON)
    answer = sign_in(remember="on")

    assert answer.cookies[settings.SESSION_COOKIE_NAME]["max-age"] == ""
    time_machine.move_to(NOON + timedelta(minutes=15, seconds=1))
    assert client.get("/account/password/change/").status_code == 302


def test_session_lasts_while_used(client, sign_in, time_machine):
    time_machine.move_to(NOON)
    sign_in()

    for minutes in (14, 28, 42):
        time_machine.move_to(NOON + timedelta(minutes=minutes))
        assert client.get("/account/password/change/").status_code == 200


def test_session_ends_twelve_hours_after_signing_in_though_used(client, sign_in, time_machine):
    time_machine.move_to(NOON)
    sign_in()

    for minutes in range(10, 12 * 60, 10):
        time_machine.move_to(NOON + timedelta(minutes=minutes))
        assert client.get("/account/password/change/").status_code == 200
    time_machine.move_to(NOON + timedelta(hours=12, seconds=1))

    assert client.get("/account/password/change/").status_code == 302


def test_failed_sign_in_is_logged_with_the_address_behind_the_proxy(client, sign_in, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1

    client.post(
        reverse("account_login"), {"login": "alice", "password": "wrong"}, headers={"X-Forwarded-For": "203.0.113.7"}
    )

    assert [attempt.ip_address for attempt in AccessAttempt.objects.all()] == ["203.0.113.7"]


def test_nobody_signs_up(client, db):
    answer = client.post("/account/signup/", {"username": "eve", "password1": PASSWORD, "password2": PASSWORD})

    assert not signed_in(client)
    assert "account/signup_closed.html" in [template.name for template in answer.templates]


@pytest.mark.parametrize("password", ["short1234", "1q2w3e4r5t6y7u8i9o0p", "12345678901234567"])
def test_weak_password_is_refused(password):
    with pytest.raises(ValidationError):
        validate_password(password)


def test_passwords_are_hashed_with_argon2(settings):
    settings.PASSWORD_HASHERS = own_settings.PASSWORD_HASHERS

    hashed = make_password(PASSWORD)

    assert hashed.startswith("argon2$argon2id$")
    assert check_password(PASSWORD, hashed)
