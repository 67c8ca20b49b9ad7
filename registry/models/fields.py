"""The kinds of field of the clinical record.

Limits and closed lists are declared once, on the field: from there they reach the form, the
sentence of a refusal, the codebook and (through `registry.models.base.kept`) a constraint of
the database.
"""

import re
from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.core.validators import BaseValidator
from django.db import models
from django.utils.deconstruct import deconstructible
from django.utils.translation import gettext_lazy as _

SHORT_TEXT = 200
LONG_TEXT = 4000

# The suffix of a column says its unit, in the model, on the page and in the codebook.
UNITS = {
    "_ml_h": "mL/h",
    "_kg": "kg",
    "_cm": "cm",
    "_g": "g",
    "_days": _("days"),
    "_percent": "%",
}


def unit_of(name):
    """Unit of the column `name` ("kg" for weight_kg), or "" where it has none."""
    return next((unit for suffix, unit in UNITS.items() if name.endswith(suffix)), "")


@deconstructible
class Between(BaseValidator):
    """Refuses a number outside `low` to `high`, both ends in (`above` shuts the lower end out)."""

    code = "outside_limits"

    def __init__(self, low, high, above=False):
        self.low, self.high, self.above = low, high, above
        super().__init__(limit_value=high)

    def __call__(self, value):
        if value is None or self.contains(value):
            return
        message = (
            _("%(value)s is not above %(low)s and at most %(high)s.")
            if self.above
            else _("%(value)s is outside %(low)s to %(high)s.")
        )
        params = {"value": value, "low": self.low, "high": self.high}
        raise ValidationError(message, code=self.code, params=params)

    def contains(self, value):
        low_enough = value > self.low if self.above else value >= self.low
        return low_enough and value <= self.high

    def __eq__(self, other):
        return isinstance(other, Between) and (self.low, self.high, self.above) == (
            other.low,
            other.high,
            other.above,
        )


def bounds_of(field):
    """The `Between` of a number field, or None."""
    return next((v for v in field.validators if isinstance(v, Between)), None)


def Whole(label, low, high, *, required=False, **options):
    """A whole number from `low` to `high`."""
    options.setdefault("validators", [Between(low, high)])
    return models.PositiveSmallIntegerField(label, null=not required, blank=not required, **options)


def Amount(label, digits, places, low, high, *, required=False, above=False, **options):
    """A decimal number of `digits` digits, `places` of them behind the point."""
    return models.DecimalField(
        label,
        max_digits=digits,
        decimal_places=places,
        validators=[Between(Decimal(low), Decimal(high), above=above)],
        null=not required,
        blank=not required,
        **options,
    )


def Code(label, choices, *, required=False, **options):
    """One value of a closed list; blank is the empty text, never NULL."""
    width = max(len(value) for value in choices.values)
    return models.CharField(label, max_length=width, choices=choices.choices, blank=not required, **options)


def Text(label, *, required=False, length=SHORT_TEXT, **options):
    """A name, term or lot: one line of at most 200 characters."""
    return models.CharField(label, max_length=length, blank=not required, **options)


def LongText(label, **options):
    """A description or note of at most 4 000 characters."""
    return models.TextField(label, max_length=LONG_TEXT, blank=True, **options)


class CareDateField(models.DateField):
    """A day on which something happened: a date without a time zone, never in the future."""

    def __init__(self, *args, required=False, **kwargs):
        if not required:
            kwargs.setdefault("null", True)
            kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)


FIRST_YEAR, LAST_YEAR = 1900, 2100
"""Years that a date can have: what lies outside is a slip of the pen, and arithmetic with it may not end."""


def check_year(year, text):
    """Refuse a date, written as `text`, whose year no date of the registry has."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValidationError(
            _("“%(value)s” is outside the years %(first)s to %(last)s: check the year."),
            code="outside_limits",
            params={"value": text, "first": FIRST_YEAR, "last": LAST_YEAR},
        )


PARTIAL_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


def validate_partial_date(value):
    """Accept `2015`, `2015-03` or `2015-03-05` when such a day exists."""
    match = PARTIAL_DATE.fullmatch(value)
    try:
        if match is None:
            raise ValueError
        year, month, day = match.groups()
        date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        raise ValidationError(
            _("“%(value)s” is not a date: write 2015, 2015-03 or 2015-03-05."),
            code="partial_date",
            params={"value": value},
        ) from None


class PartialDateField(models.CharField):
    """A date as it is known: year, month or day, kept as reduced ISO 8601 text."""

    default_validators = [validate_partial_date]

    def __init__(self, *args, **kwargs):
        kwargs.update(max_length=10, blank=True)
        super().__init__(*args, **kwargs)

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        for own in ("max_length", "blank"):
            kwargs.pop(own, None)
        return name, path, args, kwargs


def sortable(column):
    """Generated first possible day of the partial date in `column`, for sorting in SQL."""
    part = (
        "make_date(substr(%(expressions)s, 1, 4)::int, "
        "coalesce(nullif(substr(%(expressions)s, 6, 2), ''), '1')::int, "
        "coalesce(nullif(substr(%(expressions)s, 9, 2), ''), '1')::int)"
    )
    return models.GeneratedField(
        expression=models.Case(
            models.When(
                ~models.Q(**{column: ""}),
                then=models.Func(models.F(column), template=part, arity=1),
            ),
        ),
        output_field=models.DateField(null=True),
        db_persist=True,
    )


class CodeListField(models.CharField):
    """Several values of one closed list, joined by ";" in the list's order."""

    def __init__(self, *args, codes=(), **kwargs):
        self.codes = tuple((value, label) for value, label in codes)
        kwargs.setdefault("max_length", SHORT_TEXT)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)

    @property
    def allowed(self):
        return [value for value, _label in self.codes]

    def validate(self, value, instance):
        super().validate(value, instance)
        for part in split_codes(value):
            if part not in self.allowed:
                raise ValidationError(
                    _("“%(value)s” is not one of %(allowed)s."),
                    code="invalid_choice",
                    params={"value": part, "allowed": ", ".join(self.allowed)},
                )

    def clean(self, value, instance):
        value = super().clean(value, instance)
        chosen = set(split_codes(value))
        return ";".join(code for code in self.allowed if code in chosen)


def split_codes(value):
    """The parts of a code list: "death;disability" gives both, "" gives none."""
    return [part.strip() for part in (value or "").split(";") if part.strip()]
