"""What hangs on other records by their natural key: deviations, and reasons for blanks."""

from collections import defaultdict
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Max
from django.utils.translation import gettext as _

from registry.domain.cycles import lock
from registry.domain.keys import natural_key
from registry.domain.permissions import can
from registry.exchange.cells import shown
from registry.exchange.importing.drafts import Draft
from registry.exchange.importing.table import TableImport, Turn
from registry.models import Deviation, Right
from registry.models.base import Record
from registry.protocol.deviations import CLASSIFICATION

# The table of the record that shows a departure, by rule; a test holds it equal to what the rules return.
SHOWN_BY = {
    "NOT_ELIGIBLE": "cycles",
    "WAIVED": "eligibility",
    "CONSENT": "infusions",
    "DOSE_LOW": "infusions",
    "DOSE_HIGH": "infusions",
    "DOSE_ROUNDING": "infusions",
    "NO_PRE_DOSE": "cycles",
    "PRE_TRANSFER": "infusions",
    "PRE_CONCEPTION": "infusions",
    "SC_START": "infusions",
    "INTERVAL": "infusions",
    "STOPPED_EARLY": "cycles",
    "GIVEN_LATE": "infusions",
    "EXCLUDED_TREATMENT": "medications",
    "FOLLOW_UP_MISSED": "follow_ups",
    "FOLLOW_UP_LATE": "follow_ups",
    "SAE_LATE": "adverse_events",
}


def recorded_tables() -> dict[str, type[Record]]:
    """The models of the clinical record by the codebook's name of their table."""
    return {
        model.Codebook.table: model
        for model in apps.get_models()
        if issubclass(model, Record) and hasattr(model, "Codebook")
    }


def by_natural_key(model: type[Record], where: models.Q) -> dict[str, Record]:
    """The rows in force that lie there, by natural key."""
    links = {"__".join(column.path.split(".")[:-1]) for column in model.Codebook.columns if column.key}
    rows = model._default_manager.filter(where).select_related("site", *sorted(links - {""})).order_by()
    return {natural_key(row): row for row in rows}


class DeviationImport(TableImport):
    """A deviation that the rules open too is the same row; what the file says of it stands."""

    turn = Turn.FOLLOWED

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self._newest = Deviation.everything.aggregate(newest=Max("pk"))["newest"] or 0
        self._records: dict[str, dict[str, Record]] = {}

    def load(self, drafts: list[Draft]) -> None:
        super().load(drafts)
        women = self.run.references.patients({draft.cells.get("study_id", "").strip() for draft in drafts})
        tables = {SHOWN_BY.get(draft.cells.get("code", "").strip()) for draft in drafts}
        self._records = {
            table: by_natural_key(model, models.Q(patient__in=women))
            for table, model in recorded_tables().items()
            if table in tables
        }

    def read(self, draft: Draft) -> None:
        super().read(draft)
        code, cycle = draft.values.get("code"), draft.owners.get("cycle")
        if draft.problems or cycle is None:
            return
        if code not in CLASSIFICATION:
            message = _("“%(value)s” is not a rule of the protocol: it knows %(known)s.")
            draft.refuse("code", shown(code), message % {"value": shown(code), "known": ", ".join(CLASSIFICATION)})
            return
        table = SHOWN_BY[code]
        text = draft.values.get("record_key") or (natural_key(cycle) if table == "cycles" else "")
        record = self._records[table].get(text)
        if record is None or (record.cycle_or_none or cycle).pk != cycle.pk:
            message = _("Cycle %(cycle)s has no row “%(value)s” in %(table)s, which is where this rule looks.")
            draft.refuse("record_key", shown(text), message % {"cycle": cycle, "value": shown(text), "table": table})
            return
        draft.values["record_key"], draft.owners["record"] = text, record
        draft.key = (*draft.key[:3], text)

    def existing(self, drafts: list[Draft]) -> dict[tuple[Any, ...], Any]:
        if not self.run.is_preview:
            lock(draft.owners["cycle"].pk for draft in drafts)
        cycles = {draft.owners["cycle"].pk for draft in drafts}
        rows = Deviation.objects.filter(cycle__in=cycles).order_by()
        if not self.run.is_preview:
            rows = rows.select_for_update(of=("self",), no_key=True)
        there = {(row.code, row.record_table, row.record_id): row for row in rows}
        found = {draft.key: there.get(_place(draft)) for draft in drafts}
        for row in found.values():
            if row is not None:
                self.run.references.adopt(row)
        return {key: row for key, row in found.items() if row is not None}

    def is_counted_as_new(self, row: Any) -> bool:
        return row.pk > self._newest

    def compose(self, draft: Draft, row: Any) -> None:
        super().compose(draft, row)
        if row is None:
            draft.row.record_table, draft.row.record_id = _place(draft)[1:]
            draft.row.record_key = draft.values["record_key"]
            draft.row.protocol_code = draft.owners["cycle"].protocol.code

    def judge(self, drafts: list[Draft]) -> None:
        """What a person decided here is changed by whoever may decide it."""
        for draft in drafts:
            site, old = draft.row.site, draft.before.get("classification")
            reclassifies = not draft.is_new and old is not None and draft.row.classification != old
            if reclassifies and not can(self.run.by, Right.CLASSIFY_DEVIATIONS, site):
                message = _("It is classified as “%(old)s”: an investigator changes that.")
                draft.refuse("classification", draft.row.classification, message % {"old": old})


