"""Deviations follow from the record: opened and closed by the rules, whichever door a change came through."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date
from typing import Any, cast

from django.apps import apps
from django.db import transaction

from registry.domain.acting import acting_for
from registry.domain.cycles import lock
from registry.domain.facts import cycle_facts, ref, with_facts
from registry.domain.keys import natural_key
from registry.domain.permissions import check_can
from registry.domain.recording import change
from registry.models import Cycle, Deviation, Right, User
from registry.models.base import Record
from registry.protocol.deviations import CLASSIFICATION, Finding, find_deviations

# Rules that read one cycle's clinical facts; those about contacts belong to follow-up.
CLINICAL_RULES = frozenset(CLASSIFICATION) - {"FOLLOW_UP_MISSED", "FOLLOW_UP_LATE", "SAE_LATE"}

BATCH = 200  # cycles in one transaction of the sweep

Place = tuple[str, int]  # the table and row that `facts.ref` gives a finding


def reconcile_cycle(cycle: Cycle, *, today: date) -> None:
    """Bring the clinical deviations of `cycle` (loaded by `with_facts`) in step with its facts as of `today`."""
    findings = find_deviations(cycle_facts(cycle), cycle.protocol.rules, today)
    reconcile(cycle, findings, rules=CLINICAL_RULES, today=today, records=_records(cycle))


def reconcile(
    cycle: Cycle, findings: Iterable[Finding], *, rules: Collection[str], today: date, records: Iterable[Record] = ()
) -> None:
    """Open what was found and close what is found no more, among `rules` only.

    An unexplained deviation whose cause is gone closes itself; an explained one stays, marked so.
    A cause that comes back opens its row again. Those rows that findings hang on and that are not among
    `records` are read, in one query a table.
    """
    findings = list(findings)
    keys = _record_keys({_place(finding) for finding in findings}, records)
    known = {
        (row.code, row.record_table, row.record_id): row
        for row in cycle.deviations.all()
        if row.code in rules and not row.is_voided
    }
    for finding in findings:
        row = known.pop((finding.code, *_place(finding)), None)
        if row is None:
            _open(cycle, finding, keys[_place(finding)], today)
        else:
            _renew(row, finding, keys[_place(finding)])
    for row in known.values():
        _settle(row, today)


def _records(cycle: Cycle) -> list[Record]:
    """The rows loaded by `with_facts` that clinical findings hang on, each with its woman and site for its key."""
    patient = cycle.patient
    rows: list[Any] = [cycle, *cycle.infusions.all(), *cycle.assessments.all(), *patient.medications.all()]
    for row in rows:
        row.patient, row.site = patient, patient.site
    return rows


def _record_keys(places: set[Place], records: Iterable[Record]) -> dict[Place, str]:
    """The natural keys of the rows at these places."""
    rows = {ref(row): row for row in records}
    missing: dict[str, set[int]] = defaultdict(set)
    for table, pk in places - rows.keys():
        missing[table].add(pk)
    for table, keys in missing.items():
        rows |= {ref(row): row for row in _rows_of(table, keys)}
    return {place: natural_key(rows[place]) for place in places}


def _open(cycle: Cycle, finding: Finding, record_key: str, today: date) -> None:
    table, pk = _place(finding)
    Deviation.objects.create(
        cycle=cycle,
        code=finding.code,
        record_table=table,
        record_id=pk,
        record_key=record_key,
        protocol_code=cycle.protocol.code,
        expected=finding.expected,
        observed=finding.observed,
        opened_on=today,
        classification=CLASSIFICATION[finding.code],
    )


def _place(finding: Finding) -> Place:
    return cast(Place, finding.ref)


def _renew(row: Deviation, finding: Finding, record_key: str) -> None:
    seen: dict[str, object] = {
        "expected": finding.expected,
        "observed": finding.observed,
        "record_key": record_key,
    }
    if row.resolved_by_correction:
        seen |= {"resolved_by_correction": False, "closed_on": None}
    _save(row, {name: value for name, value in seen.items() if getattr(row, name) != value})


def _settle(row: Deviation, today: date) -> None:
    if row.resolved_by_correction:
        return
    settled: dict[str, object] = {"resolved_by_correction": True}
    if not row.reason and row.closed_on is None:
        settled["closed_on"] = max(today, row.opened_on)
    _save(row, settled)


def _save(row: Deviation, changed: dict[str, object]) -> None:
    """Write only what the rules say of it; what people say of it is theirs."""
    if changed:
        for name, value in changed.items():
            setattr(row, name, value)
        row.version += 1
        row.save(update_fields=[*changed, "version"])


def explain(
    row: Deviation,
    *,
    seen: int,
    by: User,
    today: date,
    reason: str = "",
    classification: str = "",
    corrective_action: str = "",
    preventive_action: str = "",
    closed_on: date | None = None,
) -> Deviation:
    """Give a deviation its reason and actions; to classify it takes an investigator."""
    if classification and classification != row.classification:
        check_can(by, Right.CLASSIFY_DEVIATIONS, row.site)
        row.classification = classification
    given = {
        "reason": reason,
        "corrective_action": corrective_action,
        "preventive_action": preventive_action,
        "closed_on": closed_on,
    }
    for name, value in given.items():
        setattr(row, name, value)
    with transaction.atomic():
        lock([row.cycle_id])
        return change(row, seen=seen, by=by, today=today, right=Right.EXPLAIN_DEVIATIONS)


def _rows_of(table: str, keys: Iterable[int]) -> Iterable[Record]:
    """The rows that deviations hang on, by the codebook's name of their table."""
    models: list[Any] = [model for model in apps.get_models() if hasattr(model, "Codebook")]
    for model in models:
        if model.Codebook.table == table:
            links = {"__".join(column.path.split(".")[:-1]) for column in model.Codebook.columns if column.key} - {""}
            return cast("Iterable[Record]", model.everything.filter(pk__in=keys).select_related("site", *sorted(links)))
    raise LookupError(f"No table “{table}” in the codebook.")


def sweep(*, by: User, today: date) -> int:
    """Reconcile every cycle (nightly: a window may have closed without any change); returns how many.

    Each batch is a transaction of its own and reads its cycles under their locks, so that nobody waits long and
    nothing written meanwhile is judged by what was read before.
    """
    with acting_for(by, source="task"):
        keys = list(Cycle.objects.values_list("pk", flat=True))
    count = 0
    for start in range(0, len(keys), BATCH):
        with acting_for(by, source="task"):
            batch = keys[start : start + BATCH]
            lock(batch)
            for cycle in with_facts(Cycle.objects.filter(pk__in=batch)):
                reconcile_cycle(cycle, today=today)
                count += 1
    return count
