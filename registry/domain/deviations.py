"""Deviations follow from the record: opened and closed by the rules, whichever door a change came through."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any, cast

from django.apps import apps

from registry.domain.facts import cycle_facts, with_facts
from registry.domain.keys import natural_key
from registry.domain.permissions import check_can
from registry.domain.recording import change
from registry.models import Cycle, Deviation, Right, User
from registry.models.base import Record
from registry.protocol.deviations import CLASSIFICATION, Finding, find_deviations

# Rules that read one cycle's clinical facts; those about contacts belong to follow-up.
CLINICAL_RULES = frozenset(CLASSIFICATION) - {"FOLLOW_UP_MISSED", "FOLLOW_UP_LATE", "SAE_LATE"}


def reconcile_cycle(cycle: Cycle, *, today: date) -> None:
    """Bring the clinical deviations of `cycle` (loaded by `with_facts`) in step with its facts as of `today`."""
    findings = find_deviations(cycle_facts(cycle), cycle.protocol.rules, today)
    reconcile(cycle, findings, rules=CLINICAL_RULES, today=today)


def reconcile(cycle: Cycle, findings: Iterable[Finding], *, rules: Collection[str], today: date) -> None:
    """Open what was found and close what is found no more, among `rules` only.

    An unexplained deviation whose cause is gone closes itself; an explained one stays, marked so.
    A cause that comes back opens its row again.
    """
    known = {
        (row.code, row.record_table, row.record_id): row
        for row in cycle.deviations.all()
        if row.code in rules and not row.is_voided
    }
    for finding in findings:
        row = known.pop((finding.code, *_place(finding)), None)
        if row is None:
            _open(cycle, finding, today)
        else:
            _renew(row, finding)
    for row in known.values():
        _settle(row, today)


def _open(cycle: Cycle, finding: Finding, today: date) -> None:
    table, pk = _place(finding)
    Deviation.objects.create(
        cycle=cycle,
        code=finding.code,
        record_table=table,
        record_id=pk,
        record_key=natural_key(record_of(table, pk)),
        protocol_code=cycle.protocol.code,
        expected=finding.expected,
        observed=finding.observed,
        opened_on=today,
        classification=CLASSIFICATION[finding.code],
    )


def _place(finding: Finding) -> tuple[str, int]:
    """The table and row that `facts.ref` gave the finding."""
    return cast("tuple[str, int]", finding.ref)


def _renew(row: Deviation, finding: Finding) -> None:
    seen: dict[str, object] = {
        "expected": finding.expected,
        "observed": finding.observed,
        "record_key": natural_key(record_of(row.record_table, row.record_id)),
    }
    if row.resolved_by_correction:
        seen |= {"resolved_by_correction": False, "closed_on": None}
    if any(getattr(row, name) != value for name, value in seen.items()):
        for name, value in seen.items():
            setattr(row, name, value)
        row.version += 1
        row.save()


def _settle(row: Deviation, today: date) -> None:
    if row.resolved_by_correction:
        return
    row.resolved_by_correction = True
    if not row.reason and row.closed_on is None:
        row.closed_on = max(today, row.opened_on)
    row.version += 1
    row.save()


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
    return change(row, seen=seen, by=by, today=today, right=Right.EXPLAIN_DEVIATIONS)


def record_of(table: str, pk: int) -> Record:
    """The row that a deviation hangs on, by the codebook's name of its table."""
    models: list[Any] = [model for model in apps.get_models() if hasattr(model, "Codebook")]
    for model in models:
        if model.Codebook.table == table:
            return cast(Record, model.everything.get(pk=pk))
    raise LookupError(f"No table “{table}” in the codebook.")


def sweep(*, today: date) -> int:
    """Reconcile every cycle (nightly: a window may have closed without any change); returns how many."""
    count = 0
    for cycle in with_facts(Cycle.objects.all()).iterator(chunk_size=500):
        reconcile_cycle(cycle, today=today)
        count += 1
    return count
