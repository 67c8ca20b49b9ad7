"""After a change of the record: which deviations it opened or closed, said on the next page."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib import messages
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from registry.models import Deviation, Patient
from registry.protocol.deviations import NEEDS_REASON, RULES


@contextmanager
def tell_of_deviations(request: HttpRequest, patient: Patient) -> Iterator[list[Deviation]]:
    """Within: the record is changed. A breach is recorded and never in the way; gives those opened, at the end."""
    before, opened = _open(patient), []
    yield opened
    after = _open(patient)
    for pk, row in after.items():
        if pk not in before:
            opened.append(row)
            messages.warning(request, opened_words(row))
    # Those voided with their cycle are gone, not resolved.
    for row in Deviation.objects.filter(pk__in=before.keys() - after.keys()):
        messages.info(request, closed_words(row))


def opened_words(row: Deviation) -> str:
    """The rule in words, what it expects, what was seen, and what to do."""
    said = _("%(rule)s Expected %(expected)s, observed %(observed)s. Deviation %(code)s is open.") % {
        "rule": RULES[row.code].words,
        "expected": row.expected,
        "observed": row.observed,
        "code": row.code,
    }
    if row.code not in NEEDS_REASON:
        return said
    address = reverse("deviation", kwargs={"study_id": row.patient.study_id, "pk": row.pk})
    return format_html('{} <a href="{}">{}</a>', said, address, _("Give its reason."))


def closed_words(row: Deviation) -> str:
    """Which deviation lost its cause."""
    return _("Deviation %(code)s (%(title)s) is resolved by this correction.") % {
        "code": row.code,
        "title": RULES[row.code].title,
    }


def _open(patient: Patient) -> dict[int, Deviation]:
    rows = Deviation.objects.filter(patient=patient, closed_on=None, resolved_by_correction=False)
    return {row.pk: row for row in rows}
