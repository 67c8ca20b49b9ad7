import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from registry.domain.eligibility import criteria
from tests import factories


def results(cycle, on):
    return {each.code: str(each.result) for each in criteria(cycle, on=on)}


def test_criteria_read_the_record(cycle, patient, acting, today):
    before = results(cycle, today)
    factories.consent(patient, by=acting, today=today)
    after = results(cycle, today)

    assert {code: (before[code], after[code]) for code in after if before[code] != after[code]} == {
        "consent": (before["consent"], "met")
    }


def test_assessment_freezes_its_criteria(cycle, investigator, acting, today):
    row = factories.assessment(cycle, by=investigator, today=today)

    assert {each["code"] for each in row.criteria} == set(results(cycle, today))
    assert all(each["rule"] and each["result"] for each in row.criteria)


def test_decision_takes_an_investigator(cycle, alice, today):
    with pytest.raises(PermissionDenied, match="Investigator"):
        factories.assessment(cycle, by=alice, today=today)


def test_waiver_needs_its_reason(cycle, investigator, today):
    with pytest.raises(ValidationError, match="A waiver needs its reason"):
        factories.assessment(cycle, by=investigator, today=today, decision="waived")


@pytest.mark.parametrize("decision", ["eligible", "not_eligible"])
def test_count_at_its_threshold_needs_a_reason(site, acting, investigator, today, decision):
    woman = factories.patient(site, by=acting, today=today, failed_blastocyst_transfers=3)
    cycle = factories.cycle(woman, by=acting, today=today)

    with pytest.raises(ValidationError, match="at its boundary: give the reason"):
        factories.assessment(cycle, by=investigator, today=today, decision=decision)
    why = "Printed as more than three"
    row = factories.assessment(cycle, by=investigator, today=today, decision=decision, reason=why)
    assert row.decision == decision
