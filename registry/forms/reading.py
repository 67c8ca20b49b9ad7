"""Days and times as people type them, read into values and said back in words.

Nothing is completed or guessed in silence: a day without its year is refused, and what was understood is
shown in words beside the field.
"""

import calendar
import re
import unicodedata
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.utils import formats
from django.utils.dates import MONTHS
from django.utils.translation import gettext as _

from registry.models.fields import check_year

MONTH_NAMES = {
    1: ("january", "janvier"),
    2: ("february", "fevrier"),
    3: ("march", "mars"),
    4: ("april", "avril"),
    5: ("may", "mai"),
    6: ("june", "juin"),
    7: ("july", "juillet"),
    8: ("august", "aout"),
    9: ("september", "septembre"),
    10: ("october", "octobre"),
    11: ("november", "novembre"),
    12: ("december", "decembre"),
}
SHOWN = 60  # characters of what was typed that a refusal repeats
LONGEST_WHOLE = 9  # digits of a whole number in an address or a hidden field
TODAY = ("today", "aujourd'hui", "auj")
YESTERDAY = ("yesterday", "hier")

_YEAR_FIRST = re.compile(r"(?P<year>\d{4})(?:[-/.](?P<month>\d{1,2})(?:[-/.](?P<day>\d{1,2}))?)?", re.ASCII)
_DAY_FIRST = re.compile(r"(?:(?P<day>\d{1,2})[-/.\s])?(?P<month>\d{1,2})[-/.\s](?P<year>\d{4})", re.ASCII)
_DAY_AND_NAME = re.compile(r"(?:(?P<day>\d{1,2})(?:er|st|nd|rd|th)?[-\s]+)?(?P<name>[a-z]{3,9})[-\s]+(?P<year>\d{4})")
_NAME_AND_DAY = re.compile(r"(?P<name>[a-z]{3,9})[-\s]+(?P<day>\d{1,2})(?:st|nd|rd|th)?[-\s]+(?P<year>\d{4})")
_ISO_TIME = re.compile(r"(?<=\d)t(?=\d)")
_HALF = re.compile(r"\s+(am|pm)$")
_TIME = re.compile(r"(?P<hour>\d{1,2})(?:[:h.](?P<minute>\d{2})?|(?P<together>\d{2}))?\s*(?P<half>am|pm)?", re.ASCII)


def whole_number(text: str) -> int | None:
    """The number that plain digits write, None for any other text: “²” and Arabic digits are none."""
    is_number = text.isascii() and text.isdecimal() and len(text) <= LONGEST_WHOLE
    return int(text) if is_number else None


def shortened(text: str) -> str:
    """What was typed, as a refusal repeats it."""
    text = text.strip()
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


def read_partial(text: str) -> str:
    """A year, month or day as reduced ISO text: "march 2012" is `2012-03`. Raises ValueError in words."""
    parts = _parts(_plain(text))
    if parts is None:
        raise ValueError(
            _("“%(text)s” is not a date: write a year, a month or a day, such as 2012, March 2012 or 5 Mar 2012.")
            % {"text": shortened(text)}
        )
    year, month, day = parts
    _check_year(text, year)
    if month is None:
        return f"{year:04d}"
    if day is None:
        _check_month(text, month)
        return f"{year:04d}-{month:02d}"
    return _day(text, year, month, day).isoformat()


def read_date(text: str, *, today: date) -> date:
    """A day: `2026-03-05`, `5 mar 2026`, `5 mars 2026`, `05/03/2026` (day first), `today`.

    Raises ValueError in words for anything else, a day that does not exist or one without day or year.
    """
    plain = _plain(text)
    if plain in TODAY or plain in YESTERDAY:
        return today - timedelta(days=plain in YESTERDAY)
    parts = _parts(plain)
    if parts is None or parts[1] is None or parts[2] is None:
        raise ValueError(
            _("“%(text)s” is not a day: write it as 2026-03-05, 5 Mar 2026 or 05/03/2026 (day, month, year).")
            % {"text": shortened(text)}
        )
    return _day(text, *parts)


