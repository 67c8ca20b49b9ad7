from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from followup.domain.quiet_hours import hours_of, next_allowed

TORONTO = ZoneInfo("America/Toronto")


def at(text, zone=TORONTO):
    return datetime.fromisoformat(text).replace(tzinfo=zone)


@pytest.mark.parametrize(
    ("day", "opens"),
    [
        (date(2026, 4, 22), 9),  # a Wednesday
        (date(2026, 4, 25), 10),  # Saturday
        (date(2026, 4, 26), 10),  # Sunday
        (date(2026, 6, 24), 10),  # Saint-Jean-Baptiste, only in Quebec
        (date(2026, 5, 18), 10),  # Monday of the Patriots
        (date(2026, 4, 3), 10),  # Good Friday
        (date(2026, 8, 3), 9),  # a holiday elsewhere in Canada
    ],
)
def test_hours_on_weekdays_other_days_and_holidays(day, opens):
    assert hours_of(day)[0] == time(opens)


@pytest.mark.parametrize(
    ("now", "allowed"),
    [
        ("2026-04-22T09:00", "2026-04-22T09:00"),
        ("2026-04-22T19:59:59", "2026-04-22T19:59:59"),
        ("2026-04-22T08:59", "2026-04-22T09:00"),
        ("2026-04-22T20:00", "2026-04-23T09:00"),
        ("2026-04-24T21:30", "2026-04-25T10:00"),  # into Saturday
        ("2026-04-25T18:00", "2026-04-26T10:00"),
        ("2026-04-26T23:59", "2026-04-27T09:00"),  # into Monday
        ("2026-12-24T20:00", "2026-12-25T10:00"),  # into Christmas
    ],
)
def test_next_allowed_at_the_site(now, allowed):
    assert next_allowed(at(now), TORONTO) == at(allowed)


@pytest.mark.parametrize(
    ("evening", "morning", "hours"),
    [
        ("2026-03-07T20:00", "2026-03-08T10:00", 13),  # an hour is lost that night
        ("2026-10-31T20:00", "2026-11-01T10:00", 15),  # an hour is won
    ],
)
def test_next_allowed_across_the_change_of_clocks(evening, morning, hours):
    waited = next_allowed(at(evening), TORONTO).timestamp() - at(evening).timestamp()

    assert next_allowed(at(evening), TORONTO) == at(morning)
    assert waited == hours * 3600


@pytest.mark.parametrize("now", ["2026-11-01T05:30+00:00", "2026-11-01T06:30+00:00"])
def test_next_allowed_in_the_hour_that_comes_twice(now):
    assert next_allowed(datetime.fromisoformat(now), TORONTO) == at("2026-11-01T10:00")


def test_next_allowed_is_by_the_clock_of_the_site():
    vancouver = ZoneInfo("America/Vancouver")

    assert next_allowed(at("2026-04-22T09:00"), vancouver) == at("2026-04-22T09:00", vancouver)
