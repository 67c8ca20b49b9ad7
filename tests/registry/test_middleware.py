import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.urls import include, path, reverse

from registry.domain.access import note_access
from registry.models import AccessLog


def writing(request, refusal):
    """Writes a line, then does not come to its answer."""
    note_access("downloaded", username=request.user.username)
    raise {"403": PermissionDenied("Not today."), "404": Http404(), "500": RuntimeError("broken")}[refusal]


def answering(request):
    note_access("downloaded", username=request.user.username)
    return HttpResponse("done")


class Addresses:
    urlpatterns = [
        path("writing/<refusal>/", writing),
        path("answering/", answering),
        path("", include("config.urls")),
    ]


@pytest.fixture
def signed_in(client, alice, settings):
    settings.ROOT_URLCONF = Addresses
    client.force_login(alice)
    client.raise_request_exception = False
    return client


def written():
    return AccessLog.objects.filter(kind="downloaded").count()


@pytest.mark.parametrize("refusal", ["403", "404", "500"])
def test_exception_undoes_what_was_written_and_is_told_on_a_page(signed_in, refusal):
    answer = signed_in.get(f"/writing/{refusal}/")

    assert answer.status_code == int(refusal)
    assert written() == 0
    assert "</html>" in answer.content.decode()


def test_refusal_is_told_in_its_own_words_with_the_person_s_navigation(signed_in):
    page = signed_in.get("/writing/403/").content.decode()

    assert "Not today." in page
    assert reverse("patients") in page


def test_answer_keeps_what_was_written(signed_in):
    signed_in.get("/answering/")

    assert written() == 1


def test_second_factor_asks_for_the_password_again(signed_in):
    answer = signed_in.get(reverse("mfa_activate_totp"))

    assert answer.url.startswith(reverse("account_reauthenticate"))
