"""Somebody else saved first: what differs, field by field, and the person's choice put into effect."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.forms import BoundField
from django.http import QueryDict

from registry.forms.base import Asking, Desk
from registry.forms.page import Page
from registry.models.base import Record
from registry.views.subjects import Subject

PICK = "pick-"
THEIRS, MINE = "theirs", "mine"


@dataclass(frozen=True)
class Difference:
    """One field that the record and this page tell differently; `choice` is what seems meant."""

    name: str
    label: str
    theirs: str
    mine: str
    choice: str
    both: bool


@dataclass(frozen=True)
class Change:
    """Who wrote the version that stands now, and when."""

    user: str
    at: datetime


def is_stale(page: Page) -> bool:
    """Whether a row that this page would write was saved by somebody else since it was opened."""
    return any(_is_behind(form) for form in page.forms())


def _is_behind(form: Asking) -> bool:
    return not form.is_new and form.has_changed() and form.version_seen != form.instance.version


def differences(page: Page) -> list[Difference]:
    """What differs between the page, filled in over the row as it stands now, and that row."""
    page.is_valid()
    return [found for form in page.forms() if _is_behind(form) for found in _differences(form)]


def _differences(form: Asking) -> Iterator[Difference]:
    opened = _version(form.instance, form.version_seen)
    for name in form.changed_columns():
        bound = form[name]
        mine, theirs = form.cleaned_data.get(name), form.get_initial_for_field(bound.field, name)
        # Where history cannot tell what stood in the field when it was opened, both seem to have changed it.
        known = hasattr(opened, name)
        base = getattr(opened, name, None)
        i_changed = not known or base != mine
        yield Difference(
            name=bound.html_name,
            label=str(bound.label),
            theirs=shown(bound, bound.field.prepare_value(theirs)),
            mine=shown(bound, bound.value()),
            choice=MINE if i_changed else THEIRS,
            both=i_changed and (not known or getattr(base, "pk", base) != theirs),
        )


def _version(row: Record, version: int) -> Any:
    """The row as its history keeps that version, or None."""
    events = type(row).pgh_event_model.objects
    return events.filter(pgh_obj_id=row.pk, version=version).order_by("-pgh_id").first()


def last_change(page: Page) -> Change | None:
    """Who saved the version that stands now."""
    for form in page.forms():
        if _is_behind(form) and (event := _version(form.instance, form.instance.version)):
            return Change(user=(event.pgh_context or {}).get("user", ""), at=event.pgh_created_at)
    return None


def shown(bound: BoundField, value: Any) -> str:
    """A value of a field as a person reads it: the words of its choice, of its day, with its unit."""
    if value in (None, "", []):
        return ""
    if choices := getattr(bound.field, "choices", None):
        words = {str(code): str(label) for code, label in choices}
        chosen = value if isinstance(value, list | tuple) else [value]
        return ", ".join(words.get(str(code), str(code)) for code in chosen)
    said = bound.field.say(value) if hasattr(bound.field, "say") else ""
    unit = getattr(bound.field, "unit", "")
    return said or (f"{value} {unit}" if unit else str(value))


def carried(page: Page) -> list[tuple[str, str]]:
    """Everything that was typed, as names and values, now against the versions that stand."""
    versions = {
        form.add_prefix("seen"): str(form.instance.version)
        for form in page.forms()
        if not form.is_new and "seen" in form.fields
    }
    left_out = ("csrfmiddlewaretoken",)
    return [
        (name, versions.get(name, value))
        for name, values in page.data.lists()
        if name not in left_out and not name.startswith(PICK)
        for value in values
    ]


def was_asked(data: QueryDict) -> bool:
    """Whether this submission answers the comparison."""
    return any(name.startswith(PICK) for name in data)


def decided(data: QueryDict, subject: Subject, instance: Record, desk: Desk) -> QueryDict:
    """What was typed, with the other person's value wherever it was picked."""
    fresh = {}
    now = Page(form=subject.form, rows=subject.rows, instance=instance, desk=desk)
    fresh.update({now.head.add_prefix(name): now.head[name] for name in now.head.columns})
    for rows in now.rows:
        by_id = {str(form.instance.pk): form for form in rows.forms if not form.is_new}
        for index in range(len(by_id)):
            prefix = rows.add_prefix(index)
            if form := by_id.get(data.get(f"{prefix}-id", "")):
                fresh.update({f"{prefix}-{name}": form[name] for name in form.columns})
    merged = data.copy()
    for name, bound in fresh.items():
        if merged.get(f"{PICK}{name}") == THEIRS:
            _put(merged, name, bound.value())
    for name in [each for each in merged if each.startswith(PICK)]:
        del merged[name]
    return merged


def _put(data: QueryDict, name: str, value: Any) -> None:
    if isinstance(value, list | tuple):
        data.setlist(name, [str(each) for each in value])
    else:
        data[name] = "" if value is None else str(value)
