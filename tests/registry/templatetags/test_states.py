import pytest

from registry.models import Consent, Deviation
from registry.models.choices import PregnancyOutcome
from registry.protocol.eligibility.criterion import Result
from registry.protocol.labels import CycleState
from registry.templatetags import states


def drawn():
    """Every state that is shown anywhere, by what shows it."""
    return [
        *((states.cycle_state, state) for state in CycleState),
        *((states.pregnancy_outcome, outcome) for outcome in PregnancyOutcome),
        *((states.contact_state, state) for state in states.CONTACT),
        *((states.criterion_result, result) for result in Result),
    ]


@pytest.mark.parametrize(("tag", "state"), drawn())
def test_every_state_has_a_word_beside_its_sign(tag, state):
    badge = tag(state)

    assert badge["word"]
    assert badge["sign"]


@pytest.mark.parametrize(
    ("values", "word"),
    [
        ({"code": "DOSE_LOW"}, "Needs a reason"),
        ({"code": "DOSE_LOW", "reason": "Product was short"}, "Explained"),
        ({"code": "DOSE_ROUNDING"}, "Needs no reason"),
        ({"code": "DOSE_LOW", "closed_on": "2026-01-01"}, "Closed"),
        ({"code": "DOSE_LOW", "reason": "x", "resolved_by_correction": True}, "Corrected"),
    ],
)
def test_deviation_says_what_it_still_wants(values, word):
    assert states.deviation_state(Deviation(**values))["word"] == word


def test_consent_names_the_point_that_was_not_discussed():
    every = dict.fromkeys(states.DISCUSSED, "yes")

    assert states.consent_discussion(Consent(**every))["word"] == "Every point"
    assert states.consent_discussion(Consent(**every | {"costs": "no"}))["word"] == "Not: Costs explained"


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("MTL-0001/2026-02-02T09:30", "Infusion 2 Feb 2026"),
        ("MTL-0001/x", "Infusion x"),
    ],
)
def test_record_of_a_deviation_in_words(key, words):
    assert states.record_words(Deviation(record_table="infusions", record_key=key)) == words


@pytest.mark.parametrize(
    ("table", "key", "words"),
    [
        ("follow_ups", "MTL-0001/1/pregnancy/2", "Follow-up In pregnancy 2"),
        ("cycles", "MTL-0001/1", "Cycle 1"),
        ("eligibility", "MTL-0001/1/2026-01-19", "Eligibility assessment 19 Jan 2026"),
        (
            "medications",
            "MTL-0001/corticosteroid//concomitant/2026-02",
            "Medication Corticosteroid Concomitant 2026-02",
        ),
    ],
)
def test_record_of_a_deviation_is_named_in_words(table, key, words):
    assert states.record_words(Deviation(record_table=table, record_key=key)) == words
