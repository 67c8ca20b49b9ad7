"""Cells: text to value and back."""

from datetime import UTC, date, datetime, time
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from registry.exchange.cells import cells_of
from registry.exchange.importing.drafts import sentences
from registry.models import AdverseEvent, Consent, Infusion, MedicalHistory, Medication, Patient

TORONTO = ZoneInfo("America/Toronto")
PATIENT, INFUSION, EVENT = cells_of(Patient), cells_of(Infusion), cells_of(AdverseEvent)
CONDITION = cells_of(MedicalHistory)["condition"]
STARTED_ON = cells_of(Medication)["started_on"]


def refusal(cell, text):
    with pytest.raises(ValidationError) as refused:
        cell.read(text, TORONTO)
    return sentences(refused.value)


@pytest.mark.parametrize(
    ("cell", "text", "value"),
    [
        (PATIENT["study_id"], " MTL-0001 ", "MTL-0001"),
        (PATIENT["weight_kg"], "61.0", Decimal("61.0")),
        (PATIENT["weight_kg"], "", None),
        (PATIENT["prior_miscarriages"], "4", 4),
        (PATIENT["date_of_birth"], "1977-03-14", date(1977, 3, 14)),
        (PATIENT["smoking"], "", ""),
        (STARTED_ON, "2012", "2012"),
        (cells_of(Consent)["withdrawal_scope"], "contact; treatment", "treatment;contact"),
        (INFUSION["started_at"], "2014-08-25T09:30", datetime(2014, 8, 25, 13, 30, tzinfo=UTC)),
        (INFUSION["started_at"], "2014-08-25 09:30:00", datetime(2014, 8, 25, 13, 30, tzinfo=UTC)),
        (INFUSION["started_at"], "2014-08-25T13:30Z", datetime(2014, 8, 25, 13, 30, tzinfo=UTC)),
        (INFUSION["started_at"], "2014-08-25T09:30-04:00", datetime(2014, 8, 25, 13, 30, tzinfo=UTC)),
        (EVENT["onset_time"], "07:05", time(7, 5)),
    ],
)
def test_cell_reads_its_value(cell, text, value):
    assert cell.read(text, TORONTO) == value


A_NUMBER = "is not a number: write it with a point, such as 61.5."
A_DATE = "is not a date: write year, month and day, such as 2015-03-05."
A_PARTIAL_DATE = "is not a date: write 2015, 2015-03 or 2015-03-05."
A_MOMENT = "is not a day and time: write it as 2015-03-05T09:30, with or without an offset."


@pytest.mark.parametrize(
    ("cell", "text", "sentence"),
    [
        (PATIENT["weight_kg"], "NaN", A_NUMBER),
        (PATIENT["weight_kg"], "1e3", A_NUMBER),
        (PATIENT["weight_kg"], "\uff16\uff11", A_NUMBER),  # digits of full width
        (PATIENT["prior_miscarriages"], "4.0", "is not a whole number: write digits only, such as 3."),
        (PATIENT["date_of_birth"], "20150301", A_DATE),
        (PATIENT["date_of_birth"], "03/05/2015", A_DATE),
        (STARTED_ON, "2015-13", A_PARTIAL_DATE),
        (STARTED_ON, "\uff12\uff10\uff11\uff15", A_PARTIAL_DATE),
        (EVENT["onset_time"], "25:00", "is not a time: write hours and minutes, such as 09:30."),
        (INFUSION["started_at"], "2014-08-25", A_MOMENT),
        (INFUSION["started_at"], "2014-08-25T09:30+99:99", A_MOMENT),
        (INFUSION["started_at"], "0001-01-01T00:00+14:00", "is outside the years 1900 to 2100: check the year."),
    ],
)
def test_cell_refuses_in_words(cell, text, sentence):
    assert refusal(cell, text) == [f"“{text}” {sentence}"]


def test_code_list_refuses_the_part_that_is_wrong():
    [sentence] = refusal(EVENT["serious"], "death;sad")

    assert sentence.startswith("“sad” is not one of death, life_threatening,")


def test_message_repeats_little_and_nothing_that_a_terminal_obeys():
    [sentence] = refusal(PATIENT["indication"], "\x1b[2J" + "x" * 500)

    assert sentence == f"“�[2J{'x' * 56}…” is not one of rpl, rif."


def test_mask_stands_for_the_value():
    with pytest.raises(ValidationError) as refused:
        PATIENT["indication"].read("secret")

    assert sentences(refused.value, "•••") == ["“•••” is not one of rpl, rif."]


@pytest.mark.parametrize("text", ["=1+1", "+1 514 555 0123", "-", "@home", "'=1", "''+"])
def test_text_that_a_spreadsheet_would_obey_is_written_with_one_apostrophe(text):
    assert CONDITION.write(text) == f"'{text}"
    assert CONDITION.read(CONDITION.write(text)) == text


@pytest.mark.parametrize("text", ["'tis", "a=b", "d'Orléans"])
def test_other_text_is_written_as_it_is(text):
    assert (CONDITION.write(text), CONDITION.read(text)) == (text, text)


def test_numbers_and_dates_get_no_apostrophe():
    assert PATIENT["th1_th2_ratio"].write(Decimal("-1.5")) == "-1.5"
    assert PATIENT["date_of_birth"].write(date(1977, 3, 14)) == "1977-03-14"


def test_instant_is_written_with_its_offset_and_without_loss():
    moment = datetime(2014, 8, 25, 13, 30, 5, 250, tzinfo=UTC)

    assert INFUSION["started_at"].write(moment.replace(second=0, microsecond=0), TORONTO) == "2014-08-25T09:30-04:00"
    assert INFUSION["started_at"].read(INFUSION["started_at"].write(moment, TORONTO)) == moment


@given(st.text(max_size=200).map(str.strip).filter(lambda text: "\0" not in text))
def test_every_text_that_is_written_is_read_back(text):
    assert CONDITION.read(CONDITION.write(text)) == text


@given(st.datetimes(datetime(1901, 1, 1), datetime(2099, 12, 31), timezones=st.timezones()))  # noqa: DTZ001
def test_every_instant_that_is_written_is_read_back(moment):
    moment = moment.astimezone(UTC)  # where a clock shows a time twice, Python calls no two instants equal

    assert INFUSION["started_at"].read(INFUSION["started_at"].write(moment, TORONTO)) == moment


@given(st.sampled_from([*PATIENT.values(), *INFUSION.values(), *EVENT.values()]), st.text(max_size=40))
def test_any_text_is_a_value_or_a_refusal_in_words(cell, text):
    said = []
    try:
        cell.read(text, TORONTO)
    except ValidationError as refused:
        said = sentences(refused)

    assert all(said)