def read_time(text: str) -> time:
    """A time of day: `14:30`, `1430`, `14h30`, `9`, `2:30 pm`. Raises ValueError in words."""
    match = _TIME.fullmatch(_plain(text))
    if match:
        hour, minute = int(match["hour"]), int(match["minute"] or match["together"] or 0)
        if match["half"] and 1 <= hour <= 12:
            hour = hour % 12 + 12 * (match["half"] == "pm")
        if hour <= 23 and minute <= 59:
            return time(hour, minute)
    raise ValueError(
        _("“%(text)s” is not a time of day: write it as 14:30, from 00:00 to 23:59.") % {"text": shortened(text)}
    )


def read_moment(text: str, *, today: date, zone: ZoneInfo) -> datetime | time:
    """A day and a time at the site; a time alone stays one. Raises ValueError in words.

    A time that the clocks jumped over is refused; one that came twice is the first.
    """
    plain = _ISO_TIME.sub(" ", _plain(text))
    if plain in TODAY or plain in YESTERDAY or _parts(plain) is not None:
        raise ValueError(
            _("“%(text)s” lacks the time: write day and time, such as 2026-03-05 14:30.") % {"text": shortened(text)}
        )
    day_text, _space, time_text = _HALF.sub(r"\1", plain).rpartition(" ")
    clock = read_time(time_text)
    return at_site(read_date(day_text, today=today), clock, zone=zone) if day_text else clock


def at_site(day: date, clock: time, *, zone: ZoneInfo) -> datetime:
    """The instant at which the clocks of the site show that day and time."""
    moment = datetime.combine(day, clock, tzinfo=zone)
    if moment.astimezone(ZoneInfo("UTC")).astimezone(zone).replace(tzinfo=None) != moment.replace(tzinfo=None):
        raise ValueError(
            _("%(time)s did not exist on %(day)s: the clocks went forward (%(zone)s).")
            % {"time": f"{clock:%H:%M}", "day": in_words(day), "zone": zone.key}
        )
    return moment


def in_words(day: date) -> str:
    """A day that nobody can misread: 5 March 2026."""
    return formats.date_format(day, "j F Y")


def partial_in_words(text: str) -> str:
    """`2012-03` as March 2012; text that is no partial date stays as it is."""
    try:
        parts = [int(part) for part in read_partial(text).split("-")]
    except ValueError:
        return text
    if len(parts) == 1:
        return str(parts[0])
    if len(parts) == 2:
        return f"{MONTHS[parts[1]]} {parts[0]}"
    return in_words(date(*parts))


def _plain(text):
    """Without accents, capitals, commas and full stops after an abbreviation."""
    decomposed = unicodedata.normalize("NFKD", text.strip().lower().replace("’", "'"))
    letters = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return " ".join(re.sub(r"(?<=[a-z])\.|,", " ", letters).split())


def _parts(plain):
    """(year, month or None, day or None) as written, unchecked; None where the text has no such form."""
    for pattern in (_YEAR_FIRST, _DAY_FIRST):
        if match := pattern.fullmatch(plain):
            return int(match["year"]), _number(match["month"]), _number(match["day"])
    for pattern in (_DAY_AND_NAME, _NAME_AND_DAY):
        if (match := pattern.fullmatch(plain)) and (month := _month_named(match["name"])):
            return int(match["year"]), month, _number(match["day"])
    return None


def _number(text):
    return int(text) if text else None


def _month_named(name):
    """The month that begins so in English or French; None where two do (“jui”) or none does."""
    found = {number for number, names in MONTH_NAMES.items() for full in names if full.startswith(name)}
    return found.pop() if len(found) == 1 else None


def _check_year(text, year):
    try:
        check_year(year, shortened(text))
    except ValidationError as problem:
        raise ValueError(problem.messages[0]) from None


def _check_month(text, month):
    if not 1 <= month <= 12:
        raise ValueError(
            _("“%(text)s” is not a date: a year has no month %(month)s.") % {"text": shortened(text), "month": month}
        )


def _day(text, year, month, day):
    _check_year(text, year)
    _check_month(text, month)
    try:
        return date(year, month, day)
    except ValueError:
        raise ValueError(
            _("“%(text)s” is not a day: %(month)s %(year)s has %(days)s days.")
            % {
                "text": shortened(text),
                "month": MONTHS[month],
                "year": year,
                "days": calendar.monthrange(year, month)[1],
            }
        ) from None
