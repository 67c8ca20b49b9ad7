"""Words under definition sets, groups, routes and states."""

import pytest

from registry.protocol.dating import day_of_gestation
from registry.protocol.labels import (
    DEFAULT_DEFINITIONS,
    DEFINITIONS,
    Label,
    gestation_at_end,
    is_clinical,
    is_delivered,
    is_ongoing_at_12_weeks,
    label,
    montreal_group,
    primary_or_secondary,
    primary_or_secondary_eshre,
    severity_group,
)
from tests.montreal import STUDY_IDS, cycle_facts, patient_facts
from tests.registry.protocol.cases import DUE, pregnancy_as

SETS = ("icmart-2017", "commit-2020", "eshre")


def labels(facts):
    return [label(facts, DEFINITIONS[code]).value for code in SETS]


@pytest.mark.parametrize(
    ("days", "icmart", "commit", "eshre"),
    [
        (139, "miscarriage", "miscarriage", "miscarriage"),
        (140, "miscarriage", "stillbirth", "miscarriage"),
        (153, "miscarriage", "stillbirth", "miscarriage"),
        (154, "late_fetal_loss", "stillbirth", "miscarriage"),
        (167, "late_fetal_loss", "stillbirth", "miscarriage"),
        (168, "late_fetal_loss", "stillbirth", "stillbirth"),
        (195, "late_fetal_loss", "stillbirth", "stillbirth"),
        (196, "stillbirth", "stillbirth", "stillbirth"),
    ],
)
def test_label_without_signs_of_life_by_set(days, icmart, commit, eshre):
    assert labels(pregnancy_as("birth", days, False)) == [icmart, commit, eshre]
    assert labels(pregnancy_as("loss", days)) == [icmart, commit, eshre]


@pytest.mark.parametrize(
    ("days", "icmart", "commit", "eshre"),
    [
        (139, "miscarriage", "miscarriage", "miscarriage"),
        (140, "miscarriage", "live_birth", "miscarriage"),
        (153, "miscarriage", "live_birth", "miscarriage"),
        (154, "live_birth", "live_birth", "live_birth"),
        (280, "live_birth", "live_birth", "live_birth"),
    ],
)
def test_label_of_a_child_born_alive_by_set(days, icmart, commit, eshre):
    assert labels(pregnancy_as("birth", days, True)) == [icmart, commit, eshre]


def test_label_of_twins_with_one_alive_is_live_birth():
    assert label(pregnancy_as("birth", 240, False, True)) is Label.LIVE_BIRTH


@pytest.mark.parametrize("outcome", ["biochemical", "ectopic", "termination", "ongoing", "unknown"])
def test_label_of_what_is_neither_birth_nor_loss_is_its_code(outcome):
    assert label(pregnancy_as(outcome, 60)).value == outcome


@pytest.mark.parametrize("alive", [(), (None,), (False, None)])
def test_label_of_a_birth_whose_children_are_not_recorded_is_unknown(alive):
    assert label(pregnancy_as("birth", 270, *alive)) is Label.UNKNOWN


@pytest.mark.parametrize(
    ("weight", "alive", "expected"),
    [
        (499, True, "miscarriage"),
        (500, True, "live_birth"),
        (499, False, "miscarriage"),
        (500, False, "stillbirth"),
        (None, True, "unknown"),
    ],
)
def test_label_without_dating_goes_by_birth_weight(weight, alive, expected):
    assert labels(pregnancy_as("birth", 270, alive, weight=weight, due_on=None)) == [expected] * 3


def test_label_of_a_loss_without_dating_or_child_is_miscarriage():
    assert label(pregnancy_as("loss", 60, due_on=None)) is Label.MISCARRIAGE


def test_label_of_the_montreal_cohort_is_thirteen_live_births():
    found = [label(facts.pregnancy) for facts in map(cycle_facts, STUDY_IDS) if facts.pregnancy]

    assert found == [Label.LIVE_BIRTH] * 13


def test_default_definitions_are_icmart():
    assert DEFAULT_DEFINITIONS is DEFINITIONS["icmart-2017"]
    assert tuple(DEFINITIONS) == SETS


def test_gestation_at_end_counts_days():
    assert gestation_at_end(pregnancy_as("birth", 243, True)) == 243
    assert gestation_at_end(pregnancy_as("ongoing")) is None
    assert gestation_at_end(pregnancy_as("birth", 243, True, due_on=None)) is None


