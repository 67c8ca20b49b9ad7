"""Adherence: treatment and planned contacts as the protocol wants them. Clause: *Adherence*."""

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from registry.models import User
from registry.models.choices import FollowUpKind
from registry.outcomes.adherence import BY_CODE, HEADINGS, deviation_rows, treatment_rows
from registry.outcomes.cut import DataCut, data_cut
from registry.outcomes.describing import Description, Heading
from registry.outcomes.figures import rate
from registry.outcomes.populations import STARTED_CYCLES
from registry.outcomes.rows import ALL, Place, Row
from registry.outcomes.strata import Stratum
from registry.outcomes.table import Table

BY_KIND = Stratum(name="kind", title=_("Kind of contact"), values=tuple(FollowUpKind.choices))
STATUSES = ("done", "early", "late", "missed", "lost")

DESCRIPTION = Description(
    name="adherence",
    title=_("Adherence to the protocol"),
    population=_(
        "Women who started and their infusions, cycles and planned contacts. Contacts count from the day their window"
        " opens; cancelled ones do not count."
    ),
    strata=(BY_CODE, BY_KIND),
    records=(
        "sites",
        "patients",
        "cycles",
        "infusions",
        "pregnancies",
        "deviations",
        "infant_follow_ups",
        "follow_ups",
    ),
    headings=HEADINGS | {"follow_up": Heading(_("Planned contacts"), pgettext_lazy("denominator", "contacts due"))},
)

# A contact that lies before its window is early, after it late; one not made of a woman lost from sight is lost.
_CONTACTS = f"""
WITH {STARTED_CYCLES},
contact AS (
    SELECT contact.kind, contact.completed_on, contact.window_opens_on, contact.window_closes_on,
           contact.status = 'completed' AS made,
           contact.status = 'missed' OR contact.window_closes_on < started.today AS over,
           patient.withdrawal_reason = 'lost_to_follow_up' OR pregnancy.outcome = 'unknown' AS lost
    FROM followup_followup AS contact
    JOIN started ON started.cycle_id = contact.cycle_id
    JOIN registry_patient AS patient ON patient.id = started.patient_id
    LEFT JOIN registry_pregnancy AS pregnancy
        ON pregnancy.cycle_id = contact.cycle_id AND pregnancy.voided_at IS NULL
    WHERE contact.voided_at IS NULL AND contact.status <> 'cancelled'
      AND (contact.status <> '' OR contact.window_opens_on <= started.today)
),
judged AS (
    SELECT kind,
           CASE
               WHEN made AND completed_on < window_opens_on THEN 'early'
               WHEN made AND completed_on > window_closes_on THEN 'late'
               WHEN made THEN 'done'
               WHEN over AND lost THEN 'lost'
               WHEN over THEN 'missed'
               ELSE 'open'
           END AS status
    FROM contact
)
SELECT coalesce(kind, 'all') AS kind, status, count(*) AS contacts
FROM judged GROUP BY GROUPING SETS ((kind, status), (status))
"""


def adherence(
    *, as_of: datetime, visible_to: User, definitions: str = "", by: str | None = None, site: str = ""
) -> Table:
    """Doses, timing and contacts within their windows; women with each deviation.

    `by` is `code` (deviations), `kind` (contacts), `all` for neither, None for both. Raises `Refused` for a stratum,
    set or site that is not there.
    """
    cut = data_cut(as_of=as_of, visible_to=visible_to, definitions=definitions, site=site)
    return DESCRIPTION.table(cut, _rows(cut, DESCRIPTION.chosen(by)))


def _rows(cut: DataCut, strata: tuple[Stratum, ...]) -> Iterator[Row]:
    yield from treatment_rows(cut)
    yield from _contact_rows(cut, by_kind=BY_KIND in strata)
    if BY_CODE in strata:
        yield from deviation_rows(cut)


def _contact_rows(cut: DataCut, *, by_kind: bool) -> Iterator[Row]:
    found = {(row["kind"], row["status"]): row["contacts"] for row in cut.rows(_CONTACTS, {})}
    for kind in (ALL, *(FollowUpKind.values if by_kind else ())):
        total = sum(number for (of, _status), number in found.items() if of == kind)
        for status in STATUSES:
            place = Place(key="follow_up", by=ALL if kind == ALL else "kind", value=kind, fields=(("status", status),))
            yield rate(place, found.get((kind, status), 0), total, found.get((kind, "open"), 0))
