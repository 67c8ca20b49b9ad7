"""How values are spoken: days in words, gestational age as 34w5d, numbers with their unit, status with its icon."""

from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

from django import template
from django.core.paginator import Page
from django.db.models import Field, Model
from django.templatetags.static import static
from django.utils.formats import date_format, number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from registry.models import Site
from registry.models.fields import CodeListField, PartialDateField, split_codes, unit_of
from registry.protocol.dating import earliest_day, format_gestation

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


@register.filter
def whole(value: Decimal) -> str:
    """A number to its unit, halves up: 666.67 mg/kg is shown as 667."""
    return number_format(value.quantize(Decimal(1), ROUND_HALF_UP), use_l10n=True, force_grouping=True)


@register.inclusion_tag("components/pages.html", takes_context=True)
def pages(context: template.Context, page: Page) -> dict[str, object]:
    """Links to the other pages of a list; nothing where there is one page only."""
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)
    return {"page": page, "numbers": numbers, "request": context["request"]}


@register.inclusion_tag("components/edit_link.html", takes_context=True)
def edit_link(context: template.Context, kind: str, pk: int, what: str, label: str = "") -> dict[str, object]:
    """To the form of one row of the patient of the page, for those who may change it; an icon without `label`."""
    allowed = context["may_here"]["change_record"]
    return {"patient": context["patient"], "kind": kind, "pk": pk, "what": what, "label": label, "allowed": allowed}


@register.inclusion_tag("components/add_link.html", takes_context=True)
def add_link(
    context: template.Context, kind: str, label: str, query: str = "", right: str = "enter_record"
) -> dict[str, object]:
    """To the form of a new row of the patient of the page, for those who may enter it."""
    allowed = context["may_here"][right]
    return {"patient": context["patient"], "kind": kind, "label": label, "query": query, "allowed": allowed}


@register.filter
def in_words(row: Model, field_name: str) -> str:
    """A code list of a row in words: "death;disability" as “Death, Persistent or significant disability”."""
    words = dict(row._meta.get_field(field_name).codes)
    return ", ".join(str(words[code]) for code in split_codes(getattr(row, field_name)))


@register.simple_tag
def said(field: Field, value: object, site: Site) -> str:
    """A value of the record in words, as its field means it; instants in the zone of the site."""
    if value is None or value == "":
        return NOTHING
    if isinstance(field, PartialDateField):
        return partial(str(value))
    if isinstance(field, CodeListField):
        words = dict(field.codes)
        return ", ".join(str(words.get(code, code)) for code in split_codes(value))
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if field.name.endswith("gestation_days"):
        return gestation(value)
    return _spoken(value, unit_of(field.name), site)


def _spoken(value: object, unit: str, site: Site) -> str:
    if isinstance(value, datetime):
        return moment(value, site)
    if isinstance(value, date):
        return day(value)
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, Decimal | int):
        return amount(value, unit)
    return str(value)
