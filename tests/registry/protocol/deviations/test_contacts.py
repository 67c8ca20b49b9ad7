"""FOLLOW_UP_MISSED, FOLLOW_UP_LATE."""

from datetime import date

import pytest

from registry.protocol.deviations import follow_up_findings
from registry.protocol.facts import ContactFact
from tests.registry.protocol.cases import (
    LATER,
)


def contact(**values):
    window = {"first_on": date(2026, 4, 8), "last_on": date(2026, 5, 6)}
    return ContactFact(**({"ref": "contact", "kind": "pregnancy"} | window | values))


def contact_codes(on, **values):
    return [finding.code for finding in follow_up_findings([contact(**values)], on)]


def test_follow_up_missed_opens_the_day_after_the_window():
    assert contact_codes(date(2026, 5, 6)) == []
    assert contact_codes(date(2026, 5, 7)) == ["FOLLOW_UP_MISSED"]


def test_follow_up_recorded_late_changes_the_rule():
    late = {"completed_on": date(2026, 5, 10)}

    assert contact_codes(date(2026, 5, 9), **late) == ["FOLLOW_UP_MISSED"]
    assert contact_codes(date(2026, 5, 10), **late) == ["FOLLOW_UP_LATE"]


@pytest.mark.parametrize("completed_on", [date(2026, 4, 1), date(2026, 4, 8), date(2026, 5, 6)])
def test_follow_up_early_or_in_its_window_opens_none(completed_on):
    assert contact_codes(LATER, completed_on=completed_on) == []


def test_follow_up_of_an_infant_or_a_cancelled_one_opens_none():
    assert contact_codes(LATER, kind="infant") == []
    assert contact_codes(LATER, cancelled=True) == []
    assert contact_codes(LATER, kind="postpartum") == ["FOLLOW_UP_MISSED"]
