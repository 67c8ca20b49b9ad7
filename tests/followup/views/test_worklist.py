"""The worklist as a page."""

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from followup.domain.recording import record_contact
from followup.models import Reminder
from tests import factories
from tests.followup.conftest import CONFIRMED, STEP_14, VISIT

pytestmark = pytest.mark.django_db

ADDRESS = "/followup/"


@pytest.fixture(autouse=True)
def in_april(time_machine):
    """Noon in Toronto on the day on which the visit's window opens."""
    time_machine.move_to(datetime(2026, 4, 8, 16, tzinfo=UTC), tick=False)


def page(client, user, **query):
    client.force_login(user)
    return client.get(ADDRESS, query)


def listed(answer):
    return [str(line.contact) for line in answer.context["lines"]]


def test_worklist_signed_out_leads_to_sign_in(client, visit):
    assert client.get(ADDRESS).url.startswith(reverse("account_login"))


@pytest.mark.parametrize("person", ["alice", "investigator", "data_manager"])
def test_worklist_shows_what_is_due(person, client, visit, request):
    answer = page(client, request.getfixturevalue(person))

    html = answer.content.decode()
    assert listed(answer) == ["MTL-0001/1/pregnancy/1"]
    assert "28 days left" in html
    assert visit.get_absolute_url() in html


@pytest.mark.parametrize("person", ["board_member", "administrator"])
def test_worklist_is_refused_to_others(person, client, visit, request):
    assert page(client, request.getfixturevalue(person)).status_code == 403


def test_worklist_of_another_site_is_empty_and_says_what_belongs_there(client, charlie, visit):
    answer = page(client, charlie)

    assert listed(answer) == []
    assert "Nobody is to be contacted in the next two weeks" in answer.content.decode()


@pytest.fixture
def failed(visit):
    """A message about the contact that the service refused."""
    return Reminder.objects.create(
        site=visit.site,
        follow_up=visit,
        step="before_14",
        channel="email",
        due_on=VISIT,
        state="failed",
        reason="refused",
        answer="550",
        ended_at=STEP_14,
    )


def test_worklist_shows_messages_that_failed(client, alice, failed):
    assert "The service refused it for good (550)" in page(client, alice).content.decode()


def test_failed_message_leaves_today_and_the_worklist_with_its_contact(client, alice, visit, failed, acting):
    client.force_login(alice)
    assert client.get("/").context["failed"] == 1

    day = date(2026, 4, 8)
    record_contact(visit, seen=visit.version, by=acting, today=day, completed_on=day)

    assert client.get("/").context["failed"] == 0
    assert list(page(client, alice).context["failed"]) == []


def test_worklist_shows_contacts_that_lack_their_event(client, alice, visit, acting):
    day = date(2026, 4, 8)
    record_contact(visit, seen=visit.version, by=acting, today=day, completed_on=day, new_adverse_event="yes")

    assert "Told of an adverse event that is not recorded" in page(client, alice).content.decode()


@pytest.mark.parametrize("number", ["0", "x", "99"])
def test_worklist_with_a_page_that_is_not_there_shows_one_that_is(number, client, alice, visit):
    assert listed(page(client, alice, page=number)) == ["MTL-0001/1/pregnancy/1"]


@pytest.mark.parametrize("code", ["OTT", "' or 1=1"])
def test_worklist_of_a_site_that_is_not_hers_is_empty(code, client, alice, visit):
    assert listed(page(client, alice, site=code)) == []


def test_worklist_asks_as_many_questions_for_one_as_for_three(
    client, alice, site, visit, acting, django_assert_max_num_queries
):
    client.force_login(alice)
    client.get(ADDRESS)  # the first page of a session writes more of it
    with django_assert_max_num_queries(45) as one:
        client.get(ADDRESS)
    for _each in range(2):
        patient = factories.patient(site, by=acting, today=CONFIRMED)
        factories.pregnancy(factories.cycle(patient, by=acting, today=CONFIRMED), by=acting, today=CONFIRMED)

    with django_assert_max_num_queries(len(one)):
        answer = client.get(ADDRESS)
    assert len(listed(answer)) == 3
