"""Writing to the record: the few statements that every verb goes through.

Each is one transaction: right, hard checks, row, consequences. The trigger of the database writes
the history; `acting_for` has told it who and why.
"""

import uuid
from datetime import date, datetime
from typing import TypeVar, cast

import pghistory
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from registry.domain.checks import check
from registry.domain.permissions import check_can
from registry.domain.signals import tell
from registry.models import Cycle, Deviation, Patient, Right, User
from registry.models.base import Record

R = TypeVar("R", bound=Record)


class Stale(Exception):
    """Somebody else saved first; `current` is the row as it stands now."""

    def __init__(self, current: Record) -> None:
        self.current = current
        super().__init__(_("This record was changed by somebody else in the meantime."))


def record(row: R, *, by: User, today: date, right: Right = Right.ENTER_RECORD) -> R:
    """Write a new row; a repeated POST (the same `key`) gives back the row that the first one made."""
    _place(row)
    check_can(by, right, row.site)
    if (earlier := _earlier(row)) is not None:
        return earlier
    with transaction.atomic():
        check(row, today=today)
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError:
            if (earlier := _earlier(row)) is None:
                raise
            return earlier
        consequences(row, by=by, today=today)
    return row


def change(row: R, *, seen: int, by: User, today: date, reason: str = "", right: Right = Right.CHANGE_RECORD) -> R:
    """Write the changed `row` if its version is still the one that was `seen`, else raise `Stale`."""
    _place(row)
    check_can(by, right, row.site)
    with transaction.atomic(), _because(reason):
        current = type(row).everything.select_for_update(of=("self",)).get(pk=row.pk)
        if current.version != seen:
            raise Stale(current)
        check(row, today=today)
        row.version = seen + 1
        row.save(force_update=True)
        consequences(row, by=by, today=today)
    return row


def void(row: R, *, by: User, today: date, now: datetime, reason: str) -> R:
    """Take a row made in error out of every list, table and export; it stays in history."""
    check_can(by, Right.VOID, row.site)
    if not reason.strip():
        raise ValidationError(_("Say why this record is void."))
    if dependants := _in_force_on(row):
        names = ", ".join(sorted(str(each) for each in dependants))
        raise ValidationError(
            _("“%(row)s” is still used by: %(names)s. Void these first.") % {"row": row, "names": names}
        )
    with transaction.atomic(), _because(reason):
        row.voided_at, row.void_reason, row.version = now, reason, row.version + 1
        row.save(update_fields=["voided_at", "void_reason", "version"])
        _void_deviations(row)
        consequences(row, by=by, today=today)
    return row


def restore(row: R, *, by: User, today: date, reason: str) -> R:
    """Bring a voided row back into force, if nothing took its place."""
    check_can(by, Right.VOID, row.site)
    with transaction.atomic(), _because(reason):
        voided_at = row.voided_at
        row.voided_at, row.void_reason, row.version = None, "", row.version + 1
        check(row, today=today)
        row.save(update_fields=["voided_at", "void_reason", "version"])
        _restore_deviations(row, voided_at)
        consequences(row, by=by, today=today)
    return row


def consequences(row: models.Model, *, by: User, today: date) -> None:
    """Let everything that follows from the row follow: deviations, schedule."""
    patient = row if isinstance(row, Patient) else getattr(row, "patient", None)
    if patient is not None:
        tell(patient=patient, cycle=getattr(row, "cycle_or_none", None), by=by, today=today)


def _void_deviations(row: Record) -> None:
    """The rules look at cycles in force only: what they found in this one would stand open for ever."""
    if isinstance(row, Cycle):
        found = Deviation.objects.filter(cycle=row)
        found.update(voided_at=row.voided_at, void_reason=row.void_reason, version=F("version") + 1)


def _restore_deviations(row: Record, voided_at: datetime | None) -> None:
    """Bring back what was voided with the cycle, with the reasons people gave; the rules then look anew."""
    if isinstance(row, Cycle):
        found = Deviation.everything.filter(cycle=row, voided_at=voided_at, voided_at__isnull=False)
        found.update(voided_at=None, void_reason="", version=F("version") + 1)


def _place(row: Record) -> None:
    """Set the site of a row from the patient, cycle or other record that it hangs on."""
    for owner in ("patient", "cycle", "pregnancy", "baby", "follow_up"):
        if getattr(row, f"{owner}_id", None):
            row.site_id = getattr(row, owner).site_id


def _earlier(row: R) -> R | None:
    return cast("R | None", type(row).everything.filter(key=row.key).first())


def _because(reason: str) -> pghistory.context:
    return pghistory.context(reason=reason) if reason else pghistory.context()


def _in_force_on(row: Record) -> list[Record]:
    found: list[Record] = []
    for relation in row._meta.related_objects:
        model = relation.related_model
        if issubclass(model, Record) and model.__name__ != "Deviation":
            found += model.objects.entered().filter(**{relation.field.name: row.pk})[:3]
    return found


def new_key() -> uuid.UUID:
    """The idempotency key of a form."""
    return uuid.uuid4()