@pytest.mark.parametrize(
    ("facts", "delivered"),
    [
        (pregnancy_as("birth", 154, True), True),
        (pregnancy_as("birth", 154, False), False),
        (pregnancy_as("birth", 196, False), True),
        (pregnancy_as("loss", 60), False),
        (pregnancy_as("ongoing"), False),
    ],
)
def test_is_delivered_from_the_limit_of_the_set(facts, delivered):
    assert is_delivered(facts) == delivered


@pytest.mark.parametrize(
    ("facts", "clinical"),
    [
        (pregnancy_as("ectopic", 50), True),
        (pregnancy_as("loss", 50), True),
        (pregnancy_as("termination", 50), True),
        (pregnancy_as("birth", 280, True), True),
        (pregnancy_as("biochemical", 35, gestational_sacs=1), False),
        (pregnancy_as("ongoing", gestational_sacs=1), True),
        (pregnancy_as("ongoing", gestational_sacs=0), False),
        (pregnancy_as("ongoing"), None),
        (pregnancy_as("unknown", gestational_sacs=2), True),
        (pregnancy_as("unknown"), None),
    ],
)
def test_is_clinical_by_outcome_or_scan(facts, clinical):
    assert is_clinical(facts) is clinical


@pytest.mark.parametrize(
    ("facts", "lasted"),
    [
        (pregnancy_as("birth", 280, True, heartbeat_12w="yes"), True),
        (pregnancy_as("birth", 280, True, fetal_heartbeats=2), True),
        (pregnancy_as("birth", 280, True, heartbeat_12w="no", fetal_heartbeats=1), False),
        (pregnancy_as("birth", 280, True), None),
        (pregnancy_as("loss", 83, fetal_heartbeats=1), False),
        (pregnancy_as("loss", 84, fetal_heartbeats=1), True),
        (pregnancy_as("ongoing", fetal_heartbeats=1), True),
        (pregnancy_as("ongoing", fetal_heartbeats=1, due_on=None), None),
        (pregnancy_as("unknown", fetal_heartbeats=1), None),
        (pregnancy_as("unknown", heartbeat_12w="yes"), True),
    ],
)
def test_is_ongoing_at_12_weeks_needs_time_and_heartbeat(facts, lasted):
    assert is_ongoing_at_12_weeks(facts, DUE) is lasted


def test_is_ongoing_at_12_weeks_before_them_is_not_known():
    assert is_ongoing_at_12_weeks(pregnancy_as("ongoing", fetal_heartbeats=1), day_of_gestation(DUE, 83)) is None


def test_primary_or_secondary_by_live_births():
    assert [primary_or_secondary(births) for births in (0, 1, None)] == ["primary", "secondary", ""]


@pytest.mark.parametrize(
    ("births", "stillbirths", "gestations", "expected"),
    [
        (0, 0, (), "primary"),
        (0, 1, (), "secondary"),
        (1, 0, (), "secondary"),
        (0, 0, (60, 168), "primary"),
        (0, 0, (60, 169), "secondary"),
        (None, 0, (), ""),
        (None, 1, (), "secondary"),
    ],
)
def test_primary_or_secondary_eshre_counts_beyond_24_weeks(births, stillbirths, gestations, expected):
    found = primary_or_secondary_eshre(
        prior_live_births=births, prior_stillbirths=stillbirths, prior_gestations=gestations
    )

    assert found == expected


def test_montreal_group_sizes_are_5_2_4_4():
    groups = [
        montreal_group(indication=facts.indication, prior_live_births=facts.prior_live_births)
        for facts in map(patient_facts, STUDY_IDS)
    ]

    order = ("primary_rif", "secondary_rif", "primary_rpl", "secondary_rpl")
    assert [groups.count(group) for group in order] == [5, 2, 4, 4]


def test_montreal_group_without_live_births_is_not_known():
    assert montreal_group(indication="rif", prior_live_births=None) == ""


@pytest.mark.parametrize(
    ("indication", "failed", "unexplained", "group"),
    [
        ("rif", 2, 9, "rif_below"),
        ("rif", 3, 0, "rif_moderate"),
        ("rif", 4, 0, "rif_moderate"),
        ("rif", 5, 0, "rif_severe"),
        ("rpl", 9, 0, "rpl_moderate"),
        ("rpl", 0, 4, "rpl_moderate"),
        ("rpl", 0, 5, "rpl_severe"),
        ("rif", None, 5, ""),
        ("rpl", 5, None, ""),
    ],
)
def test_severity_group_by_indication(indication, failed, unexplained, group):
    found = severity_group(
        indication=indication, failed_blastocyst_transfers=failed, prior_unexplained_miscarriages=unexplained
    )

    assert found == group
