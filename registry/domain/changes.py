"""The history of one woman's record as sentences: who, when, what, old and new, and why.

Read from the event tables that the database's triggers write. Who she is does not come out of it:
of a field that identifies only that it changed is told, never a value.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

from cryptography.fernet import InvalidToken
from django.apps import apps
from django.db.models import Field, ForeignKey, Model
from pghistory.models import Events

from registry.models import InfusionLot, Patient
from registry.models.base import PatientRecord, Record
from registry.models.codebook import HOUSEKEEPING, Filed
from registry.models.encryption import EncryptedTextField

Values: TypeAlias = dict[str, Any]

READ_TOGETHER = 1000  # events; a woman of many cycles has some hundreds

# Told by the sentence itself, or of no meaning to people.
UNSAID = frozenset(HOUSEKEEPING) | {"patient", "record_id", "record_table", "search_hashes"}


@dataclass
class FieldChange:
    """One field, with its values as Python has them; None twice where they would say who she is."""

    field: Field
    old: object
    new: object
    is_hidden: bool

    @property
    def label(self) -> str:
        return str(getattr(self.field, "verbose_name", self.field.name))


@dataclass(frozen=True)
class Change:
    """One event: `action` is recorded, changed, voided or restored; those of one `request` were saved together."""

    at: datetime
    who: str
    why: str
    source: str
    request: str
    action: str
    model: type[Model]
    keys: tuple[FieldChange, ...]
    fields: tuple[FieldChange, ...]

    @property
    def what(self) -> str:
        return str(self.model._meta.verbose_name)


def changes_of(patient: Patient, *, part: int = 1) -> tuple[list[Change], bool]:
    """The changes of her record, the latest first, in a fixed number of queries; and whether there are earlier ones.

    Part 1 is the latest READ_TOGETHER events, part 2 those before them.
    """
    start = (part - 1) * READ_TOGETHER
    events = Events.objects.references(patient).order_by("-pgh_created_at", "-pgh_id")
    found = list(events[start : start + READ_TOGETHER + 1])
    told = list(_told(found[:READ_TOGETHER][::-1]))
    _name_references(told, patient)
    return told[::-1], len(found) > READ_TOGETHER


def _told(events: Iterable[Events]) -> Iterator[Change]:
    before: dict[tuple[str, str | None], Values] = {}
    for event in events:
        model = apps.get_model(event.pgh_obj_model)
        if not issubclass(model, Record):
            continue
        row = (event.pgh_obj_model, event.pgh_obj_id)
        old, new = before.get(row) or _before(event), event.pgh_data
        before[row] = new
        action = _action(old, new)
        fields = tuple(_field_changes(model, old or {}, new))
        if action == "changed" and not fields:
            continue  # only what the registry keeps for itself
        context = event.pgh_context or {}
        yield Change(
            at=event.pgh_created_at,
            who=context.get("user", ""),
            why=context.get("reason", "") or (new["void_reason"] if action == "voided" else ""),
            source=context.get("source", ""),
            request=context.get("request", ""),
            action=action,
            model=model,
            keys=tuple(_keys(model, new)),
            fields=fields,
        )


def _before(event: Events) -> Values | None:
    """What the row said before an event that is the first of it to be read; None if it made the row."""
    if event.pgh_label == "insert":
        return None
    return event.pgh_data | {name: old for name, (old, _new) in (event.pgh_diff or {}).items()}


def _action(old: Values | None, new: Values) -> str:
    if old is None:
        return "recorded"
    if bool(old["voided_at"]) == bool(new["voided_at"]):
        return "changed"
    return "voided" if new["voided_at"] else "restored"


def _field_changes(model: type[Model], old: Values, new: Values) -> Iterator[FieldChange]:
    for field in model._meta.concrete_fields:
        if field.name in UNSAID or field.name.endswith("_sort") or field.attname not in new:
            continue
        if _comparable(field, old.get(field.attname)) != _comparable(field, new[field.attname]):
            yield _field_change(field, old.get(field.attname), new[field.attname])


def _comparable(field: Field, value: Any) -> object:
    if isinstance(field, EncryptedTextField):
        # The same words are encrypted differently each time; without their key nobody can tell.
        with suppress(InvalidToken):
            value = field.from_db_value(value, None, None)
    return None if value in ("", []) else value


def _field_change(field: Field, old: object, new: object) -> FieldChange:
    if _identifies(field):
        return FieldChange(field, None, None, is_hidden=True)
    return FieldChange(field, _as_python(field, old), _as_python(field, new), is_hidden=False)


def _identifies(field: Field) -> bool:
    book = getattr(field.model, "Codebook", None)
    columns = book.columns if book else ()
    filed = {column.field_name: column.filed for column in columns}
    return filed.get(field.name) == Filed.IDENTIFYING


def _as_python(field: Field, value: object) -> object:
    if value in (None, "") or isinstance(field, ForeignKey):
        return value
    return field.to_python(str(value) if isinstance(value, float) else value)


def _keys(model: type[Model], data: Values) -> Iterator[FieldChange]:
    """What tells this row from its sisters: the key columns of its own, or the lot of an infusion."""
    if model is InfusionLot:
        yield _field_change(_field(model, "lot"), None, data["lot_id"])
    book = getattr(model, "Codebook", None)
    for column in book.columns if book else ():
        if (
            column.key
            and "." not in column.path
            and column.name != "study_id"
            and data.get(column.name) not in (None, "")
        ):
            yield _field_change(_field(model, column.name), None, data[column.name])


def _field(model: type[Model], name: str) -> Field:
    return next(field for field in model._meta.concrete_fields if field.name == name)


def _name_references(told: list[Change], patient: Patient) -> None:
    """Put names in place of the numbers of rows that changes point to."""
    references = [
        each for change in told for each in (*change.keys, *change.fields) if isinstance(each.field, ForeignKey)
    ]
    wanted: dict[type[Model], set[object]] = defaultdict(set)
    for each in references:
        wanted[_target(each)] |= {each.old, each.new} - {None}
    names = {model: _names(model, keys, patient) for model, keys in wanted.items()}
    for each in references:
        known = names[_target(each)]
        each.old, each.new = (None if pk is None else known.get(pk, str(pk)) for pk in (each.old, each.new))


def _target(reference: FieldChange) -> type[Model]:
    model = reference.field.related_model
    assert model is not None, f"{reference.field} points nowhere"
    return model


def _names(model: type[Model], keys: set[object], patient: Patient) -> dict[object, str]:
    rows = list(model._base_manager.filter(pk__in=keys))
    for row in rows:
        if isinstance(row, PatientRecord):
            row.patient = patient  # of her record: her name need not be asked for again
    return {row.pk: str(row) for row in rows}
