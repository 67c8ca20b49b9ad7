"""Due dates and gestational age in whole days. Clause: *Derived values*, after ACOG Committee Opinion 700.

A gestational age is an integer number of days since the last menstrual period or its equivalent; it is shown as
`34w5d` and never written as a decimal of weeks, because 34.5 may mean 34w5d or 34 and a half weeks.

Dates of the history are known as far as they are known: `2015`, `2015-03` or `2015-03-05`. They keep their precision as
reduced ISO text and are never silently completed; a rule that must compare one reads it widely, from its earliest to
its latest day.
"""

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

TERM_DAYS = 280
CONCEPTION_TO_TERM_DAYS = 266

REDATING_LIMITS: tuple[tuple[int, int], ...] = ((62, 5), (111, 7), (153, 10), (195, 14))
"""(last gestational day of the band by LMP, days by which a scan may differ and not redate); above them 21."""
REDATING_LIMIT_LATE = 21


def due_date_from_transfer(*, transferred_on: date, embryo_age_days: int) -> date:
    """Due date after a transfer: the day + 266 − the age of the embryo in days (D§2c)."""
    return transferred_on + timedelta(days=CONCEPTION_TO_TERM_DAYS - embryo_age_days)


def due_date_from_lmp(*, lmp_on: date) -> date:
    """Due date from the first day of the last menstrual period: + 280 days (D§2c)."""
    return lmp_on + timedelta(days=TERM_DAYS)


def due_date_from_scan(*, scanned_on: date, scan_gestation_days: int) -> date:
    """Due date that a scan implies by the gestational age it measured, in days."""
    return scanned_on + timedelta(days=TERM_DAYS - scan_gestation_days)


def due_date(
    *,
    dating_method: str,
    transferred_on: date | None = None,
    embryo_age_days: int | None = None,
    lmp_on: date | None = None,
    edd: date | None = None,
) -> date | None:
    """The due date under a dating method: `transfer` and `lmp` derive it, `ultrasound` takes `edd` as entered.

    None where the facts that the method needs are missing.
    """
    if dating_method == "transfer" and transferred_on is not None and embryo_age_days is not None:
        return due_date_from_transfer(transferred_on=transferred_on, embryo_age_days=embryo_age_days)
    if dating_method == "lmp" and lmp_on is not None:
        return due_date_from_lmp(lmp_on=lmp_on)
    return edd if dating_method == "ultrasound" else None


def gestational_age(on: date, due_on: date) -> int:
    """Gestational age on a day, in days: 280 − (due date − day). Negative before the period."""
    return TERM_DAYS - (due_on - on).days


def day_of_gestation(due_on: date, days: int) -> date:
    """The day on which a pregnancy due on `due_on` reaches a gestational age in days."""
    return due_on + timedelta(days=days - TERM_DAYS)


def restate_gestation(days: int, *, old_due_on: date, new_due_on: date) -> int:
    """What a gestational age under the old due date is under the new one, in days, for the same day of care."""
    return days + (old_due_on - new_due_on).days


def format_gestation(days: int) -> str:
    """Gestational days as completed weeks and days: 243 is `34w5d`; a day before the period has a minus sign."""
    weeks, rest = divmod(abs(days), 7)
    return f"{'−' if days < 0 else ''}{weeks}w{rest}d"


_GESTATION = re.compile(
    r"(?P<weeks>\d{1,2})\s*(?:weeks?|wk|w|semaines?|sem|sa|s)\s*(?:\+?\s*(?P<days>[0-6])\s*(?:days?|d|jours?|j)?)?"
    r"|(?P<weeks_plus>\d{1,2})\s*\+\s*(?P<days_plus>[0-6])"
    r"|(?P<weeks_sevenths>\d{1,2})\s+(?P<sevenths>[0-6])/7",
    re.IGNORECASE | re.ASCII,
)


def parse_gestation(text: str) -> int:
    """Gestational days from `34w5d`, `34w`, `34+5`, `34 5/7`, `34s5j` or `34 SA + 5`.

    Raises ValueError, in words, for anything else: a number alone or a decimal does not say what it means.
    """
    match = _GESTATION.fullmatch(text.strip())
    if match is None:
        raise ValueError(
            _("“%(text)s” does not say the gestational age: write weeks and days, such as 34w3d.") % {"text": text}
        )
    weeks, days = (int(part) for part in (*filter(None, match.groups()), "0")[:2])
    return 7 * weeks + days


@dataclass(frozen=True, kw_only=True)
class Redating:
    """What a dating scan does to a due date: the date to use, and the difference in days behind it.

    `difference_days` is positive where the scan shows a younger pregnancy; `allowed_days` is None where a scan
    cannot redate.
    """

    due_on: date
    changed: bool
    difference_days: int
    allowed_days: int | None


def redate(*, dating_method: str, due_on: date, scanned_on: date, scan_gestation_days: int) -> Redating:
    """Whether a scan moves the due date (D§2c, ACOG 700): by more days than the band by LMP allows, only from LMP.

    A transfer dates a pregnancy for good, and the first dating scan is not redated by a later one.
    """
    expected = gestational_age(scanned_on, due_on)
    difference = expected - scan_gestation_days
    allowed = redating_limit(expected) if dating_method == "lmp" else None
    changed = allowed is not None and abs(difference) > allowed
    by_scan = due_date_from_scan(scanned_on=scanned_on, scan_gestation_days=scan_gestation_days)
    return Redating(
        due_on=by_scan if changed else due_on, changed=changed, difference_days=difference, allowed_days=allowed
    )


def redating_limit(gestation_days: int) -> int:
    """Days by which a scan at this gestational age by LMP may differ without redating."""
    return next((limit for last, limit in REDATING_LIMITS if gestation_days <= last), REDATING_LIMIT_LATE)


def add_months(day: date, months: int) -> date:
    """The same day of a later calendar month, or its last day: 2026-01-31 + 1 is 2026-02-28."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def age_in_years(born_on: date, on: date) -> int:
    """Age in completed years on a day."""
    return on.year - born_on.year - ((on.month, on.day) < (born_on.month, born_on.day))


_PARTIAL = re.compile(r"(?P<year>\d{4})(?:-(?P<month>\d{2})(?:-(?P<day>\d{2}))?)?", re.ASCII)


def check_partial_date(text: str) -> str:
    """The text itself where it is a year, a year and month, or a day. Raises ValueError in words otherwise."""
    _bounds(text)
    return text


def earliest_day(text: str) -> date:
    """The first day that a partial date can mean. Raises ValueError where the text is none."""
    return _bounds(text)[0]


def latest_day(text: str) -> date:
    """The last day that a partial date can mean. Raises ValueError where the text is none."""
    return _bounds(text)[1]


def _bounds(text: str) -> tuple[date, date]:
    match = _PARTIAL.fullmatch(text)
    try:
        if match is None:
            raise ValueError(text)
        year, month = int(match["year"]), match["month"]
        first = date(year, int(month or 1), int(match["day"] or 1))
        last_month = int(month or 12)
        return first, date(year, last_month, int(match["day"] or calendar.monthrange(year, last_month)[1]))
    except ValueError:
        raise ValueError(
            _("“%(text)s” is not a date: write a year, a month or a day, such as 2015, 2015-03 or 2015-03-05.")
            % {"text": text}
        ) from None
