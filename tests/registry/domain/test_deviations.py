from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from registry.domain import deviations
from registry.domain.deviations import explain, reconcile_cycle, sweep
from registry.domain.facts import with_facts
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
    swept = sweep(by=acting, today=date(2026, 9, 3))

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

    assert before != []
    assert rows() == before
    assert Deviation.objects.get(code="NO_PRE_DOSE").reason == "She came too late"


def test_deviation_of_a_voided_cycle_is_not_counted(treated, cycle, patient, acting, today):
    correct(treated, 20, by=acting, today=today)
    factories.cycle(patient, by=acting, today=today)
    other = Deviation.objects.get(code="NO_PRE_DOSE").cycle
    Cycle.objects.filter(pk=other.pk).update(voided_at=NOW)  # as before its deviations went with it

    counted = {row.place.value: row.events for row in deviation_rows(data_cut(as_of=NOW, visible_to=acting))}
    assert (counted["DOSE_LOW"], counted["NO_PRE_DOSE"]) == (1, 0)


def asked(action):
    """The statements of `action`."""
    with CaptureQueriesContext(connection) as captured:
        action()
    return [query["sql"] for query in captured]


def place_of(statements, *words):
    return next(i for i, sql in enumerate(statements) if all(word in sql for word in words))


def test_sweep_reads_each_batch_under_its_locks(patient, acting, monkeypatch):
    monkeypatch.setattr(deviations, "BATCH", 2)
    for _each in range(3):
        factories.cycle(patient, by=acting)

    statements = asked(lambda: sweep(by=acting, today=LATER))

    of_cycles = {i: sql for i, sql in enumerate(statements) if 'FROM "registry_cycle"' in sql}
    locks = [i for i, sql in of_cycles.items() if "FOR NO KEY UPDATE" in sql]
    reads = [i for i, sql in of_cycles.items() if '"registry_cycle"."started_on"' in sql]
    assert len(locks) == 2
    assert [a < b for a, b in zip(locks, reads, strict=True)] == [True, True]
    assert reads[0] < locks[1]


def test_reason_written_since_the_rules_read_the_row_stays(treated, cycle, acting, today):
    correct(treated, 20, by=acting, today=today)
    read = [with_facts(Cycle.objects.filter(pk=cycle.pk)).get() for _each in range(2)]
    Deviation.objects.update(reason="Half the vials were at hand")
    Infusion.objects.update(dose_g=21)
    judged = with_facts(Cycle.objects.filter(pk=cycle.pk)).get()

    for stale in read:  # one whose cause is gone, one whose cause is another now
        stale.infusions.all()[0].dose_g = Decimal(40) if stale is read[0] else judged.infusions.all()[0].dose_g
        reconcile_cycle(stale, today=today)
        assert Deviation.objects.get().reason == "Half the vials were at hand"
    assert Deviation.objects.get().observed == "350 mg/kg"


def test_explain_locks_the_cycle_first(treated, acting, today):
    correct(treated, 20, by=acting, today=today)
    [row] = Deviation.objects.all()

    statements = asked(lambda: explain(row, seen=row.version, by=acting, today=today, reason="x"))

    locked = place_of(statements, 'FROM "registry_cycle"', "FOR NO KEY UPDATE")
    assert locked < place_of(statements, 'FROM "registry_deviation"', "FOR UPDATE")


def dose_again(cycle, number, *, by, today):
    with telling_once(by=by, today=today):
        for week in range(number):
            at = datetime(2026, 3, 2, 14, 30, tzinfo=UTC) + timedelta(weeks=week)
            factories.infusion(cycle, by=by, today=today, started_at=at, dose_g=Decimal(20))


def test_reconcile_asks_no_more_for_many_deviations_than_for_one(treated, cycle, acting, today):
    correct(treated, 20, by=acting, today=today)
    few = asked(lambda: sweep(by=acting, today=today))
    dose_again(cycle, 10, by=acting, today=today)
    many = asked(lambda: sweep(by=acting, today=today))

    assert Deviation.objects.filter(closed_on=None).count() >= 11
    assert len(many) == len(few)
