"""What takes an investigator: decisions on eligibility, and how adverse events are assessed."""

from typing import Any

from django.utils.translation import gettext as _

from registry.domain.eligibility import freeze
from registry.domain.facts import with_facts
from registry.domain.permissions import can
from registry.exchange.importing.drafts import Draft
from registry.exchange.importing.table import TableImport, Turn
from registry.models import Cycle, Right


class EligibilityImport(TableImport):
    """An assessment is never overwritten: another decision is another row.

    Its criteria are frozen as the record shows them once the rest is imported.
    """

    turn = Turn.JUDGED

    def compose(self, draft: Draft, row: Any) -> None:
        super().compose(draft, row)
        for change in list(self.changes(draft)) if draft.is_written else ():
            message = _(
                "The assessment of %(day)s says “%(old)s” and is never overwritten: "
                "a new decision is a new row with its own day."
            )
            params = {"day": draft.values["assessed_on"], "old": change.old}
            draft.refuse(change.column, change.new, message % params)

    def judge(self, drafts: list[Draft]) -> None:
        new = [draft for draft in drafts if draft.is_new]
        cycles = with_facts(Cycle.objects.filter(pk__in={draft.row.cycle_id for draft in new}))
        loaded = {cycle.pk: cycle for cycle in cycles}
        for draft in new:
            draft.row.imported = True
            draft.row.criteria = freeze(loaded[draft.row.cycle_id], on=draft.row.assessed_on)


class AdverseEventImport(TableImport):
    """Anyone who imports may report an event; to assess it takes an investigator of its site, as on its form."""

    assessed = ("causality", "expected", "greater_risk")

    def judge(self, drafts: list[Draft]) -> None:
        for draft in drafts:
            if can(self.run.by, Right.DECIDE, draft.row.site):
                continue
            for name in self.assessed:
                value = getattr(draft.row, name)
                if value != draft.before.get(name, "" if draft.is_new else value):
                    message = _("“%(user)s” may not assess events at %(site)s: an investigator does.")
                    params = {"user": self.run.by.get_username(), "site": draft.row.site}
                    draft.refuse(name, value, message % params)
