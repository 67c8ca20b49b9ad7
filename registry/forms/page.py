"""One page of the record: the form of a row with the forms of its related rows, filled in and judged together."""

import uuid
from collections.abc import Iterator

from django import forms
from django.http import QueryDict

from registry.forms.base import Asking, Desk, RecordForm
from registry.forms.reading import whole_number
from registry.forms.rows import RowForm, Rows
from registry.models.base import Record

ADD_ROW = "add_row"  # the button that asks for one more row; its value names the rows


class Page:
    """The head form and its rows; `data` is what was posted."""

    def __init__(
        self,
        *,
        form: type[RecordForm],
        rows: tuple[type[Rows], ...],
        instance: Record,
        desk: Desk,
        data: QueryDict | None = None,
        initial: dict | None = None,
    ) -> None:
        first = {"key": uuid.uuid4(), "seen": instance.version} | (initial or {})
        self.data = data
        self.desk = desk
        self.head = form(data, instance=instance, desk=desk, initial=first)
        self.rows = [each(data, owner=self.head.instance, desk=desk) for each in rows]

    @property
    def key(self) -> uuid.UUID:
        """The key of this submission; a page without one (it was tampered with) gets a new one."""
        return self.head.cleaned_data.get("key") or uuid.uuid4()

    @property
    def is_new(self) -> bool:
        return self.head.is_new

    @property
    def parts(self) -> tuple[RecordForm, ...]:
        """The forms of the page's own rows, without the related ones."""
        return (self.head,)

    def forms(self) -> Iterator[Asking]:
        """The head and every row that says something."""
        yield self.head
        yield from self.row_forms()

    def row_forms(self) -> Iterator[RowForm]:
        for rows in self.rows:
            yield from (form for form in rows.forms if not form.is_blank)

    def is_valid(self) -> bool:
        """Whether every field of every form can be read and stand."""
        return all(form.is_valid() for form in (*self.parts, *self.rows))

    def lacks_reason(self) -> bool:
        """Whether the change needs a reason that was not given; it is then asked for at its field."""
        if "change_reason" not in self.head.fields or self.head.cleaned_data.get("change_reason"):
            return False
        if not self.head.corrects() and not any(form.corrects() for form in self.row_forms()):
            return False
        self.head.add_error("change_reason", self.head.reason_sentence())
        return True

    def errors(self) -> Iterator[tuple[str, str, str]]:
        """(address of the field or "", its label, the sentence) of each refusal, in the order of the page."""
        for form in (*self.parts, *(form for rows in self.rows for form in rows.forms)):
            yield from _errors_of(form)
        for rows in self.rows:
            yield from (("", str(rows.title), sentence) for sentence in rows.non_form_errors())

    @property
    def has_errors(self) -> bool:
        return self.data is not None and any(True for _error in self.errors())

    def without_judgement(self) -> None:
        """Show what was typed and judge nothing yet."""
        self.head.without_judgement()
        for rows in self.rows:
            rows.without_judgement()

    @property
    def datalists(self) -> dict[str, list[str]]:
        return getattr(self.head, "datalists", {})


def with_one_more_row(data: QueryDict) -> QueryDict:
    """What was posted, with one more blank row of the kind that was asked for."""
    grown = data.copy()
    total = f"{data[ADD_ROW]}-{forms.formsets.TOTAL_FORM_COUNT}"
    if (rows := whole_number(grown.get(total, ""))) is not None:
        grown[total] = str(rows + 1)
    return grown


def _errors_of(form: Asking) -> Iterator[tuple[str, str, str]]:
    for name, sentences in form.errors.items():
        for sentence in sentences:
            if name in form.fields and not form[name].is_hidden:
                bound = form[name]
                first = f"{bound.auto_id}_0" if bound.use_fieldset else bound.auto_id
                yield first, str(bound.label), sentence
            else:
                yield "", "", sentence
