"""The kinds of field that the record's forms are made of, and their widgets.

`form_field` gives each model field its own: forms declare what is asked, not how.
"""

from decimal import Decimal, InvalidOperation

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.formats import localize
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from registry.forms.reading import shortened
from registry.forms.typed import Clock, Day, Gestation, Moment, PartialDate
from registry.models.encryption import EncryptedTextField
from registry.models.fields import CodeListField, PartialDateField, bounds_of, split_codes, unit_of

MOST_DIGITS = 15  # of a number that is typed; none of the record's has more
FEW = 4  # so many choices, the blank one counted, are radio buttons; more are a select


def form_field(db_field, **options):
    """The form field of a model field; `formfield_callback` of every form of the record."""
    name = db_field.name
    if isinstance(db_field, EncryptedTextField):
        return db_field.formfield(widget=forms.TextInput({"autocomplete": "off"}), **options)
    if isinstance(db_field, PartialDateField):
        return db_field.formfield(form_class=PartialDate, max_length=None, **options)
    if name.endswith("gestation_days"):
        return _with_limits(db_field, Gestation, options)
    if isinstance(db_field, CodeListField):
        return db_field.formfield(form_class=Codes, codes=db_field.codes, max_length=None, **options)
    if db_field.choices:
        return _choice(db_field, options)
    for kind, form_class in ((models.DateTimeField, Moment), (models.DateField, Day), (models.TimeField, Clock)):
        if isinstance(db_field, kind):
            return db_field.formfield(form_class=form_class, **options)
    if isinstance(db_field, models.DecimalField | models.IntegerField):
        return _with_limits(db_field, Number, options)
    return db_field.formfield(**options)


def _with_limits(db_field, form_class, options):
    return form_class(
        label=db_field.verbose_name,
        help_text=db_field.help_text,
        required=not db_field.blank,
        initial=db_field.get_default() if db_field.has_default() else None,
        bounds=bounds_of(db_field),
        places=getattr(db_field, "decimal_places", 0) or 0,
        unit=unit_of(db_field.name),
        **options,
    )


def _choice(db_field, options):
    choices = [choice for choice in db_field.choices if choice[0] != ""]
    may_be_blank = db_field.blank and not db_field.has_default()
    few = len(choices) + may_be_blank <= FEW
    if few and may_be_blank:
        choices = [*choices, ("", gettext_lazy("Blank"))]
    elif may_be_blank:
        choices = [("", gettext_lazy("Blank")), *choices]
    elif not few and not db_field.has_default():
        choices = [("", gettext_lazy("Choose …")), *choices]
    return Code(
        label=db_field.verbose_name,
        help_text=db_field.help_text,
        required=not db_field.blank,
        choices=choices,
        initial=db_field.get_default() if db_field.has_default() else "",
        widget=forms.RadioSelect if few else forms.Select,
        **options,
    )


class Code(forms.TypedChoiceField):
    """One code of a closed list: radio buttons where the list is short, a select where it is long."""

    unit = ""
    default_error_messages = {"invalid_choice": gettext_lazy("“%(value)s” is not one of the choices.")}

    def __init__(self, **options):
        super().__init__(empty_value="", **options)


class Number(forms.Field):
    """A number in clinic units, comma or point; what is outside the limits is refused with both in the sentence."""

    def __init__(self, *, bounds=None, places=0, unit="", **options):
        self.bounds, self.places, self.unit = bounds, places, unit
        mode = "decimal" if places else "numeric"
        options.setdefault("widget", forms.TextInput({"inputmode": mode, "autocomplete": "off", "class": "number"}))
        super().__init__(**options)

    def to_python(self, value):
        if value is None or not str(value).strip():
            return None
        number = self._read(str(value))
        if self.bounds is not None and not self.bounds.contains(number):
            raise ValidationError(self.limits_sentence(number) + self._milligrams(number), code="outside_limits")
        return number

    def limits_sentence(self, number):
        """Why this number cannot be: the value and the limits, with the unit."""
        unit = f" {self.unit}" if self.unit else ""
        number = number if number % 1 else int(number)
        values = {"value": f"{localize(number)}{unit}", "low": localize(self.bounds.low)}
        values["high"] = f"{localize(self.bounds.high)}{unit}"
        if self.bounds.above:
            return _("%(value)s is not above %(low)s and at most %(high)s.") % values
        return _("%(value)s is outside %(low)s to %(high)s.") % values

    def _milligrams(self, number):
        """A hint where grams are asked and milligrams seem to have been typed."""
        grams = number / 1000
        if self.unit != "g" or not self.places or number < 1000 or not self.bounds.contains(grams):
            return ""
        return " " + _("In milligrams this would be %(grams)s g.") % {
            "grams": localize(grams.normalize() if grams % 1 else int(grams))
        }

    def _read(self, text):
        plain = text.strip().replace("\u00a0", "").replace(",", ".")
        try:
            number = Decimal(plain)
        except InvalidOperation:
            raise ValidationError(
                _("“%(text)s” is not a number.") % {"text": shortened(text)}, code="not_a_number"
            ) from None
        if not number.is_finite():
            raise ValidationError(_("“%(text)s” is not a number.") % {"text": shortened(text)}, code="not_a_number")
        if abs(number.adjusted()) > MOST_DIGITS or len(number.as_tuple().digits) > MOST_DIGITS:
            raise ValidationError(
                _("“%(text)s” has more digits than any value of the record.") % {"text": shortened(text)},
                code="too_many_digits",
            )
        if number != round(number, self.places):
            raise ValidationError(self._places_sentence(text), code="too_precise")
        return round(number, self.places) if self.places else int(number)

    def _places_sentence(self, text):
        if not self.places:
            return _("“%(text)s” is not a whole number.") % {"text": text.strip()}
        sentence = ngettext(
            "“%(text)s” has more than %(places)s digit behind the point.",
            "“%(text)s” has more than %(places)s digits behind the point.",
            self.places,
        )
        return sentence % {"text": text.strip(), "places": self.places}

    def prepare_value(self, value):
        if isinstance(value, Decimal):
            return f"{value.normalize():f}"
        return value

    def has_changed(self, initial, data):
        try:
            return self.to_python(data) != initial
        except ValidationError:
            return True


class Codes(forms.MultipleChoiceField):
    """Several codes of one list as checkboxes; kept joined by ";"."""

    unit = ""

    def __init__(self, *, codes, max_length=None, empty_value="", **options):
        options.setdefault("widget", forms.CheckboxSelectMultiple)
        super().__init__(choices=codes, **options)

    def prepare_value(self, value):
        return split_codes(value) if isinstance(value, str) else value

    def clean(self, value):
        return ";".join(super().clean(value))

    def has_changed(self, initial, data):
        return set(self.prepare_value(initial) or []) != set(data or [])
