"""How values are spoken: days in words, gestational age as 34w5d, numbers with their unit, status with its icon."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from django import template
from django.templatetags.static import static
from django.utils.formats import date_format, number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from registry.domain.patients import STATE_WORDS
from registry.models import Site
from registry.protocol.dating import earliest_day, format_gestation
from registry.protocol.labels import CycleState

register = template.Library()

NOTHING = "–"


@register.filter
def gestation(days: int | None) -> str:
    """Gestational days as `34w5d`; a dash where they are not known."""
    return NOTHING if days is None else format_gestation(days)


@register.filter
def day(value: date | None) -> str:
    """A day in words, month short: 5 Mar 2026."""
    return _in_words(value, _short_month()) if value else NOTHING


@register.filter
def longday(value: date | None) -> str:
    """A day in words: 5 March 2026."""
    return _in_words(value, "F") if value else NOTHING


def _in_words(value: date, month: str) -> str:
    # French says "1er mars", and no other number of a day.
    number = "1er" if value.day == 1 and get_language() == "fr" else str(value.day)
    return f"{number} {date_format(value, f'{month} Y')}"


def _short_month() -> str:
    # Django writes the short months of French with a capital, its Associated Press form as French does: févr., août.
    return "N" if get_language() == "fr" else "M"


@register.filter
def partial(text: str) -> str:
    """A date of the history as far as it is known: 2015, Mar 2015 or 5 Mar 2015."""
    if not text:
        return NOTHING
    first = earliest_day(text)
    return {4: text, 7: date_format(first, f"{_short_month()} Y")}.get(len(text)) or day(first)


@register.filter
def moment(value: datetime | None, site: Site | None = None) -> str:
    """An instant in the zone of a site (else of the study), in words: 5 Mar 2026, 09:30."""
    if value is None:
        return NOTHING
    local = value.astimezone(ZoneInfo(site.timezone) if site else None)
    return f"{day(local.date())}, {local:%H:%M}"


@register.filter
def amount(value: Decimal | int | None, unit: str = "") -> str:
    """A number in the language's manner without idle zeros, and its unit after a narrow space: 25 g."""
    if value is None:
        return NOTHING
    if isinstance(value, Decimal):
        value = value.normalize() if value % 1 else value.to_integral_value()
    number = number_format(value, use_l10n=True, force_grouping=True)
    return f"{number}\u202f{unit}" if unit else number


@register.filter
def in_minutes(value: timedelta) -> int:
    """A length of time in whole minutes."""
    return round(value.total_seconds() / 60)


@register.filter
def known(value: object) -> object:
    """The value, or a dash where nothing is recorded."""
    return NOTHING if value in (None, "") else value


@register.simple_tag
def icon(name: str) -> SafeString:
    """A sign from the sprite; it stands beside a word, so readers of the page skip it."""
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"/></svg>', static("icons.svg"), name
    )


@register.inclusion_tag("components/badge.html")
def badge(tone: str, word: str, sign: str = "") -> dict[str, str]:
    """A state as icon and word; `tone` is ok, attention, alert, info, neutral or stopped."""
    return {"tone": tone, "word": word, "sign": sign or tone}


@register.inclusion_tag("components/empty.html")
def empty(what: str, how: str = "", address: str = "", action: str = "") -> dict[str, str]:
    """What an empty place would hold (`what`) and how to start (`how`), with a button where there is an address."""
    return {"what": what, "how": how, "address": address, "action": action or _("Start")}


CYCLE_TONES = {
    CycleState.PLANNED: ("neutral", "calendar"),
    CycleState.TREATED: ("info", "clock"),
    CycleState.TESTED_NEGATIVE: ("stopped", "stopped"),
    CycleState.PREGNANT: ("ok", "ok"),
    CycleState.ENDED: ("neutral", "stopped"),
    CycleState.CANCELLED: ("stopped", "stopped"),
}


@register.inclusion_tag("components/badge.html")
def cycle_state(state: str) -> dict[str, str]:
    """Where a cycle stands."""
    tone, sign = CYCLE_TONES[CycleState(state)]
    return {"tone": tone, "word": str(STATE_WORDS[CycleState(state)]), "sign": sign}


@register.inclusion_tag("components/badge.html")
def contact_state(state: str) -> dict[str, str]:
    """What became of a planned contact, or how soon it is."""
    tone, sign, word = {
        "planned": ("neutral", "calendar", _("Planned")),
        "due": ("info", "clock", _("Due")),
        "overdue": ("alert", "alert", _("Overdue")),
        "completed": ("ok", "ok", _("Completed")),
        "missed": ("attention", "attention", _("Missed")),
        "cancelled": ("stopped", "stopped", _("Cancelled")),
    }[state]
    return {"tone": tone, "word": word, "sign": sign}
