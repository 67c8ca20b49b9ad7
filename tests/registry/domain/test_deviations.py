from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from registry.domain.deviations import explain, sweep
from registry.domain.infusions import correct_infusion
from registry.domain.recording import change, restore, void
from registry.domain.signals import telling_once
from registry.models import Cycle, Deviation, Infusion
from registry.outcomes.adherence import deviation_rows
from registry.outcomes.cut import data_cut
from tests import factories

LATER = date(2026, 11, 21)


@pytest.fixture
def cycle(patient, acting, today):
    """A cycle without any day of transfer yet, so that nothing is judged before its dose is entered."""
    return factories.cycle(patient, by=acting, today=today, planned_on=None, transferred_on=None, embryo_age_days=None)


def transfer(cycle, *, by, today):
    cycle.transferred_on, cycle.embryo_age_days = date(2026, 2, 9), 5
    change(cycle, seen=cycle.version, by=by, today=today)


@pytest.fixture
def treated(patient, cycle, acting, today):
    """A woman treated by the protocol: consent, decision, 40 g (667 mg/kg) a week before the transfer."""
    with telling_once(by=acting, today=today):
        factories.consent(patient, by=acting, today=today)
        factories.assessment(cycle, by=acting, today=today)
        infusion = factories.infusion(cycle, by=acting, today=today)
        transfer(cycle, by=acting, today=today)
    return infusion


def correct(infusion, grams, *, by, today):
    infusion = Infusion.objects.get(pk=infusion.pk)
    infusion.dose_g = Decimal(grams)
    return correct_infusion(infusion, seen=infusion.version, by=by, today=today, reason="misread")


def rows():
    return list(
        Deviation.objects.values_list("code", "record_key", "classification", "closed_on", "resolved_by_correction")
    )


def test_treatment_by_the_protocol_opens_nothing(treated):
    assert rows() == []


def test_dose_out_of_range_opens_a_deviation_on_the_infusion(treated, acting, today):
    correct(treated, 20, by=acting, today=today)

    [deviation] = Deviation.objects.all()
    assert (deviation.code, deviation.record_key, deviation.expected, deviation.observed, deviation.opened_on) == (
        "DOSE_LOW",
        "MTL-0001/2026-02-02T09:30",
        "600–800 mg/kg",
        "333 mg/kg",
        today,
    )


def test_dose_corrected_into_range_closes_the_deviation(treated, acting, today):
    correct(treated, 20, by=acting, today=today)
    correct(treated, 40, by=acting, today=LATER)

    assert rows() == [("DOSE_LOW", "MTL-0001/2026-02-02T09:30", "important", LATER, True)]


def test_cause_that_comes_back_opens_the_same_row(treated, acting, today):
    correct(treated, 20, by=acting, today=today)
    correct(treated, 40, by=acting, today=today)
    correct(treated, 20, by=acting, today=LATER)

    assert rows() == [("DOSE_LOW", "MTL-0001/2026-02-02T09:30", "important", None, False)]


def test_explained_deviation_stays_when_its_cause_is_gone(treated, alice, today):
    correct(treated, 20, by=alice, today=today)
    [deviation] = Deviation.objects.all()
    explain(deviation, seen=deviation.version, by=alice, today=today, reason="Half the vials were at hand")
    correct(treated, 40, by=alice, today=today)

    assert rows() == [("DOSE_LOW", "MTL-0001/2026-02-02T09:30", "important", None, True)]


def test_classification_takes_an_investigator(treated, alice, investigator, today):
    correct(treated, 20, by=alice, today=today)
    [deviation] = Deviation.objects.all()
    with pytest.raises(PermissionDenied, match="Investigator"):
        explain(deviation, seen=1, by=alice, today=today, reason="x", classification="not_important")

    explain(deviation, seen=1, by=investigator, today=today, reason="x", classification="not_important")
    assert Deviation.objects.get().classification == "not_important"


