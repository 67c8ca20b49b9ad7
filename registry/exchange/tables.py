"""The tables that are exchanged. Which they are is said above this app, in `config.catalogue`.

Each app brings its own tables, and `followup` stands above this one: so the catalogue hands them
down once, when Django has loaded every app.
"""

from dataclasses import dataclass

from django.db import models

from registry.exchange.importing.table import TableImport


@dataclass(frozen=True)
class Table:
    """A table of the codebook, and how its rows are imported."""

    model: type[models.Model]
    importer: type[TableImport] = TableImport

    @property
    def name(self) -> str:
        return self.model.Codebook.table


_published: tuple[Table, ...] = ()


def publish(tables: tuple[Table, ...]) -> None:
    """Make `tables`, in the order of the codebook, the ones that are exchanged."""
    global _published
    _published = tables


def published() -> tuple[Table, ...]:
    """The exchanged tables in the order of the codebook."""
    return _published
