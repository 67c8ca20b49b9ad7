"""How a model tells the world about its columns.

Each exchanged model carries a `Codebook`: the table's name and its columns in order, each with the
path to its value and how it is filed. The codebook page, import, export and release read this and
nothing else; a test fails on a model field that nobody filed.
"""

from dataclasses import dataclass
from enum import StrEnum


class Filed(StrEnum):
    """What may happen to a field when data leave."""

    IDENTIFYING = "identifying"  # says who she is
    CODED = "coded"  # the study ID and what leads back to it
    DATE = "date"  # shifted when data leave de-identified
    FREE_TEXT = "free text"  # left out when data leave de-identified
    OPEN = "open"  # may leave


@dataclass(frozen=True)
class Column:
    """One column of the codebook.

    `path` leads from the model to its value, parts joined by a dot; `reads` names a property that
    is exported instead where the value can be derived. `type` says "code" of a text whose list stands
    elsewhere (the rules of the protocol).
    """

    name: str
    filed: Filed
    path: str
    key: bool = False
    reads: str = ""
    required: bool | None = None  # None: as the model's field says
    type: str = ""  # "": as the model's field says

    @property
    def field_name(self):
        """The model's own field from which the path starts."""
        return self.path.split(".")[0]


def column(name, filed, path=None, **options):
    return Column(name=name, filed=filed, path=path or name, **options)


def key(name, filed, path=None):
    """A column that, with the other keys, identifies a row."""
    return column(name, filed, path, key=True)


STUDY_ID = key("study_id", Filed.CODED, "patient.study_id")
CYCLE_NUMBER = column("cycle_number", Filed.OPEN, "cycle.cycle_number")
CYCLE_KEY = key("cycle_number", Filed.OPEN, "cycle.cycle_number")

# Columns of housekeeping that every clinical record has; none of them is in the codebook.
HOUSEKEEPING = {
    "id": Filed.CODED,
    "site": Filed.OPEN,
    "version": Filed.OPEN,
    "key": Filed.CODED,
    "created_at": Filed.DATE,
    "voided_at": Filed.DATE,
    "void_reason": Filed.FREE_TEXT,
}


def unfiled_fields(model):
    """Names of the concrete fields of `model` that are in no file: there must be none."""
    filed = set(HOUSEKEEPING) | set(getattr(model, "filed", {}))
    if book := getattr(model, "Codebook", None):
        filed |= {column.field_name for column in book.columns}
    return sorted(f.name for f in model._meta.concrete_fields if f.name not in filed)
