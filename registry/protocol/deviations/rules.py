"""The rules by code: what each is called, when it holds, and how it weighs until a person says otherwise."""

from dataclasses import dataclass
from typing import Literal

from django.utils.translation import gettext_lazy as _

from ..words import Words

Classification = Literal["important", "not_important"]


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One rule in words. `classification` holds until a person changes it."""

    code: str
    title: Words
    words: Words
    classification: Classification = "important"
    needs_reason: bool = True


RULES: dict[str, Rule] = {
    rule.code: rule
    for rule in (
        Rule(
            code="NOT_ELIGIBLE",
            title=_("Treated without eligibility"),
            words=_("A dose, and nobody had found her eligible or waived by the day of the first one."),
        ),
        Rule(code="WAIVED", title=_("Started on a waiver"), words=_("The cycle started on a waiver of eligibility.")),
        Rule(
            code="CONSENT",
            title=_("Dose without consent"),
            words=_("A dose before consent was signed, after it was withdrawn, or in a version not in force."),
        ),
        Rule(code="DOSE_LOW", title=_("Dose too low"), words=_("The dose by weight is below the range of its route.")),
        Rule(
            code="DOSE_HIGH", title=_("Dose too high"), words=_("The dose by weight is above the range of its route.")
        ),
        Rule(
            code="DOSE_ROUNDING",
            title=_("Dose rounded out of range"),
            words=_("The end of the range for her weight, rounded to the nearest 5 g, lies outside the range."),
            classification="not_important",
            needs_reason=False,
        ),
        Rule(
            code="NO_PRE_DOSE",
            title=_("No dose before transfer or conception"),
            words=_("No dose of any route before the day of transfer or planned conception."),
        ),
        Rule(
            code="PRE_TRANSFER",
            title=_("Dose before transfer out of window"),
            words=_("No intravenous dose in the days before the transfer in which the protocol wants it."),
        ),
        Rule(
            code="PRE_CONCEPTION",
            title=_("Dose before conception out of window"),
            words=_("No intravenous dose in the days before the planned conception in which the protocol wants it."),
        ),
        Rule(
            code="SC_START",
            title=_("Subcutaneous start out of window"),
            words=_(
                "The first subcutaneous dose is not in the days before transfer or conception that the protocol wants."
            ),
        ),
        Rule(
            code="INTERVAL",
            title=_("Interval out of window"),
            words=_("In pregnancy, the days since the dose before are fewer or more than the route allows."),
            classification="not_important",
        ),
        Rule(
            code="STOPPED_EARLY",
            title=_("Stopped early"),
            words=_("The pregnancy reached the time of the last dose, and the last dose was long before."),
        ),
        Rule(
            code="GIVEN_LATE",
            title=_("Dose after the last day"),
            words=_("A dose after the last day on which the protocol gives one."),
            classification="not_important",
        ),
        Rule(
            code="EXCLUDED_TREATMENT",
            title=_("Excluded treatment"),
            words=_("Another immunomodulator between the first and the last dose of the cycle."),
        ),
        Rule(
            code="FOLLOW_UP_MISSED",
            title=_("Follow-up missed"),
            words=_("A contact was not made by the last day of its window."),
            classification="not_important",
        ),
        Rule(
            code="FOLLOW_UP_LATE",
            title=_("Follow-up late"),
            words=_("A contact was made after the last day of its window."),
            classification="not_important",
        ),
        Rule(
            code="SAE_LATE",
            title=_("Report late"),
            words=_("A report of a serious event was not sent by the day it was due."),
            classification="not_important",
        ),
    )
}

CLASSIFICATION: dict[str, Classification] = {code: rule.classification for code, rule in RULES.items()}
NEEDS_REASON: frozenset[str] = frozenset(code for code, rule in RULES.items() if rule.needs_reason)