def _place(draft: Draft) -> tuple[str, str, int]:
    record = draft.owners["record"]
    return draft.values["code"], record.Codebook.table, record.pk


class MissingValueImport(TableImport):
    """Why a field is blank; its record must exist, at a site for which one may import."""

    turn = Turn.FOLLOWED

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self._models = recorded_tables()
        self._records: dict[str, dict[str, Record]] = {}

    def load(self, drafts: list[Draft]) -> None:
        references = self.run.references
        owners: dict[str, set[str]] = defaultdict(set)
        for draft in drafts:
            table, key = (draft.cells.get(name, "").strip() for name in ("table_name", "record_key"))
            owners[table].add(key.split("/")[0])
        references.load_patients(set().union(*owners.values()))
        self._records = {}
        for table, names in owners.items():
            if table in self._models:
                women = references.patients(names)
                sites = [site for code, site in references.sites.items() if code in names]
                self._records[table] = by_natural_key(self._models[table], _of(self._models[table], women, sites))

    def read(self, draft: Draft) -> None:
        super().read(draft)
        if draft.problems:
            return
        table, text, column = (draft.values[name] for name in ("table_name", "record_key", "column_name"))
        if table not in self._models:
            message = _("There is no table “%(value)s”: the tables are %(known)s.")
            params = {"value": shown(table), "known": ", ".join(self._models)}
            draft.refuse("table_name", shown(table), message % params)
            return
        columns = [each.name for each in self._models[table].Codebook.columns]
        if column not in columns:
            message = _("There is no column “%(value)s” in %(table)s: it has %(columns)s.")
            params = {"value": shown(column), "table": table, "columns": ", ".join(columns)}
            draft.refuse("column_name", shown(column), message % params)
        elif text not in self._records[table]:
            message = _("There is no row “%(value)s” in %(table)s at the sites for which you may import.")
            draft.refuse("record_key", shown(text), message % {"value": shown(text), "table": table})
        else:
            draft.owners["site"] = self.run.references.by_pk(self._records[table][text].site_id)

    def scope(self, drafts: list[Draft]) -> models.Q:
        return models.Q(
            site__in={draft.owners["site"].pk for draft in drafts},
            record_key__in={draft.values["record_key"] for draft in drafts},
        )

    def compose(self, draft: Draft, row: Any) -> None:
        super().compose(draft, row)
        if row is None:
            draft.row.site = draft.owners["site"]


def _of(model: type[Record], women: list[Any], sites: list[Any]) -> models.Q:
    if model.Codebook.table == "patients":
        return models.Q(pk__in=[woman.pk for woman in women])
    return models.Q(patient__in=women) if hasattr(model, "patient_id") else models.Q(site__in=sites)
