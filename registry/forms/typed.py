"""Fields that are typed as people write: days, partial dates, times, moments, gestational ages.

Each says in words what was understood, or why it was not; a page asks it while one types (`READERS`).
"""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.forms.reading import in_words, partial_in_words, read_date, read_moment, read_partial, read_time
from registry.protocol.dating import format_gestation, parse_gestation


class TypedText(forms.TextInput):
    """A line of text that is understood as a day or a moment.

    `reads` names the field in `READERS`: a small script asks in its name what was understood. `picker` is the type
    of native input that the script offers beside the text.
    """

    def __init__(self, *, reads, picker="", attrs=None):
        own = {"autocomplete": "off", "spellcheck": "false", "data-reads": reads}
        own |= {"data-picker": picker} if picker else {}
        super().__init__({**own, **(attrs or {})})


class Typed(forms.Field):
    """A field whose text is read by `read`, which says in words why it cannot.

    `zone` (of the site) and `today` (there) are set by the form; `say` tells what was understood.
    """

    unit = ""
    says = True  # templates ask it: a place for the words stands under the input
    empty_value = None
    zone = ZoneInfo("UTC")
    today = date.min

    def read(self, text):
        raise NotImplementedError

    def said(self, value):
        return ""

    def say(self, text):
        """What `text` was understood as, in words; "" where it cannot be read."""
        try:
            return self.said(self.read(str(text))) if text else ""
        except ValueError:
            return ""

    def to_python(self, value):
        if value in self.empty_values:
            return self.empty_value
        if not isinstance(value, str):
            return value
        if not value.strip():
            return self.empty_value
        try:
            return self.read(value)
        except ValueError as problem:
            raise ValidationError(str(problem), code="unreadable") from None

    def has_changed(self, initial, data):
        try:
            return self.to_python(data) != self.to_python(self.prepare_value(initial))
        except ValidationError:
            return True

    def answer(self, text):
        """(what was understood, why it was not): one of them, or neither for a blank."""
        try:
            return (self.said(self.read(text)), "") if text.strip() else ("", "")
        except ValueError as problem:
            return "", str(problem)


class Day(Typed):
    """A day of care, typed."""

    def __init__(self, **options):
        options.setdefault("widget", TypedText(reads="day", picker="date"))
        super().__init__(**options)

    def read(self, text):
        return read_date(text, today=self.today)

    def said(self, value):
        return in_words(value)

    def prepare_value(self, value):
        return value if isinstance(value, str) or value is None else value.isoformat()


class PartialDate(Typed):
    """A date as far as it is known: year, month or day."""

    empty_value = ""

    def __init__(self, *, max_length=None, empty_value="", **options):
        options.setdefault("widget", TypedText(reads="partial"))
        options["help_text"] = options.get("help_text") or gettext_lazy("Year, month or day, as known")
        super().__init__(**options)

    def read(self, text):
        return read_partial(text)

    def said(self, value):
        return partial_in_words(value)


class Clock(Typed):
    """A time of day at the site."""

    def __init__(self, **options):
        options.setdefault("widget", TypedText(reads="clock"))
        super().__init__(**options)

    def read(self, text):
        return read_time(text)

    def prepare_value(self, value):
        return value if isinstance(value, str) or value is None else f"{value:%H:%M}"


class Moment(Typed):
    """A day and a time, entered and shown in the zone of the site; kept as an instant.

    A time alone is left as one where `time_alone` is set: the form knows the day.
    """

    time_alone = False

    def __init__(self, **options):
        options.setdefault("widget", TypedText(reads="moment", picker="datetime-local"))
        super().__init__(**options)

    def read(self, text):
        value = read_moment(text, today=self.today, zone=self.zone)
        if isinstance(value, datetime) or self.time_alone:
            return value
        raise ValueError(_("“%(text)s” lacks the day: write day and time, such as 2026-03-05 14:30.") % {"text": text})

    def said(self, value):
        return f"{in_words(value.date())}, {value:%H:%M}" if isinstance(value, datetime) else ""

    def prepare_value(self, value):
        if isinstance(value, datetime):
            return f"{value.astimezone(self.zone):%Y-%m-%d %H:%M}"
        return value


class Gestation(Typed):
    """A gestational age in weeks and days, kept in days; a decimal of weeks is refused."""

    def __init__(self, *, bounds=None, places=0, unit="", **options):
        self.bounds = bounds
        options.setdefault("widget", TypedText(reads="gestation"))
        options["help_text"] = options.get("help_text") or gettext_lazy("Weeks and days, such as 8w3d")
        super().__init__(**options)

    def read(self, text):
        days = parse_gestation(text)
        if self.bounds is not None and not self.bounds.contains(days):
            raise ValueError(
                _("%(value)s is outside %(low)s to %(high)s.")
                % {
                    "value": format_gestation(days),
                    "low": format_gestation(self.bounds.low),
                    "high": format_gestation(self.bounds.high),
                }
            )
        return days

    def prepare_value(self, value):
        return format_gestation(value) if isinstance(value, int) else value


# What a page asks while one types: the same reading as on saving.
READERS = {"day": Day, "partial": PartialDate, "moment": Moment, "clock": Clock, "gestation": Gestation}
