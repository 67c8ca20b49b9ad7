"""NOT_ELIGIBLE, WAIVED, CONSENT."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from registry.protocol.facts import AssessmentFact, ConsentFact, ConsentVersion
from tests.registry.protocol.cases import (
    FIRST,
    cycle,
    figures,
    found,
    without_pregnancy,
)


@pytest.mark.parametrize(
    "assessments",
    [
        (),
        (AssessmentFact(assessed_on=FIRST, decision="not_eligible"),),
        (AssessmentFact(assessed_on=FIRST + timedelta(days=1), decision="eligible"),),
    ],
)
def test_not_eligible_without_a_decision_by_the_first_dose(assessments):
    assert found(cycle(assessments=assessments)) == [("NOT_ELIGIBLE", "cycle")]


@pytest.mark.parametrize("decision", ["eligible", "waived"])
def test_not_eligible_is_silent_with_a_decision_of_that_day(decision):
    facts = cycle(assessments=(AssessmentFact(assessed_on=FIRST, decision=decision),))

    assert "NOT_ELIGIBLE" not in dict(found(facts))


def test_not_eligible_is_silent_before_the_first_dose():
    assert found(cycle(assessments=()), on=FIRST - timedelta(days=1)) == []


def test_waived_stands_on_the_waiver_once_treatment_started():
    facts = cycle(assessments=(AssessmentFact(ref="waiver", assessed_on=date(2026, 1, 20), decision="waived"),))

    assert found(facts) == [("WAIVED", "waiver")]
    assert found(facts, on=FIRST - timedelta(days=1)) == []


def test_waived_is_silent_where_she_was_found_eligible_after_it():
    waiver = AssessmentFact(assessed_on=date(2026, 1, 20), decision="waived")
    later = AssessmentFact(assessed_on=FIRST, decision="eligible")

    assert found(cycle(assessments=(later, waiver))) == []
    assert found(cycle(assessments=(waiver, replace(later, assessed_on=waiver.assessed_on)))) == []


def test_consent_signed_on_the_day_of_the_dose_covers_it():
    assert found(cycle(consents=(ConsentFact(signed_on=FIRST),))) == []


def test_consent_stands_on_each_dose_before_the_first_signature():
    facts = cycle(consents=(ConsentFact(signed_on=date(2026, 3, 5)),))

    assert found(facts) == [("CONSENT", FIRST), ("CONSENT", date(2026, 3, 2))]
    assert figures(facts)[0] == ("≤ 2026-02-02", "2026-03-05")
    assert found(facts, on=date(2026, 2, 28)) == [("CONSENT", FIRST)]


def test_consent_withdrawn_for_treatment_stands_on_later_doses():
    facts = cycle(consents=(ConsentFact(signed_on=FIRST, treatment_withdrawn_on=date(2026, 8, 17)),))

    assert found(facts) == [("CONSENT", date(2026, 9, 14))]
    assert figures(facts) == [("2026-02-02 … 2026-08-17", "2026-09-14")]


def test_consent_withdrawn_for_contact_alone_covers_treatment():
    assert found(cycle(consents=(ConsentFact(signed_on=FIRST, contact_withdrawn_on=date(2026, 3, 1)),))) == []


@pytest.mark.parametrize(
    ("signed_again_on", "uncovered"), [(date(2026, 8, 1), []), (date(2026, 9, 1), [("CONSENT", date(2026, 8, 17))])]
)
def test_consent_signed_again_covers_from_then_on(signed_again_on, uncovered):
    first = ConsentFact(ref=1, signed_on=FIRST, treatment_withdrawn_on=date(2026, 8, 1))
    second = ConsentFact(ref=2, signed_on=signed_again_on)

    assert found(cycle(consents=(second, first))) == uncovered


def test_consent_withdrawn_on_the_newer_form_ends_the_older_one_too():
    first = ConsentFact(ref=1, signed_on=FIRST)
    second = ConsentFact(ref=2, signed_on=date(2026, 3, 1), treatment_withdrawn_on=date(2026, 9, 1))

    assert found(cycle(consents=(first, second))) == [("CONSENT", date(2026, 9, 14))]


@pytest.mark.parametrize(
    ("versions", "covered"),
    [
        ((), True),
        ((ConsentVersion(version="1"),), True),
        ((ConsentVersion(version="1", in_force_from=date(2026, 1, 20), in_force_until=date(2026, 1, 20)),), True),
        ((ConsentVersion(version="1", in_force_from=date(2026, 1, 21)),), False),
        ((ConsentVersion(version="2"),), False),
    ],
)
def test_consent_in_a_version_that_the_site_had_in_force(versions, covered):
    codes = found(without_pregnancy(consent_versions=versions))

    assert codes == ([] if covered else [("CONSENT", FIRST)])
