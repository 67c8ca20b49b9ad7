"""Which day it is at a site: windows and steps are days of care there, the clock is an instant."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from registry.models import Site


def day_at(site: Site, now: datetime) -> date:
    """The day of the instant `now` at the site."""
    return now.astimezone(ZoneInfo(site.timezone)).date()


def sites_by_day(sites: Iterable[Site], now: datetime) -> dict[date, list[Site]]:
    """The sites by the day that it is there: seldom more than two days at once."""
    found = defaultdict(list)
    for site in sites:
        found[day_at(site, now)].append(site)
    return dict(found)
