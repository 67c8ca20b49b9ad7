"""Importing planned contacts and attempts at them."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext as _

from followup.models import FollowUp, FollowUpStatus
from registry.exchange.importing.drafts import Draft
from registry.exchange.importing.references import Unknown
from registry.exchange.importing.row_reader import RowReader
from registry.exchange.importing.table import TableImport, Turn
from registry.models.choices import FollowUpKind


class FollowUpImport(TableImport):
    """What became of a contact: a row that matches a planned one completes it, the others are kept as read."""

    def read(self, draft: Draft) -> None:
        super().read(draft)
        seen = draft.values.get("status") == FollowUpStatus.COMPLETED
        if seen and draft.values.get("kind") == FollowUpKind.INFANT:
            message = _(
                "A child that was seen is a row of infant_follow_ups; here stand missed and cancelled contacts."
            )
            draft.refuse("status", FollowUpStatus.COMPLETED, message)

    def is_counted_as_new(self, row: Any) -> bool:
        return row.status == ""

    def compose(self, draft: Draft, row: Any) -> None:
        was_due_on, was_status = (row.due_on, row.status) if row is not None else (None, "")
        super().compose(draft, row)
        if row is None or not draft.is_written:
            return
        if row.status != was_status:
            row.planned_on = None  # from here on the file's, and no longer the schedule's
            row.cancelled_on = None
            row.before_entry = False
        if row.due_on != was_due_on:
            row.window_opens_on = row.window_closes_on = None  # planning sets them around the ideal day of the file


class ContactAttemptImport(TableImport):
    """An attempt to reach her hangs on a contact, planned or made."""

    turn = Turn.FOLLOWED
    related: ClassVar[dict[str, str]] = {"follow_up": "follow_up__cycle"}
    needs: ClassVar[dict[str, str]] = {**RowReader.needs, "follow_up": "patient"}

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self._follow_ups: dict[tuple[Any, ...], FollowUp] = {}

    def load(self, drafts: list[Draft]) -> None:
        super().load(drafts)
        women = self.run.references.patients({draft.cells.get("study_id", "").strip() for draft in drafts})
        rows = FollowUp.objects.filter(patient__in=women).select_related("cycle").order_by()
        self._follow_ups = {(row.patient_id, row.cycle.cycle_number, row.kind, row.sequence): row for row in rows}

    def find(self, link: str, draft: Draft) -> models.Model:
        if link != "follow_up":
            return super().find(link, draft)
        patient = draft.owners["patient"]
        place = tuple(draft.values[name] for name in ("cycle_number", "kind", "sequence"))
        found = self._follow_ups.get((patient.pk, *place))
        if found is None:
            cycle, kind, sequence = place
            message = _("Cycle %(cycle)s of %(patient)s has no contact %(kind)s %(value)s, planned or made.")
            params = {"cycle": cycle, "patient": patient, "kind": kind, "value": sequence}
            raise Unknown("sequence", sequence, message % params)
        return found
