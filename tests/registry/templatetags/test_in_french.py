from datetime import date

import pytest
from django.utils import translation

from registry.templatetags.registry import day, longday, partial
from registry.templatetags.states import kept_words


@pytest.fixture(autouse=True)
def _in_french():
    with translation.override("fr"):
        yield


@pytest.mark.parametrize(
    ("value", "words"),
    [(date(2026, 3, 1), "1er mars 2026"), (date(2026, 8, 5), "5 août 2026"), (date(2026, 2, 3), "3 fév. 2026")],
)
def test_day_in_french_has_a_small_month(value, words):
    assert day(value) == words


def test_long_day_in_french_names_the_month():
    assert longday(date(2026, 2, 3)) == "3 février 2026"


def test_month_of_the_history_in_french_has_a_small_letter():
    assert partial("2015-08") == "août 2015"


def test_words_kept_in_english_are_read_in_french():
    assert (kept_words("yes"), kept_words("Unexplained miscarriages")) == ("Oui", "Fausses couches inexpliquées")


@pytest.mark.parametrize(("kept", "shown"), [("39", "39"), ("", "–")])
def test_kept_figure_stays_as_it_is(kept, shown):
    assert kept_words(kept) == shown
