"""Due dates, gestational age and partial dates against the vectors of the dossier (D§2c, D§8b)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.protocol.dating import (
    add_months,
    age_in_years,
    check_partial_date,
    day_of_gestation,
    due_date,
    due_date_from_lmp,
    due_date_from_scan,
    due_date_from_transfer,
    earliest_day,
    format_gestation,
    gestational_age,
    latest_day,
    parse_gestation,
    redate,
    redating_limit,
    restate_gestation,
)
from tests.montreal import STUDY_IDS, by_patient, cycle_facts

days_of_care = st.dates(date(1990, 1, 1), date(2060, 12, 31))
TRANSFER = date(2026, 2, 9)
LMP = date(2026, 1, 23)


@pytest.mark.parametrize(
    ("transferred_on", "embryo_age_days", "due_on"),
    [
        (TRANSFER, 5, date(2026, 10, 28)),
        (TRANSFER, 3, date(2026, 10, 30)),
        (TRANSFER, 6, date(2026, 10, 27)),
        (date(2027, 6, 1), 5, date(2028, 2, 17)),
    ],
)
def test_due_date_from_transfer_by_embryo_age(transferred_on, embryo_age_days, due_on):
    assert due_date_from_transfer(transferred_on=transferred_on, embryo_age_days=embryo_age_days) == due_on


def test_due_date_from_lmp_is_280_days_later():
    assert due_date_from_lmp(lmp_on=LMP) == date(2026, 10, 30)


def test_due_date_from_scan_counts_back_from_its_age():
    assert due_date_from_scan(scanned_on=date(2026, 3, 20), scan_gestation_days=50) == date(2026, 11, 5)


def test_due_date_by_method_takes_only_its_own_facts():
    facts = {"transferred_on": TRANSFER, "embryo_age_days": 5, "lmp_on": LMP, "edd": date(2026, 11, 5)}

    assert due_date(dating_method="transfer", **facts) == date(2026, 10, 28)
    assert due_date(dating_method="lmp", **facts) == date(2026, 10, 30)
    assert due_date(dating_method="ultrasound", **facts) == date(2026, 11, 5)


@pytest.mark.parametrize("dating_method", ["transfer", "lmp", "ultrasound"])
def test_due_date_without_its_facts_is_none(dating_method):
    assert due_date(dating_method=dating_method, transferred_on=TRANSFER) is None


@pytest.mark.parametrize("study_id", [study_id for study_id in STUDY_IDS if by_patient("pregnancies")[study_id]])
def test_due_date_of_the_montreal_cohort_is_the_one_given(study_id):
    [row] = by_patient("pregnancies")[study_id]

    assert cycle_facts(study_id).pregnancy.due_on.isoformat() == row["edd"]


def test_gestational_age_at_transfer_of_a_blastocyst_is_2w5d():
    assert format_gestation(gestational_age(TRANSFER, date(2026, 10, 28))) == "2w5d"


@pytest.mark.parametrize(
    ("days", "day"),
    [
        (0, date(2026, 1, 21)),
        (91, date(2026, 4, 22)),
        (182, date(2026, 7, 22)),
        (224, date(2026, 9, 2)),
        (238, date(2026, 9, 16)),
        (244, date(2026, 9, 22)),
        (273, date(2026, 10, 21)),
    ],
)
def test_day_of_gestation_of_the_test_vector(days, day):
    assert day_of_gestation(date(2026, 10, 28), days) == day


@given(on=days_of_care, due_on=days_of_care)
def test_gestational_age_counts_up_by_one_a_day(on, due_on):
    assert gestational_age(on + timedelta(days=1), due_on) == gestational_age(on, due_on) + 1


@given(due_on=days_of_care, days=st.integers(0, 308))
def test_day_of_gestation_inverts_gestational_age(due_on, days):
    assert gestational_age(day_of_gestation(due_on, days), due_on) == days


@given(days=st.integers(0, 308), old_due_on=days_of_care, new_due_on=days_of_care)
def test_restate_gestation_back_and_forth_is_identity(days, old_due_on, new_due_on):
    there = restate_gestation(days, old_due_on=old_due_on, new_due_on=new_due_on)

    assert there == gestational_age(day_of_gestation(old_due_on, days), new_due_on)
    assert restate_gestation(there, old_due_on=new_due_on, new_due_on=old_due_on) == days


@pytest.mark.parametrize(("days", "text"), [(243, "34w5d"), (262, "37w3d"), (236, "33w5d"), (0, "0w0d"), (-9, "−1w2d")])
def test_format_gestation_in_weeks_and_days(days, text):
    assert format_gestation(days) == text


@given(days=st.integers(0, 308))
def test_parse_gestation_reads_what_is_shown(days):
    assert parse_gestation(format_gestation(days)) == days


@pytest.mark.parametrize(
    "text",
    [
        "34w5d",
        "34W5D",
        " 34 w 5 d ",
        "34w5",
        "34+5",
        "34 5/7",
        "34s5j",
        "34 SA + 5",
        "34SA+5 j",
        "34 weeks 5 days",
        "34 semaines 5 jours",
    ],
)
def test_parse_gestation_as_people_write_it(text):
    assert parse_gestation(text) == 243


def test_parse_gestation_of_whole_weeks():
    assert parse_gestation("34w") == 238


@pytest.mark.parametrize(
    "text", ["34.5", "34,5", "34", "243", "34w7d", "-2w", "34+", "34w+", "w5", "", "34.5w", "34w5d1"]
)
def test_parse_gestation_that_does_not_say_is_refused(text):
    with pytest.raises(ValueError, match="write weeks and days, such as 34w3d"):
        parse_gestation(text)


def by_lmp(scanned_on, scan_gestation_days, due_on=date(2026, 10, 30)):
    return redate(dating_method="lmp", due_on=due_on, scanned_on=scanned_on, scan_gestation_days=scan_gestation_days)


def test_redate_beyond_the_limit_takes_the_scan():
    redating = by_lmp(date(2026, 3, 20), 50)

    assert (redating.due_on, redating.changed) == (date(2026, 11, 5), True)
    assert (redating.difference_days, redating.allowed_days) == (6, 5)


def test_redate_at_the_limit_keeps_the_period():
    redating = by_lmp(date(2026, 3, 20), 51)

    assert (redating.due_on, redating.changed, redating.difference_days) == (date(2026, 10, 30), False, 5)


@pytest.mark.parametrize("dating_method", ["transfer", "ultrasound"])
def test_redate_of_a_transfer_or_an_earlier_scan_never_changes(dating_method):
    redating = redate(
        dating_method=dating_method, due_on=date(2026, 10, 28), scanned_on=date(2026, 3, 20), scan_gestation_days=20
    )

    assert (redating.due_on, redating.changed, redating.allowed_days) == (date(2026, 10, 28), False, None)


@pytest.mark.parametrize(
    ("days", "limit"),
    [(35, 5), (62, 5), (63, 7), (111, 7), (112, 10), (153, 10), (154, 14), (195, 14), (196, 21), (280, 21)],
)
def test_redating_limit_at_the_ends_of_each_band(days, limit):
    assert redating_limit(days) == limit


@given(due_on=days_of_care, days=st.integers(35, 280), off=st.integers(-40, 40))
def test_redate_changes_exactly_beyond_the_limit(due_on, days, off):
    redating = by_lmp(day_of_gestation(due_on, days), days + off, due_on)

    assert redating.changed == (abs(off) > redating_limit(days))
    assert redating.due_on == (due_on - timedelta(days=off) if redating.changed else due_on)


@given(due_on=days_of_care, days=st.integers(35, 195), off=st.integers(22, 40))
def test_redate_back_and_forth_is_identity(due_on, days, off):
    scanned_on = day_of_gestation(due_on, days)
    there = by_lmp(scanned_on, days + off, due_on)

    assert by_lmp(scanned_on, days, there.due_on).due_on == due_on


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2015, 12, 31), 1, date(2016, 1, 31)),
        (date(2015, 11, 30), 13, date(2016, 12, 30)),
    ],
)
def test_add_months_clamps_to_the_last_day(day, months, later):
    assert add_months(day, months) == later


@pytest.mark.parametrize(
    ("born_on", "on", "years"),
    [
        (date(1980, 6, 15), date(2022, 6, 14), 41),
        (date(1980, 6, 15), date(2022, 6, 15), 42),
        (date(1984, 2, 29), date(2026, 2, 28), 41),
        (date(1984, 2, 29), date(2026, 3, 1), 42),
    ],
)
def test_age_in_years_is_completed_years(born_on, on, years):
    assert age_in_years(born_on, on) == years


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2015", date(2015, 1, 1), date(2015, 12, 31)),
        ("2016-02", date(2016, 2, 1), date(2016, 2, 29)),
        ("2015-03-05", date(2015, 3, 5), date(2015, 3, 5)),
    ],
)
def test_partial_date_is_read_widely(text, first, last):
    assert (earliest_day(text), latest_day(text), check_partial_date(text)) == (first, last, text)


@pytest.mark.parametrize(
    "text", ["", "15", "2015-13", "2015-02-30", "2015-3", "March 2015", "2015-03-05T10:00", "0000"]
)
def test_partial_date_that_is_none_is_refused(text):
    with pytest.raises(ValueError, match="is not a date"):
        check_partial_date(text)
