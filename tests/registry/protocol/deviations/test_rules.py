"""How each deviation weighs until a person says otherwise."""

from registry.protocol.deviations import CLASSIFICATION, NEEDS_REASON, RULES

IMPORTANT = {
    "NOT_ELIGIBLE",
    "WAIVED",
    "CONSENT",
    "NO_PRE_DOSE",
    "PRE_TRANSFER",
    "PRE_CONCEPTION",
    "SC_START",
    "DOSE_LOW",
    "DOSE_HIGH",
    "STOPPED_EARLY",
    "EXCLUDED_TREATMENT",
}


def test_classification_names_the_important_ones():
    assert {code for code, weight in CLASSIFICATION.items() if weight == "important"} == IMPORTANT
    assert len(RULES) == 17


def test_needs_reason_is_all_but_rounding():
    assert set(CLASSIFICATION) - NEEDS_REASON == {"DOSE_ROUNDING"}
