"""When a patient may get a message: in the daytime of her site, shorter on weekends and holidays."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import holidays

WEEKDAY = time(9), time(20)
OTHER_DAY = time(10), time(18)
SATURDAY = 5


def hours_of(day: date) -> tuple[time, time]:
    """From (in) and until (out) when messages may go out on `day`: shorter on weekends and Quebec's holidays."""
    rests = day.weekday() >= SATURDAY or day in holidays.country_holidays("CA", subdiv="QC", years=day.year)
    return OTHER_DAY if rests else WEEKDAY


def next_allowed(now: datetime, zone: ZoneInfo) -> datetime:
    """The first instant from `now` on at which a message may go out; `now` itself outside quiet hours."""
    local = now.astimezone(zone)
    opens, closes = hours_of(local.date())
    if local.time() < opens:
        return _at(local.date(), opens, zone)
    return now if local.time() < closes else opening(local.date() + timedelta(days=1), zone)


def opening(day: date, zone: ZoneInfo) -> datetime:
    """The instant at which quiet hours end on `day`."""
    return _at(day, hours_of(day)[0], zone)


def _at(day: date, moment: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, moment, zone).astimezone(ZoneInfo("UTC"))
