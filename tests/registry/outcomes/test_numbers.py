import pytest
from django.utils import translation

from registry.outcomes.figures import count, per_100, quantity, rate, reference_test
from registry.outcomes.numbers import in_words, note, one_decimal, p_value, span
from registry.outcomes.rows import Place

HERE = Place(key="x")


@pytest.mark.parametrize(
    ("value", "words"),
    [(86.666666, "86.7"), (12.25, "12.3"), (6.25, "6.3"), (0.35, "0.4"), (0.04, "0.0"), (100, "100.0"), (None, "–")],
)
def test_one_decimal_rounds_half_up(value, words):
    assert one_decimal(value) == words


def test_one_decimal_in_french_has_a_comma():
    with translation.override("fr"):
        assert one_decimal(86.666666) == "86,7"


@pytest.mark.parametrize(
    ("p", "words"),
    [(8.719352487e-06, "8.72 × 10⁻⁶"), (0.0084, "0.008"), (0.345, "0.35"), (1.0, "1.00"), (None, "–")],
)
def test_p_value_in_words(p, words):
    assert p_value(p) == words


def test_span_without_limits_is_a_dash():
    assert span(None, None) == "–"


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (rate(HERE, 13, 15), "13/15 (86.7 %, 62.1–96.3)"),
        (rate(HERE, 0, 15), "0/15 (0.0 %, 0.0–21.8)"),
        (rate(HERE, 0, 0), "–"),
        (per_100(HERE, 6, 100), "6/100 (6.0, 2.2–13.1)"),
        (count(HERE, 0), "0"),
        (reference_test(HERE, 13, 15, reference_percent=30), "P = 8.72 × 10⁻⁶"),
        (reference_test(HERE, 0, 0, reference_percent=30), "–"),
        (quantity(HERE, {}), "–"),
        (
            quantity(HERE, {"x_n": 2, "x_mean": 5.25, "x_sd": None, "x_median": 5.0, "x_q1": 4.0, "x_q3": 6.0}),
            "5.3 (–); 5.0 [4.0–6.0]",
        ),
    ],
)
def test_figure_in_words(row, words):
    assert in_words(row) == words


def test_note_says_how_many_are_not_yet_known():
    assert note(rate(HERE, 11, 15, 2)) == "of 15, of whom 2 not yet known: 73.3–86.7 %"
    assert note(rate(HERE, 11, 15)) == ""
    assert note(quantity(HERE, {"x_n": 1, "x_missing": 3})) == "3 missing"