def test_dose_without_consent_or_decision_opens_both(cycle, acting, today):
    with telling_once(by=acting, today=today):
        factories.infusion(cycle, by=acting, today=today)

    assert sorted(Deviation.objects.values_list("code", flat=True)) == ["CONSENT", "NOT_ELIGIBLE"]


def test_decision_entered_afterwards_closes_not_eligible(cycle, patient, acting, today):
    factories.infusion(cycle, by=acting, today=today)
    factories.consent(patient, by=acting, today=today)
    factories.assessment(cycle, by=acting, today=today)

    assert set(Deviation.objects.values_list("closed_on", flat=True)) == {today}


def test_day_of_a_dose_is_the_local_day_of_the_site(cycle, patient, acting, today):
    with telling_once(by=acting, today=today):
        factories.consent(patient, by=acting, today=today)
        factories.assessment(cycle, by=acting, today=today)
        # 03:30 UTC on 5 February is still the evening of the 4th in Montreal, the last day of the window.
        factories.infusion(cycle, by=acting, today=today, started_at=datetime(2026, 2, 5, 3, 30, tzinfo=UTC))
        transfer(cycle, by=acting, today=today)

    assert rows() == []


def test_sweep_opens_what_only_time_shows(treated, cycle, acting):
    factories.pregnancy(cycle, by=acting, today=date(2026, 3, 1))
    before = rows()
    swept = sweep(today=date(2026, 9, 3))

    assert before == []
    assert swept == 1
    assert [code for code, *_ in rows()] == ["STOPPED_EARLY"]


def test_deviation_closed_before_it_was_opened_is_refused(treated, alice, today):
    correct(treated, 20, by=alice, today=today)
    [deviation] = Deviation.objects.all()

    with pytest.raises(ValidationError) as refusal:
        explain(deviation, seen=deviation.version, by=alice, today=today, reason="x", closed_on=date(2026, 11, 19))

    assert refusal.value.message_dict == {"closed_on": ["Closed on 2026-11-19, before it was opened on 2026-11-20."]}


def test_record_asks_the_database_little(patient, acting, today, django_assert_max_num_queries):
    cycle = factories.cycle(patient, by=acting, today=today, planned_on=None, transferred_on=None)

    with django_assert_max_num_queries(60), telling_once(by=acting, today=today):
        factories.infusion(cycle, by=acting, today=today)


NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)


@pytest.fixture
def not_dosed(patient, acting, today):
    """A cycle whose transfer came without any dose before it, which is explained."""
    cycle = factories.cycle(patient, by=acting, today=today)
    row = Deviation.objects.get(code="NO_PRE_DOSE")
    explain(row, seen=row.version, by=acting, today=today, reason="She came too late")
    return cycle


def test_voided_cycle_takes_its_deviations_with_it(not_dosed, acting, today):
    void(not_dosed, by=acting, today=today, now=NOW, reason="Entered twice")

    assert rows() == []
    gone = set(Deviation.everything.values_list("void_reason", "voided_at", "closed_on", "resolved_by_correction"))
    assert gone == {("Entered twice", NOW, None, False)}


def test_restored_cycle_has_its_deviations_again_as_the_rules_find_them(not_dosed, acting, today):
    before = rows()
    void(not_dosed, by=acting, today=today, now=NOW, reason="Entered twice")
    restore(not_dosed, by=acting, today=LATER, reason="It was another one")

    assert before and rows() == before
    assert Deviation.objects.get(code="NO_PRE_DOSE").reason == "She came too late"


def test_deviation_of_a_voided_cycle_is_not_counted(treated, cycle, patient, acting, today):
    correct(treated, 20, by=acting, today=today)
    factories.cycle(patient, by=acting, today=today)
    other = Deviation.objects.get(code="NO_PRE_DOSE").cycle
    Cycle.objects.filter(pk=other.pk).update(voided_at=NOW)  # as before its deviations went with it

    counted = {row.place.value: row.events for row in deviation_rows(data_cut(as_of=NOW, visible_to=acting))}
    assert (counted["DOSE_LOW"], counted["NO_PRE_DOSE"]) == (1, 0)
