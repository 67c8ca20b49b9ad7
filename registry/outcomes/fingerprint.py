"""The hash by which two tables are known to come from the same records. Clause: `data_hash`.

The database writes the record-level rows as CSV in the order of the codebook and of their keys, without row ids and
moments of entry, and they are hashed as they stream by: no more than one block of them is in memory.
"""

import hashlib
from collections.abc import Sequence
from typing import Any

from django.apps import apps
from django.contrib.postgres.aggregates import StringAgg
from django.db import connection, models
from django.db.models import F, Q
from django.db.models.functions import Collate

from registry.models import Site
from registry.models.codebook import Column

# Text is sorted by its bytes, so that every server gives the same order.
BYTES = "C"
LOTS = "lots"


def data_hash(records: Sequence[str], *, sites: Sequence[Site]) -> str:
    """SHA-256 over the rows in force at `sites` of the tables of the codebook that are named in `records`."""
    found = hashlib.sha256()
    with connection.cursor() as cursor:
        for name in records if sites else ():  # without a site there is nothing to ask for
            # COPY takes no parameters of its own: they are bound here.
            query = cursor.mogrify(*_rows(_model(name), sites).query.sql_with_params())
            with cursor.copy(f"COPY ({query}) TO STDOUT (FORMAT csv)") as stream:
                for block in stream:
                    found.update(block)
    return found.hexdigest()


def _model(name: str) -> type[models.Model]:
    """The model whose table in the codebook has that name."""
    books = ((model, getattr(model, "Codebook", None)) for model in apps.get_models())
    return next(model for model, book in books if book is not None and book.table == name)


def _rows(model: type[models.Model], sites: Sequence[Site]) -> models.QuerySet:
    """The rows of one table as stored: what is derived (a due date) follows from the columns that are there."""
    columns: tuple[Column, ...] = model.Codebook.columns  # type: ignore[attr-defined]
    of_sites = {"pk__in": [site.pk for site in sites]} if model is Site else {"site__in": sites}
    manager = model._default_manager
    exchanged = getattr(manager, "exchanged", manager.all)()  # of contacts, what became of them and no plan
    rows = exchanged.filter(**of_sites).order_by(*(_sorted(model, c) for c in columns if c.key))
    if any(column.path == LOTS for column in columns):
        # Joined and grouped once; asking for the lots of each infusion takes five times as long.
        rows = rows.annotate(
            numbers=StringAgg(
                "lot_links__lot__lot_number",
                delimiter=";",
                filter=Q(lot_links__voided_at=None),
                order_by="lot_links__position",
            )
        )
    return rows.values_list(*("numbers" if column.path == LOTS else _path(column) for column in columns))


def _sorted(model: type[models.Model], column: Column) -> models.Expression | F:
    field: Any = None
    for part in column.path.split("."):
        field = (field.related_model if field else model)._meta.get_field(part)
    is_text = isinstance(field, models.CharField | models.TextField)
    return Collate(F(_path(column)), BYTES) if is_text else F(_path(column))


def _path(column: Column) -> str:
    return column.path.replace(".", "__")
