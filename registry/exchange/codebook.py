"""The codebook: every column that is exchanged, with its type, unit and allowed values, read from the models."""

import csv
import io
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, fields

from django.db import models
from django.utils.translation import gettext as _

from registry.exchange.notes import NOTES
from registry.models import Patient, ProtocolVersion, Site
from registry.models.codebook import Column
from registry.models.fields import CodeListField, PartialDateField, bounds_of, unit_of

# Tables to which a column refers by the name under which a person knows the row.
REFERRED = {
    Site: "ref:sites.site_code",
    Patient: "ref:patients.study_id",
    ProtocolVersion: "ref:protocol_versions.code",
}

# The first that fits decides: special kinds of text and date before the general ones.
TYPES = (
    (CodeListField, "code list"),
    (PartialDateField, "partial date"),
    (models.DateTimeField, "datetime"),
    (models.DateField, "date"),
    (models.TimeField, "time"),
    (models.IntegerField, "integer"),
)


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One line of the codebook, every part as text; `required` and `key` are "yes" or blank, or "no"."""

    table: str
    column: str
    key: str
    type: str
    unit: str
    required: str
    values: str
    label: str
    notes: str

    @property
    def allowed(self) -> list[str]:
        """The closed list as its parts."""
        return self.values.split("|") if self.values else []


@dataclass(frozen=True, kw_only=True)
class Chapter:
    """The lines of one table."""

    name: str
    lines: tuple[Entry, ...]


NAMES = tuple(field.name for field in fields(Entry))


def entries(tables: Iterable[type[models.Model]]) -> Iterator[Entry]:
    """The lines of the codebook for the models of `tables`, in their order."""
    for model in tables:
        for column in model.Codebook.columns:
            yield entry(model, column)


def chapters(tables: Iterable[type[models.Model]]) -> list[Chapter]:
    """The codebook table by table, for pages."""
    return [Chapter(name=model.Codebook.table, lines=tuple(entries([model]))) for model in tables]


def entry(model: type[models.Model], column: Column) -> Entry:
    """What the codebook says of one column of `model`."""
    own, last = model._meta.get_field(column.field_name), last_field(model, column)
    name = f"{model.Codebook.table}.{column.name}"
    return Entry(
        table=model.Codebook.table,
        column=column.name,
        key="yes" if column.key else "",
        type=type_of(model, column),
        unit=str(unit_of(column.name)),
        required="yes" if is_required(model, column) else "no",
        values="|".join(values_of(last)),
        label=str(label_of(own, last, column)),
        notes="; ".join(str(part) for part in (NOTES.get(name, last.help_text), limits_of(last)) if part),
    )


def last_field(model: type[models.Model], column: Column) -> models.Field:
    """The field at the end of the column's path; of lots, the link itself."""
    field = model._meta.get_field(column.field_name)
    for name in column.path.split(".")[1:]:
        field = field.related_model._meta.get_field(name)
    return field


def type_of(model: type[models.Model], column: Column) -> str:
    """The type of a column, such as "decimal(4.1)" or "ref:patients.study_id"."""
    own, last = model._meta.get_field(column.field_name), last_field(model, column)
    if column.type:
        return column.type
    if own is not last and last.unique and own.related_model in REFERRED:
        return REFERRED[own.related_model]
    if isinstance(last, models.DecimalField):
        return f"decimal({last.max_digits}.{last.decimal_places})"
    found = next((name for kind, name in TYPES if isinstance(last, kind)), None)
    return found or ("code" if last.choices else "text")


def is_required(model: type[models.Model], column: Column) -> bool:
    """Whether a row without a value in this column is refused."""
    if column.required is not None:
        return column.required
    return not model._meta.get_field(column.field_name).blank


def values_of(field: models.Field) -> list[str]:
    """The closed list of the field's values, empty where it has none."""
    if isinstance(field, CodeListField):
        return field.allowed
    return [value for value, _label in field.choices or () if value]


def label_of(own: models.Field, last: models.Field, column: Column) -> str:
    """What the column is called: a link by its own name, unless the column is called as its target."""
    return (last if column.name == last.name else own).verbose_name


def limits_of(field: models.Field) -> str:
    """The limits of a number in words, blank where it has none of its own."""
    bounds = bounds_of(field)
    if bounds is None:
        return ""
    words = _("above %(low)s to %(high)s") if bounds.above else _("%(low)s to %(high)s")
    return words % {"low": bounds.low, "high": bounds.high}


def as_csv(lines: Iterable[Entry]) -> str:
    """The codebook as a CSV file."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(NAMES)
    writer.writerows(asdict(line).values() for line in lines)
    return file.getvalue()


def as_json(lines: Iterable[Entry]) -> str:
    """The codebook as a list of objects."""
    return json.dumps([asdict(line) for line in lines], ensure_ascii=False, indent=1)
