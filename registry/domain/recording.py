"""Writing to the record: the few statements that every verb goes through.

Each is one transaction: right, hard checks, row, consequences. The trigger of the database writes
the history; `acting_for` has told it who and why.
"""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
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

OWNERS = ("cycle", "pregnancy", "baby", "follow_up")


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
        except IntegrityError as problem:
            if (earlier := _earlier(row)) is None:
                raise ValidationError(at_once()) from problem
            return earlier
        consequences(row, by=by, today=today)
    return row


def change(row: R, *, seen: int, by: User, today: date, reason: str = "", right: Right = Right.CHANGE_RECORD) -> R:
    """Write the changed `row` if its version is still the one that was `seen`, else raise `Stale`."""
    _place(row)
    check_can(by, right, row.site)
    with _no_other(), transaction.atomic(), _because(reason):
        current = _locked(row)
        if current.version != seen:
            raise Stale(current)
        check(row, today=today)
        row.version = seen + 1
        row.save(force_update=True)
        consequences(row, by=by, today=today)
    return row


def void(row: R, *, by: User, today: date, now: datetime, reason: str, seen: int | None = None) -> R:
    """Take a row made in error out of every list, table and export; it stays in history.

    Raises `Stale` where its version is not the one that was `seen`, or somebody else voided it.
    """
    check_can(by, Right.VOID, row.site)
    if not reason.strip():
        raise ValidationError(_("Say why this record is void."))
    with _no_other(), transaction.atomic(), _because(reason):
        _take(row, seen, is_voided=False)
        if dependants := _in_force_on(row):
            names = ", ".join(sorted(str(each) for each in dependants))
            raise ValidationError(
                _("“%(row)s” is still used by: %(names)s. Void these first.") % {"row": row, "names": names}
            )
        row.voided_at, row.void_reason, row.version = now, reason, row.version + 1
        row.save(update_fields=["voided_at", "void_reason", "version"])
        _void_deviations(row)
        consequences(row, by=by, today=today)
    return row


def restore(row: R, *, by: User, today: date, reason: str, seen: int | None = None) -> R:
    """Bring a voided row back into force, if what it hangs on is in force and nothing took its place.

    Raises `Stale` as `void` does.
    """
    check_can(by, Right.VOID, row.site)
    with _no_other(), transaction.atomic(), _because(reason):
        _take(row, seen, is_voided=True)
        _check_owners(row)
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
    for owner in ("patient", *OWNERS):
        if getattr(row, f"{owner}_id", None):
            row.site_id = getattr(row, owner).site_id


def at_once() -> str:
    """The sentence for two people whose writing the verbs could not see of each other."""
    return _("Somebody else saved at the same moment. Look what is there now, then save again.")


@contextmanager
def _no_other() -> Iterator[None]:
    """Within: what only the database could refuse is refused in words; the checks before it found it free."""
    try:
        yield
    except IntegrityError as problem:
        raise ValidationError(at_once()) from problem


def _locked(row: R) -> R:
    """The row as it stands now; nobody else writes it until the end of the transaction."""
    return cast("R", type(row).everything.select_for_update(of=("self",)).get(pk=row.pk))


def _take(row: Record, seen: int | None, *, is_voided: bool) -> None:
    """Lock the row to void or restore it, if it is still what the person looked at."""
    current = _locked(row)
    if current.is_voided is not is_voided or seen not in {None, current.version}:
        raise Stale(current)
    row.version = current.version


def _check_owners(row: Record) -> None:
    """Refuse a row whose woman, cycle, pregnancy, child or infusion is void, and keep these as they are."""
    for field in row._meta.concrete_fields:
        model, pk = field.related_model, getattr(row, field.attname)
        if pk is None or not (isinstance(model, type) and issubclass(model, Record)):
            continue
        owner = model.everything.select_for_update(of=("self",)).get(pk=pk)
        if owner.is_voided:
            name = f"{model._meta.verbose_name} ({owner})"
            raise ValidationError(
                _("“%(row)s” is void, and this record hangs on it: bring that one back first.") % {"row": name}
            )


def _earlier(row: R) -> R | None:
    """The row that an earlier POST of the same form made; a form of another woman is refused."""
    found = cast("R | None", type(row).everything.filter(key=row.key).first())
    if found is not None and getattr(found, "patient_id", None) != _patient_id(row):
        raise ValidationError(_("This form was already used for a record of another patient: open it anew."))
    return found


def _patient_id(row: Record) -> int | None:
    """Whose row it is, also before its owner has told it."""
    if (known := getattr(row, "patient_id", None)) is not None:
        return known
    owners = (getattr(row, name) for name in OWNERS if getattr(row, f"{name}_id", None))
    return next((owner.patient_id for owner in owners), None)


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
