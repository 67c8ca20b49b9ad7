"""NO_PRE_DOSE, PRE_TRANSFER, PRE_CONCEPTION, SC_START."""

from datetime import date, timedelta

import pytest

from registry.protocol.facts import AssessmentFact, ConsentFact
from tests.registry.protocol.cases import (
    FIRST,
    KSRI,
    LATER,
    OFF_GUIDELINE,
    ONTARIO,
    TRANSFER,
    before,
    figures,
    found,
    iv,
    natural,
    sc,
    without_pregnancy,
)


def pre(doses, on=LATER, make=without_pregnancy, **values):
    early = {
        "consents": (ConsentFact(signed_on=date(2025, 1, 1)),),
        "assessments": (AssessmentFact(assessed_on=date(2025, 1, 1), decision="eligible"),),
    }
    return found(make(doses=doses, **(early | values)), on=on)


@pytest.mark.parametrize(("days", "inside"), [(11, False), (10, True), (5, True), (4, False)])
def test_pre_transfer_window_both_ends_in(days, inside):
    assert pre((iv(before(days)),)) == ([] if inside else [("PRE_TRANSFER", before(days))])


def test_pre_transfer_is_satisfied_by_any_iv_dose_in_the_window():
    assert pre((iv(before(35)), iv(before(7)))) == []
    assert pre((iv(before(35)), sc(before(7)))) == [("PRE_TRANSFER", before(35))]


def test_pre_transfer_names_the_window():
    facts = without_pregnancy(doses=(iv(FIRST + timedelta(days=3)),))

    assert figures(facts) == [("2026-01-30 … 2026-02-04", "2026-02-05")]


def test_pre_transfer_of_ontario_has_its_own_window():
    assert found(without_pregnancy(doses=(iv(before(4), "30"),)), ONTARIO) == []
    assert found(without_pregnancy(doses=(iv(before(7), "30"),)), ONTARIO) == [("PRE_TRANSFER", before(7))]


@pytest.mark.parametrize(("days", "inside"), [(38, False), (37, True), (23, True), (22, False)])
def test_pre_conception_window_both_ends_in(days, inside):
    codes = pre((iv(before(days)),), make=natural, pregnancy=None, hcg_on=None, hcg_result="")

    assert codes == ([] if inside else [("PRE_CONCEPTION", before(days))])


def test_pre_conception_without_a_plan_is_counted_from_the_period():
    values = {"planned_on": None, "lmp_on": before(14), "pregnancy": None, "hcg_on": None, "hcg_result": ""}

    assert pre((iv(before(23)),), make=natural, **values) == []
    assert pre((iv(before(22)),), make=natural, **values) == [("PRE_CONCEPTION", before(22))]


@pytest.mark.parametrize("make", [without_pregnancy, natural])
@pytest.mark.parametrize(("days", "inside"), [(38, False), (37, True), (23, True), (22, False)])
def test_sc_start_window_both_ends_in(days, inside, make):
    assert pre((sc(before(days)),), make=make, pregnancy=None) == ([] if inside else [("SC_START", before(days))])


def test_sc_start_is_the_first_dose_alone():
    assert pre((sc(before(38)), sc(before(31)))) == [("SC_START", before(38))]


@pytest.mark.parametrize("days", [0, -3])
def test_no_pre_dose_where_the_first_dose_is_not_before_the_anchor(days):
    codes = pre((sc(before(days)),))

    assert codes == [("NO_PRE_DOSE", "cycle"), ("SC_START", before(days))]


def test_no_pre_dose_without_any_dose():
    assert pre(()) == [("NO_PRE_DOSE", "cycle")]
    assert figures(without_pregnancy(doses=())) == [("< 2026-02-09", "–")]


def test_no_pre_dose_is_silent_with_a_dose_of_either_route():
    assert "NO_PRE_DOSE" not in dict(pre((sc(before(1)),)))


@pytest.mark.parametrize("version", [KSRI, OFF_GUIDELINE])
def test_no_pre_dose_under_a_version_that_does_not_ask_for_one_is_silent(version):
    assert found(without_pregnancy(doses=()), version) == []


def test_pre_rules_are_silent_until_the_transfer_is_recorded_or_the_day_has_passed():
    assert pre((), on=TRANSFER - timedelta(days=1)) == []
    assert pre((), on=TRANSFER) == [("NO_PRE_DOSE", "cycle")]
    assert pre((), on=TRANSFER, transferred_on=None) == []
    assert pre((), on=TRANSFER + timedelta(days=1), transferred_on=None) == [("NO_PRE_DOSE", "cycle")]


def test_pre_rules_of_a_natural_cycle_speak_after_the_planned_day():
    values = {"make": natural, "pregnancy": None, "hcg_on": None, "hcg_result": ""}

    assert pre((), on=TRANSFER, **values) == []
    assert pre((), on=TRANSFER + timedelta(days=1), **values) == [("NO_PRE_DOSE", "cycle")]


def test_pre_rules_are_silent_in_a_cancelled_cycle():
    assert pre((), cancelled_on=before(2), transferred_on=None) == []


def test_pre_rules_go_by_the_actual_day_of_a_transfer_that_moved():
    assert pre((iv(before(7)),), transferred_on=TRANSFER + timedelta(days=5)) == [("PRE_TRANSFER", before(7))]


def test_pre_rules_without_any_day_are_silent():
    assert pre((), planned_on=None, transferred_on=None) == []
