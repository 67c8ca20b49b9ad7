"""Assessing eligibility for a cycle: the criteria are computed, an investigator decides."""

from datetime import date
from typing import Any

from django.utils import translation

from registry.domain.facts import cycle_facts, patient_facts, with_facts
from registry.domain.recording import record
from registry.models import Cycle, EligibilityAssessment, Right, User
from registry.protocol import eligibility
from registry.protocol.eligibility import Criterion


def criteria(cycle: Cycle, *, on: date) -> tuple[Criterion, ...]:
    """What the rules of the cycle's protocol version say of her on the day `on`."""
    return _criteria(with_facts(Cycle.objects.filter(pk=cycle.pk)).get(), on=on)


def _criteria(loaded: Cycle, *, on: date) -> tuple[Criterion, ...]:
    return eligibility.assess(patient_facts(loaded.patient), cycle_facts(loaded), loaded.protocol.rules, on)


def freeze_criteria(cycle: Cycle, *, on: date) -> list[dict[str, Any]]:
    """The criteria as they are kept with an assessment: plain values, rule text included, in English."""
    return freeze(with_facts(Cycle.objects.filter(pk=cycle.pk)).get(), on=on)


def freeze(loaded: Cycle, *, on: date) -> list[dict[str, Any]]:
    """The same of a cycle that was loaded by `with_facts`."""
    with translation.override("en"):
        return [
            {
                "code": each.code,
                "result": str(each.result),
                "value": each.value,
                "expected": each.expected,
                "rule": str(each.rule),
                "source": each.source,
                "decides": each.decides,
            }
            for each in _criteria(loaded, on=on)
        ]


def assess(
    *, cycle: Cycle, assessed_on: date, decision: str, by: User, today: date, reason: str = "", **values: Any
) -> EligibilityAssessment:
    """Record the decision on `cycle` with the criteria frozen as they stood on that day."""
    row = EligibilityAssessment(
        cycle=cycle,
        assessed_on=assessed_on,
        decision=decision,
        reason=reason,
        criteria=freeze_criteria(cycle, on=assessed_on),
        **values,
    )
    return record(row, by=by, today=today, right=Right.DECIDE)
