"""Which field asks for which column, and what each takes and refuses."""

from datetime import UTC, date, datetime, time
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.utils import translation

from registry.forms.fields import Code, Codes, Number, form_field
from registry.forms.typed import Clock, Day, Gestation, Moment, PartialDate
from registry.models import AdverseEvent, Baby, ContactDetails, Infusion, Medication, Patient, Pregnancy


def asked(model, name):
    return form_field(model._meta.get_field(name))


@pytest.mark.parametrize(
    ("model", "name", "kind", "widget"),
    [
        (Infusion, "started_at", Moment, forms.TextInput),
        (Infusion, "dose_g", Number, forms.TextInput),
        (Infusion, "setting", Code, forms.RadioSelect),
        (Infusion, "funding", Code, forms.Select),
        (Infusion, "weight_basis", Code, forms.Select),
        (Infusion, "completed", Code, forms.RadioSelect),
        (Patient, "date_of_birth", Day, forms.TextInput),
        (Patient, "workup_complete", Code, forms.RadioSelect),
        (Medication, "started_on", PartialDate, forms.TextInput),
        (Pregnancy, "scan_gestation_days", Gestation, forms.TextInput),
        (AdverseEvent, "onset_time", Clock, forms.TextInput),
        (AdverseEvent, "serious", Codes, forms.CheckboxSelectMultiple),
        (AdverseEvent, "description", forms.CharField, forms.Textarea),
        (ContactDetails, "family_name", forms.CharField, forms.TextInput),
    ],
)
def test_field_of_a_column(model, name, kind, widget):
    field = asked(model, name)

    assert (type(field), isinstance(field.widget, widget)) == (kind, True)


@pytest.mark.parametrize(
    ("model", "name", "codes"),
    [
        (Patient, "workup_complete", ["no", "yes", ""]),
        (Infusion, "completed", ["no", "yes"]),
        (Infusion, "weight_basis", ["", "actual", "pre_pregnancy", "adjusted", "ideal"]),
        (Baby, "status", ["live_birth", "stillbirth"]),
        (Medication, "timing", ["prior_failed", "prior_other", "concomitant"]),
    ],
)
def test_blank_can_be_chosen_where_it_may_stand(model, name, codes):
    assert [code for code, _label in asked(model, name).choices] == codes


@pytest.mark.parametrize(
    ("name", "unit"), [("dose_g", "g"), ("weight_kg", "kg"), ("peak_rate_ml_h", "mL/h"), ("cost", "")]
)
def test_unit_stands_beside_the_number(name, unit):
    assert asked(Infusion, name).unit == unit


@pytest.mark.parametrize(("text", "number"), [("62.5", "62.5"), ("62,5", "62.5"), (" 62 ", "62"), ("6e1", "60")])
def test_number_takes_point_and_comma(text, number):
    assert asked(Infusion, "weight_kg").clean(text) == Decimal(number)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("29.9", "29.9 kg is outside 30 to 250 kg."),
        ("250.1", "250.1 kg is outside 30 to 250 kg."),
        ("62.55", "“62.55” has more than 1 digit behind the point."),
        ("sixty", "“sixty” is not a number."),
        ("inf", "“inf” is not a number."),
    ],
)
def test_number_that_cannot_be_is_refused_in_words(text, sentence):
    with pytest.raises(ValidationError) as refusal:
        asked(Infusion, "weight_kg").clean(text)
    assert refusal.value.messages == [sentence]


def test_number_is_refused_in_the_language_of_the_reader():
    with translation.override("fr"), pytest.raises(ValidationError) as refusal:
        asked(Infusion, "weight_kg").clean("29,9")
    assert "29,9" in refusal.value.messages[0]


@pytest.mark.parametrize("number", [Decimal("60.0"), Decimal("60")])
def test_number_is_shown_without_idle_zeros(number):
    assert asked(Infusion, "weight_kg").prepare_value(number) == "60"


def test_number_written_otherwise_is_no_change():
    assert not asked(Infusion, "weight_kg").has_changed(Decimal("60.0"), "60")
    assert asked(Infusion, "weight_kg").has_changed(Decimal("60.0"), "61")
    assert asked(Infusion, "weight_kg").has_changed(Decimal("60.0"), "sixty")


@pytest.mark.parametrize(("text", "days"), [("34w5d", 243), ("34+5", 243), ("34 5/7", 243), ("8w", 56)])
def test_gestation_is_kept_in_days(text, days):
    assert asked(Pregnancy, "scan_gestation_days").clean(text) == days


def test_gestation_is_shown_in_weeks_and_days():
    field = asked(Pregnancy, "scan_gestation_days")

    assert field.prepare_value(243) == "34w5d"
    assert not field.has_changed(243, "34w5d")


def test_day_written_otherwise_is_no_change():
    assert not Day().has_changed(date(2026, 3, 5), "5 mar 2026")
    assert Day().has_changed(date(2026, 3, 5), "6 mar 2026")
    assert Day().has_changed(date(2026, 3, 5), "")


def test_moment_is_shown_in_the_zone_of_the_site():
    field = Moment()
    field.zone = ZoneInfo("America/Toronto")

    assert field.prepare_value(datetime(2026, 3, 5, 14, 30, tzinfo=UTC)) == "2026-03-05 09:30"


def test_time_of_day_is_shown_with_minutes():
    assert Clock().prepare_value(time(9, 5)) == "09:05"


def test_codes_are_kept_joined():
    field = asked(AdverseEvent, "serious")

    assert field.clean(["death", "disability"]) == "death;disability"
    assert field.prepare_value("death;disability") == ["death", "disability"]
    assert not field.has_changed("death;disability", ["disability", "death"])


def test_codes_that_are_not_in_the_list_are_refused():
    with pytest.raises(ValidationError, match="boredom"):
        asked(AdverseEvent, "serious").clean(["boredom"])
