"""The page of one contact."""

from datetime import UTC, datetime

import pytest

from followup.domain.recording import record_attempt
from followup.models import Reminder
from tests import factories
from tests.followup.conftest import STEP_14, VISIT

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_april(time_machine):
    """Noon in Toronto on the day on which the visit's window opens."""
    time_machine.move_to(datetime(2026, 4, 8, 16, tzinfo=UTC), tick=False)


def page(client, user, row):
    client.force_login(user)
    return client.get(row.get_absolute_url())


def test_contact_shows_its_day_attempts_and_messages(client, alice, visit, acting):
    at = datetime(2026, 4, 8, 14, 5, tzinfo=UTC)
    record_attempt(visit, by=acting, today=at.date(), attempted_at=at, channel="telephone", result="no_answer")
    sent = {"state": "sent", "sent_at": STEP_14, "ended_at": STEP_14}
    Reminder.objects.create(site=visit.site, follow_up=visit, step="before_14", channel="email", due_on=VISIT, **sent)

    html = page(client, alice, visit).content.decode()

    assert "22 April 2026" in html
    assert "8 Apr 2026, 10:05 · Telephone · No answer" in html
    assert "14 days before · E-mail · Sent, 8 Apr 2026, 11:00" in html


def test_contact_of_another_site_is_not_there(client, charlie, visit):
    assert page(client, charlie, visit).status_code == 404


def test_contact_under_another_woman_is_not_there(client, alice, visit, site, acting):
    other = factories.patient(site, by=acting)
    client.force_login(alice)

    assert client.get(f"/patients/{other.study_id}/follow-up/{visit.pk}/").status_code == 404


def test_contact_is_refused_to_the_ethics_board(client, board_member, visit):
    assert page(client, board_member, visit).status_code == 403
