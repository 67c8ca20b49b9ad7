"""Contacts missed or made late, in the planned visit of 2026-04-22, window 2026-04-08 to 2026-05-06."""

from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from followup.domain.nightly import reconcile
from followup.models import FollowUp
from registry.domain.recording import change
from registry.models import Deviation
from tests import factories

pytestmark = pytest.mark.django_db

CONFIRMED = date(2026, 2, 20)
LAST_DAY = date(2026, 5, 6)


@pytest.fixture
def visit(patient, acting):
    cycle = factories.cycle(patient, by=acting, today=CONFIRMED)
    factories.pregnancy(cycle, by=acting, today=CONFIRMED)
    return FollowUp.objects.get(kind="pregnancy", sequence=1)


def night_after(day, by):
    """The nightly run in the night after `day`."""
    return reconcile(by=by, now=datetime(day.year, day.month, day.day + 1, 9, 10, tzinfo=UTC))


def make(visit, on, by):
    visit.refresh_from_db()
    visit.status, visit.completed_on = "completed", on
    change(visit, seen=visit.version, by=by, today=on)


def contact_deviations():
    return sorted(Deviation.objects.filter(code__startswith="FOLLOW_UP", closed_on=None).values_list("code", flat=True))


def test_contact_not_made_on_the_last_day_is_no_deviation_yet(visit, acting):
    night_after(date(2026, 5, 5), acting)

    assert contact_deviations() == []


def test_contact_not_made_the_day_after_its_window_is_missed(visit, acting):
    night_after(LAST_DAY, acting)

    [found] = Deviation.objects.filter(code__startswith="FOLLOW_UP")
    assert (found.code, found.record_key, found.opened_on) == (
        "FOLLOW_UP_MISSED",
        "MTL-0001/1/pregnancy/1",
        date(2026, 5, 7),
    )


def test_missed_contact_that_is_then_made_is_late(visit, acting):
    night_after(LAST_DAY, acting)

    make(visit, date(2026, 5, 9), acting)

    assert contact_deviations() == ["FOLLOW_UP_LATE"]


@pytest.mark.parametrize("day", [date(2026, 3, 20), date(2026, 4, 8), LAST_DAY])
def test_contact_made_before_or_in_its_window_is_no_deviation(day, visit, acting):
    make(visit, day, acting)

    night_after(LAST_DAY, acting)

    assert contact_deviations() == []


def test_clinical_deviations_are_left_alone(visit, acting):
    before = list(Deviation.objects.exclude(code__startswith="FOLLOW_UP").values())

    night_after(LAST_DAY, acting)

    assert list(Deviation.objects.exclude(code__startswith="FOLLOW_UP").values()) == before
    assert before


def test_night_finds_nothing_to_mend(visit, acting, caplog):
    assert night_after(LAST_DAY, acting) == 0
    assert not caplog.records


def test_night_reports_and_mends_a_contact_that_somebody_moved_by_hand(visit, acting, caplog):
    moved = {"due_on": date(2026, 4, 30), "window_opens_on": date(2026, 4, 16), "window_closes_on": date(2026, 5, 14)}
    FollowUp.objects.filter(pk=visit.pk).update(**moved)

    assert night_after(LAST_DAY, acting) == 1

    assert [(record.levelname, record.getMessage()) for record in caplog.records] == [
        ("ERROR", "The follow-up MTL-0001/1/pregnancy/1 is not stored as the schedule plans it; it is mended.")
    ]
    visit.refresh_from_db()
    assert visit.due_on == date(2026, 4, 22)


def test_night_asks_no_more_for_many_missed_contacts_than_for_one(visit, acting):
    asked = []
    for day in (LAST_DAY, date(2026, 9, 10)):
        night_after(day, acting)
        with CaptureQueriesContext(connection) as captured:
            night_after(day, acting)
        asked.append((len(contact_deviations()), len(captured)))

    (few, queries), (many, as_many) = asked
    assert many > few
    assert as_many == queries
