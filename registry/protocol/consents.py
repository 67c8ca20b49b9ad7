"""Which consent holds on a day. Clauses: CONSENT; criterion *consent in force before the first dose* (D§2d I6)."""

from collections.abc import Iterable
from datetime import date
from typing import Literal

from .facts import ConsentFact, ConsentVersion


def consent_for_treatment(consents: Iterable[ConsentFact], on: date) -> ConsentFact | None:
    """The consent under which a dose of that day is given: the last one signed by then.

    None before the first signature, and after treatment was withdrawn until she signs again. The days of signing
    and of withdrawal themselves still hold.
    """
    signed = [consent for consent in consents if consent.signed_on <= on]
    withdrawn_on = withdrawal_day(signed, scope="treatment")
    if not signed or (withdrawn_on is not None and withdrawn_on < on):
        return None
    return max(signed, key=lambda consent: consent.signed_on)


def withdrawal_day(consents: Iterable[ConsentFact], *, scope: Literal["treatment", "contact"]) -> date | None:
    """The first withdrawal of that scope that no later signature undid, or None.

    It holds for the woman, whichever of her forms it is written on.
    """
    consents = tuple(consents)
    standing = []
    for consent in consents:
        day = consent.treatment_withdrawn_on if scope == "treatment" else consent.contact_withdrawn_on
        if day is not None and not any(other.signed_on >= day for other in consents if other is not consent):
            standing.append(day)
    return min(standing, default=None)


def is_version_in_force(consent: ConsentFact, versions: Iterable[ConsentVersion]) -> bool:
    """Whether the form was in force on the day she signed it; yes where the site recorded no versions."""
    versions = tuple(versions)
    return not versions or any(
        version.version == consent.version
        and (version.in_force_from or date.min) <= consent.signed_on <= (version.in_force_until or date.max)
        for version in versions
    )
