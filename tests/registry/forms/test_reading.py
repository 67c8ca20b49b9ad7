from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from registry.forms.reading import (
    in_words,
    partial_in_words,
    read_date,
    read_moment,
    read_partial,
    read_time,
    whole_number,
)

TODAY = date(2026, 11, 20)
TORONTO = ZoneInfo("America/Toronto")


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-05",
        "2026-3-5",
        "2026/03/05",
        "05/03/2026",
        "5.3.2026",
        "5 mar 2026",
        "5 Mar. 2026",
        "5 mars 2026",
        "5 March 2026",
        "March 5, 2026",
        "5th march 2026",
        " 5-mar-2026 ",
    ],
)
def test_date_in_the_ways_people_write_it(text):
    assert read_date(text, today=TODAY) == date(2026, 3, 5)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("1er août 2026", date(2026, 8, 1)),
        ("12 sept 2026", date(2026, 9, 12)),
        ("3 févr. 2026", date(2026, 2, 3)),
        ("today", TODAY),
        ("hier", date(2026, 11, 19)),
        ("aujourd’hui", TODAY),
    ],
)
def test_date_in_words(text, day):
    assert read_date(text, today=TODAY) == day


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("2015-02-30", "“2015-02-30” is not a day: February 2015 has 28 days."),
        ("31/02/2026", "“31/02/2026” is not a day: February 2026 has 28 days."),
        ("05/13/2026", "“05/13/2026” is not a date: a year has no month 13."),
        (
            "05/03/26",
            "“05/03/26” is not a day: write it as 2026-03-05, 5 Mar 2026 or 05/03/2026 (day, month, year).",
        ),
        (
            "march 2026",
            "“march 2026” is not a day: write it as 2026-03-05, 5 Mar 2026 or 05/03/2026 (day, month, year).",
        ),
        (
            "5 jui 2026",
            "“5 jui 2026” is not a day: write it as 2026-03-05, 5 Mar 2026 or 05/03/2026 (day, month, year).",
        ),
        ("0000-01-01", "“0000-01-01” is outside the years 1900 to 2100: check the year."),
    ],
)
def test_date_that_cannot_be_read_is_refused_in_words(text, sentence):
    with pytest.raises(ValueError) as refusal:  # noqa: PT011  the sentence is compared below
        read_date(text, today=TODAY)
    assert str(refusal.value) == sentence


@pytest.mark.parametrize(
    ("text", "kept", "words"),
    [
        ("2012", "2012", "2012"),
        ("2012-03", "2012-03", "March 2012"),
        ("03/2012", "2012-03", "March 2012"),
        ("mars 2012", "2012-03", "March 2012"),
        ("March, 2012", "2012-03", "March 2012"),
        ("5 mar 2012", "2012-03-05", "5 March 2012"),
    ],
)
def test_partial_date_keeps_its_precision(text, kept, words):
    assert (read_partial(text), partial_in_words(kept)) == (kept, words)


@pytest.mark.parametrize("text", ["13/2012", "2012-00", "spring 2012", "5", "2015-02-30"])
def test_partial_date_that_is_none_is_refused(text):
    with pytest.raises(ValueError, match=f"“{text}” is not a da"):
        read_partial(text)


@pytest.mark.parametrize(
    ("text", "clock"),
    [
        ("14:30", time(14, 30)),
        ("1430", time(14, 30)),
        ("930", time(9, 30)),
        ("14h30", time(14, 30)),
        ("14 h", None),
        ("9", time(9, 0)),
        ("2:30 pm", time(14, 30)),
        ("12 am", time(0, 0)),
        ("24:00", None),
        ("12:60", None),
        ("noon", None),
    ],
)
def test_time_of_day(text, clock):
    if clock is None:
        with pytest.raises(ValueError, match=f"“{text}” is not a time of day"):
            read_time(text)
    else:
        assert read_time(text) == clock


@pytest.mark.parametrize(
    "text",
    ["2026-03-05 14:30", "2026-03-05T14:30", "5 mar 2026 2:30 pm", "5 mars 2026 14h30", "05/03/2026 1430"],
)
def test_moment_in_the_zone_of_the_site(text):
    assert read_moment(text, today=TODAY, zone=TORONTO) == datetime(2026, 3, 5, 14, 30, tzinfo=TORONTO)


def test_moment_that_is_a_time_alone_stays_one():
    assert read_moment("16:00", today=TODAY, zone=TORONTO) == time(16, 0)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("5 mar 2026", "“5 mar 2026” lacks the time: write day and time, such as 2026-03-05 14:30."),
        ("2026-03-08 02:30", "02:30 did not exist on 8 March 2026: the clocks went forward (America/Toronto)."),
        ("2026-02-30 10:00", "“2026-02-30” is not a day: February 2026 has 28 days."),
    ],
)
def test_moment_that_cannot_be_is_refused_in_words(text, sentence):
    with pytest.raises(ValueError) as refusal:  # noqa: PT011  the sentence is compared below
        read_moment(text, today=TODAY, zone=TORONTO)
    assert str(refusal.value) == sentence


def test_moment_that_came_twice_is_the_first():
    moment = read_moment("2026-11-01 01:30", today=TODAY, zone=TORONTO)
    assert moment.utcoffset().total_seconds() == -4 * 3600


def test_day_in_words_of_the_language():
    with translation.override("fr"):
        assert in_words(date(2026, 3, 5)) == "5 mars 2026"


@pytest.mark.parametrize(
    ("read", "text"),
    [
        (lambda text: read_date(text, today=TODAY), "9999-12-31"),
        (lambda text: read_date(text, today=TODAY), "1 jan 1899"),
        (lambda text: read_moment(f"{text} 09:30", today=TODAY, zone=TORONTO), "0001-01-01"),
        (read_partial, "0000"),
        (read_partial, "march 2101"),
    ],
)
def test_year_that_no_date_of_the_registry_has_is_refused_with_the_limits(read, text):
    with pytest.raises(ValueError) as refusal:  # noqa: PT011  the sentence is compared below
        read(text)
    assert str(refusal.value) == f"“{text}” is outside the years 1900 to 2100: check the year."


@pytest.mark.parametrize("text", ["²", "٣", "", "-1", "1.0", "1" * 10, "9" * 5000, "\x00"])
def test_whole_number_of_anything_but_few_plain_digits_is_none(text):
    assert whole_number(text) is None


def test_whole_number_of_plain_digits():
    assert whole_number("000123") == 123
