"""EXCLUDED_TREATMENT."""

from dataclasses import replace

import pytest

from registry.protocol.facts import MedicationFact
from tests.registry.protocol.cases import (
    MONTREAL,
    before,
    cycle,
    found,
)


def taken(agent="corticosteroid", started_on="", stopped_on="", timing="concomitant"):
    drug = MedicationFact(ref="drug", agent=agent, timing=timing, started_on=started_on, stopped_on=stopped_on)
    return found(cycle(medications=(drug,)))


@pytest.mark.parametrize("agent", ["corticosteroid", "intralipid", "g_csf", "tnf_inhibitor"])
def test_excluded_treatment_stands_on_the_medication(agent):
    assert taken(agent) == [("EXCLUDED_TREATMENT", "drug")]


@pytest.mark.parametrize("agent", ["aspirin", "lmwh", "progesterone", "hydroxychloroquine", "other"])
def test_excluded_treatment_is_none_of_these(agent):
    assert taken(agent) == []


def test_excluded_treatment_with_hydroxychloroquine_by_setting():
    drug = MedicationFact(ref="drug", agent="hydroxychloroquine", timing="concomitant")
    strict = replace(MONTREAL, hydroxychloroquine_allowed=False)

    assert found(cycle(medications=(drug,)), strict) == [("EXCLUDED_TREATMENT", "drug")]


@pytest.mark.parametrize(
    ("started_on", "stopped_on", "overlaps"),
    [
        ("", "2026-02-01", False),
        ("", "2026-02-02", True),
        ("2025", "2026", True),
        ("2025", "2025", False),
        ("2026-09-14", "", True),
        ("2026-09-15", "", False),
        ("2026-09", "", True),
        ("2026-10", "", False),
        ("", "2026-02", True),
        ("2026-05-01", "2026-05-03", True),
    ],
)
def test_excluded_treatment_reads_partial_dates_widely(started_on, stopped_on, overlaps):
    assert bool(taken(started_on=started_on, stopped_on=stopped_on)) == overlaps


@pytest.mark.parametrize("timing", ["prior_failed", "prior_other"])
def test_excluded_treatment_of_the_past_is_none(timing):
    assert taken(timing=timing) == []


def test_excluded_treatment_without_a_dose_is_silent():
    drug = MedicationFact(agent="corticosteroid", timing="concomitant")

    assert found(cycle(doses=(), medications=(drug,)), on=before(1)) == []
