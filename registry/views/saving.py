"""Writing a page of the record through the verbs, all of it or nothing."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Max

from registry.domain import recording
from registry.forms.page import Page
from registry.forms.rows import RowForm, Rows
from registry.models import User
from registry.models.base import Record
from registry.views.subjects import Subject


class Refused(Exception):
    """A verb refused; the sentence stands at the field of the page."""


def save(page: Page, subject: Subject, *, by: User, now: datetime) -> Record:
    """Write what the page says; raises `Refused` or `Stale`, and then nothing was written."""
    try:
        return _save_all(page, subject, by=by, now=now)
    except IntegrityError as problem:
        # The verbs have checked it: somebody else wrote the same in this very moment.
        page.head.add_error(None, recording.at_once())
        raise Refused from problem


def _save_all(page: Page, subject: Subject, *, by: User, now: datetime) -> Record:
    today, reason = page.desk.today, page.head.cleaned_data.get("change_reason", "")
    with transaction.atomic():
        for form in page.row_forms():
            if form.is_taken_out:
                _take_out(form, by=by, today=today, now=now, reason=reason)
        row = _save_head(page, subject, by=by, today=today, reason=reason)
        for rows in page.rows:
            rows.owner = row
            _save_rows(rows, page, subject, by=by, reason=reason)
    return row


def _save_head(page: Page, subject: Subject, *, by: User, today: date, reason: str) -> Record:
    form = page.head
    try:
        if form.is_new:
            form.instance.key = page.key
            return subject.create(form, by=by, today=today, right=subject.right_new)
        if not form.changed_columns():
            return form.instance
        seen = {"seen": form.version_seen, "reason": reason}
        return subject.change(form, by=by, today=today, right=subject.right_change, **seen)
    except ValidationError as problem:
        form.refuse(problem)
        raise Refused from problem


def _take_out(form: RowForm, *, by: User, today: date, now: datetime, reason: str) -> None:
    _check_version(form)
    try:
        recording.void(form.instance, by=by, today=today, now=now, reason=reason)
    except ValidationError as problem:
        form.refuse(problem)
        raise Refused from problem


def _check_version(form: RowForm) -> None:
    current = type(form.instance).everything.select_for_update(of=("self",)).get(pk=form.instance.pk)
    if current.version != form.version_seen:
        raise recording.Stale(current)


def _save_rows(rows: Rows, page: Page, subject: Subject, *, by: User, reason: str) -> None:
    for form in rows.filled:
        row = form.instance
        setattr(row, form.belongs_to, rows.owner)
        try:
            if form.is_new:
                row.key = rows.key_of(form, page.key)
                _number(form, rows)
                recording.record(row, by=by, today=page.desk.today, right=subject.right_change)
            elif form.changed_columns():
                recording.change(
                    row,
                    seen=form.version_seen,
                    by=by,
                    today=page.desk.today,
                    reason=reason,
                    right=subject.right_change,
                )
        except ValidationError as problem:
            form.refuse(problem)
            raise Refused from problem


def _number(form: RowForm, rows: Rows) -> None:
    """Give a new row the number after the highest of its kind."""
    if form.number_field:
        model, owner = type(form.instance), {form.belongs_to: rows.owner}
        highest = model.objects.filter(**owner).aggregate(highest=Max(form.number_field))["highest"]
        setattr(form.instance, form.number_field, (highest or 0) + 1)
