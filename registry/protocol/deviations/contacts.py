"""Contacts against their windows. Clauses: FOLLOW_UP_MISSED, FOLLOW_UP_LATE; comparator cycles too."""

from collections.abc import Iterable
from datetime import date

from ..facts import ContactFact
from .finding import Finding

_OPENING_KINDS = {"pregnancy", "postpartum"}


def follow_up_findings(contacts: Iterable[ContactFact], on: date) -> tuple[Finding, ...]:
    """Contacts in pregnancy and after it not made, or made late, as of the day; from the day after their window.

    A missed contact that is then recorded loses the first finding and has the second. Infant contacts open none.
    """
    found = (_finding(contact, on) for contact in contacts if contact.kind in _OPENING_KINDS)
    return tuple(finding for finding in found if finding is not None)


def _finding(contact: ContactFact, on: date) -> Finding | None:
    made_on = contact.completed_on if contact.completed_on is not None and contact.completed_on <= on else None
    if on <= contact.last_on or (contact.cancelled and made_on is None):
        return None
    if made_on is not None and made_on <= contact.last_on:
        return None
    return Finding(
        code="FOLLOW_UP_MISSED" if made_on is None else "FOLLOW_UP_LATE",
        ref=contact.ref,
        expected=f"≤ {contact.last_on}",
        observed="–" if made_on is None else f"{made_on}",
    )
