"""Treated as assessed and consented. Clauses: NOT_ELIGIBLE, WAIVED, CONSENT."""

from collections.abc import Iterator
from datetime import date

from ..consents import consent_for_treatment, is_version_in_force, withdrawal_day
from ..facts import CycleFacts
from .finding import Finding


def not_eligible_or_waived(cycle: CycleFacts) -> Iterator[Finding]:
    """NOT_ELIGIBLE on the cycle without a decision for it by the first dose; WAIVED on the waiver it started on."""
    if not cycle.doses:
        return
    first = cycle.doses[0].day
    by_then = [made for made in cycle.assessments if made.assessed_on <= first]
    accepted = [made for made in by_then if made.decision in {"eligible", "waived"}]
    if not accepted:
        refused = ", ".join(f"{made.decision} {made.assessed_on}" for made in by_then)
        yield Finding(code="NOT_ELIGIBLE", ref=cycle.ref, expected=f"eligible ≤ {first}", observed=refused or "–")
        return
    # Of two decisions of one day the one made later counts, so the order given breaks the tie.
    last = sorted(accepted, key=lambda made: made.assessed_on)[-1]
    if last.decision == "waived":
        yield Finding(code="WAIVED", ref=last.ref, expected="eligible", observed=f"waived {last.assessed_on}")


def consent(cycle: CycleFacts) -> Iterator[Finding]:
    """CONSENT on each dose that no consent to treatment covers, or one signed in a version not in force."""
    for dose in cycle.doses:
        signed = consent_for_treatment(cycle.consents, dose.day)
        if signed is None:
            yield Finding(code="CONSENT", ref=dose.ref, **_not_covered(cycle, dose.day))
        elif not is_version_in_force(signed, cycle.consent_versions):
            versions = " | ".join(version.version for version in cycle.consent_versions)
            yield Finding(code="CONSENT", ref=dose.ref, expected=versions, observed=signed.version or "–")


def _not_covered(cycle: CycleFacts, day: date) -> dict[str, str]:
    """Her first signature where the dose came before it, else the days of the consent that was withdrawn."""
    signed = [given for given in cycle.consents if given.signed_on <= day]
    if not signed:
        first = min((given.signed_on for given in cycle.consents), default="–")
        return {"expected": f"≤ {day}", "observed": f"{first}"}
    last = max(given.signed_on for given in signed)
    return {"expected": f"{last} … {withdrawal_day(signed, scope='treatment')}", "observed": f"{day}"}
