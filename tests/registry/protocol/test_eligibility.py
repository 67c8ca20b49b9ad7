"""Eligibility, criterion by criterion, under the four versions."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.protocol.eligibility import GUIDELINE_POSITIONS, assess, needs_reason, proposed_decision
from registry.protocol.facts import ConsentFact, ConsentVersion, MedicationFact
from tests.montreal import STUDY_IDS, cycle_facts, patient_facts
from tests.registry.protocol.cases import KSRI, MONTREAL, OFF_GUIDELINE, ONTARIO, cycle, patient

ON = date(2026, 1, 20)


def results(facts=None, version=MONTREAL, attempt=None, on=ON):
    criteria = assess(facts or patient(), attempt or cycle(), version, on)
    return {criterion.code: criterion.result.value for criterion in criteria}


def decision(facts=None, version=MONTREAL, attempt=None, on=ON):
    return proposed_decision(assess(facts or patient(), attempt or cycle(), version, on))


def failed(*agents):
    return tuple(MedicationFact(ref=agent, agent=agent, timing="prior_failed") for agent in agents)


def test_assess_of_one_who_meets_all_proposes_eligible():
    assert set(results(patient(prior_unexplained_miscarriages=5)).values()) == {"met"}
    assert decision() == "eligible"


def test_assess_names_the_rule_the_value_and_the_record():
    [criterion] = [found for found in assess(patient(), cycle(), MONTREAL, ON) if found.code == "failures"]

    assert (criterion.expected, criterion.value, criterion.ref) == ("> 3", "5", "patient")
    assert criterion.source == "patients.failed_blastocyst_transfers"


@pytest.mark.parametrize("study_id", STUDY_IDS)
def test_assess_of_the_montreal_cohort_proposes_eligible(study_id):
    facts = cycle_facts(study_id)

    assert decision(patient_facts(study_id), MONTREAL, facts, facts.assessments[0].assessed_on) == "eligible"


@pytest.mark.parametrize(
    ("born_on", "result"),
    [
        (date(2008, 1, 20), "met"),
        (date(2008, 1, 21), "not_met"),
        (date(1983, 1, 21), "met"),
        (date(1983, 1, 20), "not_met"),
        (None, "unknown"),
    ],
)
def test_age_both_ends_in(born_on, result):
    assert results(patient(date_of_birth=born_on))["age"] == result


@pytest.mark.parametrize(("source", "result"), [("own", "not_met"), ("donor", "met")])
def test_age_with_donor_oocytes_has_its_own_end(source, result):
    facts = patient(date_of_birth=date(1980, 6, 1))

    assert results(facts, ONTARIO, cycle(oocyte_source=source))["age"] == result


def test_age_without_a_rule_is_no_criterion():
    assert "age" not in results(version=KSRI)


@pytest.mark.parametrize(
    ("losses", "failures", "history"),
    [
        (5, 0, "met"),
        (0, 4, "met"),
        (4, 0, "boundary"),
        (0, 3, "boundary"),
        (3, 2, "not_met"),
        (4, 4, "met"),
        (None, 4, "met"),
        (None, 2, "unknown"),
        (4, None, "boundary"),
        (None, None, "unknown"),
    ],
)
@pytest.mark.parametrize("indication", ["rif", "rpl"])
def test_history_by_either_whatever_the_indication(losses, failures, history, indication):
    facts = patient(prior_unexplained_miscarriages=losses, failed_blastocyst_transfers=failures, indication=indication)

    assert results(facts)["history"] == history


def test_history_of_four_late_losses_as_printed_is_boundary():
    """The woman of the paper with a stillbirth and three late losses: at the threshold, for a person to decide."""
    facts = patient(prior_unexplained_miscarriages=4, failed_blastocyst_transfers=0, prior_stillbirths=1)
    criteria = assess(facts, cycle(), MONTREAL, ON)

    assert proposed_decision(criteria) == ""
    assert needs_reason(criteria, "eligible")


def test_history_met_by_the_other_needs_no_reason():
    criteria = assess(patient(prior_unexplained_miscarriages=4), cycle(), MONTREAL, ON)

    assert not needs_reason(criteria, "eligible")
    assert needs_reason(criteria, "waived")


@pytest.mark.parametrize(
    ("losses", "births", "result"),
    [(5, 0, "met"), (4, 0, "not_met"), (5, 1, "not_met"), (5, None, "unknown"), (4, None, "not_met")],
)
def test_history_off_guideline_is_five_losses_and_primary(losses, births, result):
    assert results(patient(prior_miscarriages=losses, prior_live_births=births), OFF_GUIDELINE)["history"] == result


def test_history_without_a_rule_is_no_criterion():
    assert not {"losses", "failures", "history"} & set(results(version=KSRI))


@pytest.mark.parametrize(("answer", "result"), [("yes", "met"), ("no", "not_met"), ("", "unknown")])
def test_workup_and_conventional_as_answered(answer, result):
    found = results(patient(workup_complete=answer, conventional_treatment_failed=answer))

    assert (found["workup"], found["conventional"]) == (result, result)


@pytest.mark.parametrize(
    ("agents", "declared", "ontario", "off_guideline"),
    [
        (("aspirin", "lmwh", "hydroxychloroquine"), "yes", "met", "met"),
        (("lmwh",), "yes", "met", "not_met"),
        (("aspirin",), "yes", "not_met", "not_met"),
        ((), "yes", "unknown", "unknown"),
        ((), "no", "not_met", "not_met"),
        ((), "", "unknown", "unknown"),
    ],
)
def test_conventional_by_agents_that_failed(agents, declared, ontario, off_guideline):
    facts, attempt = patient(conventional_treatment_failed=declared), cycle(medications=failed(*agents))

    assert results(facts, ONTARIO, attempt)["conventional"] == ontario
    assert results(facts, OFF_GUIDELINE, attempt)["conventional"] == off_guideline


@pytest.mark.parametrize(
    ("nk", "ratio", "result"),
    [
        ("12.1", None, "met"),
        (None, "10.31", "met"),
        ("12", "10", "boundary"),
        ("11", "10", "not_met"),
        ("11", None, "unknown"),
        (None, None, "unknown"),
    ],
)
def test_immune_anomaly_by_either_finding(nk, ratio, result):
    facts = patient(nk_cell_percent=nk and Decimal(nk), th1_th2_ratio=ratio and Decimal(ratio))

    assert results(facts, KSRI)["immune"] == result
    assert "immune" not in results(facts)


@pytest.mark.parametrize(
    ("weight", "height", "result"),
    [("95", "165", "met"), ("89.6", "160", "not_met"), ("89.5", "160", "met"), (None, "160", "unknown")],
)
def test_bmi_below_35(weight, height, result):
    facts = patient(weight_kg=weight and Decimal(weight), height_cm=Decimal(height))

    assert results(facts, ONTARIO)["bmi"] == result
    assert "bmi" not in results(facts)


@pytest.mark.parametrize(
    ("smoking", "result"), [("never", "met"), ("former", "met"), ("current", "not_met"), ("", "unknown")]
)
def test_smoking_where_it_counts(smoking, result):
    assert results(patient(smoking=smoking), ONTARIO)["smoking"] == result
    assert "smoking" not in results(patient(smoking=smoking))


@pytest.mark.parametrize(
    ("consents", "on", "result"),
    [
        ((ConsentFact(signed_on=ON),), ON, "met"),
        ((ConsentFact(signed_on=date(2026, 1, 21)),), ON, "not_met"),
        ((), ON, "not_met"),
        ((ConsentFact(signed_on=ON, treatment_withdrawn_on=date(2026, 3, 1)),), date(2026, 3, 1), "met"),
        ((ConsentFact(signed_on=ON, treatment_withdrawn_on=date(2026, 3, 1)),), date(2026, 3, 2), "not_met"),
        ((ConsentFact(signed_on=date(2026, 2, 2)),), date(2026, 3, 1), "met"),
        ((ConsentFact(signed_on=date(2026, 2, 3)),), date(2026, 3, 1), "not_met"),
    ],
)
def test_consent_on_the_day_and_before_the_first_dose(consents, on, result):
    assert results(attempt=cycle(consents=consents), on=on)["consent"] == result


def test_consent_in_a_version_not_in_force_is_not_met():
    versions = (ConsentVersion(version="1", in_force_until=date(2025, 12, 31)), ConsentVersion(version="2"))

    assert results(attempt=cycle(consent_versions=versions))["consent"] == "not_met"


@pytest.mark.parametrize(("answer", "result"), [("no", "met"), ("yes", "not_met"), ("", "unknown")])
def test_contraindication_and_immunomodulator_as_answered(answer, result):
    found = results(patient(ig_contraindication=answer, other_immunomodulator=answer))

    assert (found["contraindication"], found["immunomodulator"]) == (result, result)


def test_immunomodulator_among_her_medications_is_not_met_whatever_was_answered():
    taken = MedicationFact(ref="prednisone", agent="corticosteroid", timing="concomitant", started_on="2025")
    [found] = [
        criterion
        for criterion in assess(patient(), cycle(medications=(taken,)), MONTREAL, ON)
        if criterion.code == "immunomodulator"
    ]

    assert (found.result, found.value, found.ref) == ("not_met", "corticosteroid", "prednisone")


@pytest.mark.parametrize(
    ("values", "proposed"),
    [
        ({}, "eligible"),
        ({"workup_complete": "no"}, "not_eligible"),
        ({"workup_complete": ""}, ""),
        ({"workup_complete": "", "ig_contraindication": "yes"}, "not_eligible"),
    ],
)
def test_proposed_decision_leaves_the_unknown_to_a_person(values, proposed):
    assert decision(patient(**values)) == proposed


def test_assess_of_a_comparator_cycle_is_by_the_same_criteria():
    treated, comparator = cycle(doses=()), cycle(doses=(), exposure="none")

    assert results(attempt=comparator) == results(attempt=treated)


def test_assess_looks_at_nothing_after_the_day():
    later = replace(cycle(), consents=(ConsentFact(signed_on=ON), ConsentFact(signed_on=date(2027, 1, 1))))

    assert assess(patient(), later, MONTREAL, ON) == assess(
        patient(), replace(later, consents=later.consents[:1]), MONTREAL, ON
    )


def test_guideline_positions_say_who_is_against():
    assert [(position.guideline, position.direction) for position in GUIDELINE_POSITIONS] == [
        ("ACR 2020", "against"),
        ("GLADEL-PANLAR 2018", "against"),
        ("ESHRE 2022", "may_benefit"),
    ]


counts = st.none() | st.integers(0, 12)


@given(losses=counts, failures=counts, more=st.integers(0, 5))
def test_history_never_worsens_with_a_higher_count(losses, failures, more):
    order = ["not_met", "boundary", "met"]
    fewer = results(patient(prior_unexplained_miscarriages=losses, failed_blastocyst_transfers=failures))["history"]
    grown = losses if losses is None else losses + more
    now = results(patient(prior_unexplained_miscarriages=grown, failed_blastocyst_transfers=failures))["history"]

    assert fewer == "unknown" or order.index(now) >= order.index(fewer)
