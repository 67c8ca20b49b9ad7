from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.utils import translation

from registry.models import AdverseEvent, Deviation, Infusion, Medication, PriorPregnancy, Site
from registry.templatetags import registry as say
from registry.templatetags.registry import NOTHING

MONTREAL = Site(timezone="America/Toronto")


@pytest.mark.parametrize(("days", "words"), [(243, "34w5d"), (0, "0w0d"), (None, NOTHING)])
def test_gestation(days, words):
    assert say.gestation(days) == words


@pytest.mark.parametrize(
    ("language", "value", "short", "long"),
    [
        ("en", date(2026, 3, 5), "5 Mar 2026", "5 March 2026"),
        ("fr", date(2026, 3, 5), "5 mars 2026", "5 mars 2026"),
        ("fr", date(2026, 8, 1), "1er août 2026", "1er août 2026"),
        ("en", None, NOTHING, NOTHING),
    ],
)
def test_day_in_words(language, value, short, long):
    with translation.override(language):
        assert (say.day(value), say.longday(value)) == (short, long)


@pytest.mark.parametrize(
    ("text", "words"), [("", NOTHING), ("2015", "2015"), ("2015-03", "Mar 2015"), ("2015-03-05", "5 Mar 2015")]
)
def test_partial_date_is_shown_as_far_as_it_is_known(text, words):
    assert say.partial(text) == words


def test_moment_is_told_in_the_zone_of_the_site():
    assert say.moment(datetime(2026, 2, 2, 3, 30, tzinfo=UTC), MONTREAL) == "1 Feb 2026, 22:30"


@pytest.mark.parametrize(
    ("language", "value", "unit", "words"),
    [
        ("en", Decimal("40.00"), "g", "40\u202fg"),
        ("en", Decimal("62.50"), "kg", "62.5\u202fkg"),
        ("fr", Decimal("62.5"), "kg", "62,5\u202fkg"),
        ("en", 4540, "g", "4,540\u202fg"),
        ("en", 0, "", "0"),
        ("en", None, "g", NOTHING),
        ("en", Decimal("1E+2"), "", "100"),
    ],
)
def test_amount(language, value, unit, words):
    with translation.override(language):
        assert say.amount(value, unit) == words


@pytest.mark.parametrize(("value", "words"), [("666.67", "667"), ("599.5", "600"), ("1000.4", "1,000")])
def test_whole_rounds_halves_up(value, words):
    assert say.whole(Decimal(value)) == words


@pytest.mark.parametrize(
    ("model", "name", "value", "words"),
    [
        (Infusion, "route", "iv", "Intravenous"),
        (Infusion, "dose_g", Decimal("40.00"), "40\u202fg"),
        (Infusion, "started_at", datetime(2026, 2, 2, 14, 30, tzinfo=UTC), "2 Feb 2026, 09:30"),
        (AdverseEvent, "serious", "death;disability", "Death, Persistent or significant disability"),
        (AdverseEvent, "onset_on", date(2026, 2, 2), "2 Feb 2026"),
        (PriorPregnancy, "gestation_days", 61, "8w5d"),
        (Medication, "started_on", "2015-03", "Mar 2015"),
        (Deviation, "resolved_by_correction", True, "Yes"),
        (Deviation, "reason", "", NOTHING),
    ],
)
def test_value_is_said_as_its_field_means_it(model, name, value, words):
    assert say.said(model._meta.get_field(name), value, MONTREAL) == words


def test_code_list_in_words():
    assert say.in_words(AdverseEvent(serious="death;life_threatening"), "serious") == "Death, Life-threatening"
