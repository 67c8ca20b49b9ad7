"""Writing many records at once; where the database refuses, one by one until it is known which.

What Python can check was checked before. The database's own constraints and triggers speak here, so
every chunk has a savepoint of its own.
"""

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import DatabaseError, OperationalError, transaction
from django.utils.translation import gettext as _

from registry.domain.checks import check
from registry.exchange.importing.drafts import Draft
from registry.models.base import update_together

if TYPE_CHECKING:
    from registry.exchange.importing.table import TableImport


def write(table: "TableImport", drafts: list[Draft]) -> None:
    """Write the rows that are new or changed and have nothing against them."""
    ready = [draft for draft in drafts if not draft.problems]
    for draft in ready:
        draft.settle(list(table.changes(draft)))
    ready = [draft for draft in ready if draft.is_written]
    if not ready:
        return
    try:
        with transaction.atomic():
            _write_together(table, ready)
    except OperationalError:  # the server is gone, or wants the transaction again: no row's fault
        raise
    except DatabaseError:
        for draft in ready:
            _write_alone(table, draft)


def _write_together(table: "TableImport", drafts: list[Draft]) -> None:
    table.before_write(drafts)
    there = [draft for draft in drafts if draft.stored]
    table.model._default_manager.bulk_create([draft.row for draft in drafts if not draft.stored])
    fields = {name for draft in there for name in draft.fields}
    if there and hasattr(table.model, "version"):
        fields.add("version")
        for draft in there:
            draft.row.version = draft.stored["version"] + 1
    if fields:
        update_together([draft.row for draft in there], sorted(fields))
    table.after_write(drafts)


def _write_alone(table: "TableImport", draft: Draft) -> None:
    """Write one row with every check there is, and say what refuses it."""
    row: Any = draft.row
    if not draft.stored:  # new: a chunk that was undone may have numbered it
        row.pk, row._state.adding = None, True
    try:
        with transaction.atomic():
            check(row, today=table.run.today)
            _write_together(table, [draft])
    except ValidationError as refusal:
        table.refuse_fields(draft, refusal)
    except OperationalError:
        raise
    except DatabaseError as refusal:
        draft.refuse("", "", sentence_of(refusal, table))


def sentence_of(error: DatabaseError, table: "TableImport") -> str:
    """What the database refused, by the words of its constraint."""
    diagnosis = getattr(error.__cause__, "diag", None)
    name = getattr(diagnosis, "constraint_name", None) or ""
    for constraint in table.model._meta.constraints:
        if constraint.name == name and constraint.violation_error_message != constraint.default_violation_error_message:
            return str(constraint.violation_error_message)
    if name:
        return _("The database refuses this row: %(rule)s.") % {"rule": name.replace("_", " ")}
    words = getattr(diagnosis, "message_primary", None) or _("its values do not go together")
    return _("The database refuses this row: %(rule)s") % {"rule": words}
