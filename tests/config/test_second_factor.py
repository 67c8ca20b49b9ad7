import pytest
from allauth.mfa.models import Authenticator
from django.urls import reverse


@pytest.fixture(autouse=True)
def required(settings):
    settings.SECOND_FACTOR_REQUIRED = True


@pytest.mark.parametrize("person", ["investigator", "data_manager", "administrator"])
def test_role_that_needs_a_second_factor_is_led_to_set_it_up(client, request, person):
    client.force_login(request.getfixturevalue(person))

    assert client.get("/codebook/").url == reverse("mfa_activate_totp")


@pytest.mark.parametrize("person", ["alice", "board_member"])
def test_role_that_needs_none_goes_on(client, request, person):
    client.force_login(request.getfixturevalue(person))

    assert client.get("/codebook/").status_code == 200


def test_set_up_itself_opens(client, investigator):
    client.force_login(investigator)

    answer = client.get(reverse("mfa_activate_totp"))
    assert answer.status_code == 200 or answer.url.startswith(reverse("account_reauthenticate"))


def test_person_with_a_second_factor_goes_on(client, investigator):
    Authenticator.objects.create(user=investigator, type=Authenticator.Type.TOTP, data={"secret": "x"})
    client.force_login(investigator)

    assert client.get("/codebook/").status_code == 200


def test_nobody_is_led_where_the_setting_is_off(client, investigator, settings):
    settings.SECOND_FACTOR_REQUIRED = False
    client.force_login(investigator)

    assert client.get("/codebook/").status_code == 200
