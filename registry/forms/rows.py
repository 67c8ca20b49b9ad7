"""Related rows in the form of the record that they belong to: babies with the birth, medications with her history.

A blank new row is no row. An existing row is taken out by a tick and the reason of the whole form, never deleted.
"""

import uuid

from django import forms
from django.forms.models import BaseModelFormSet, modelformset_factory
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.forms.base import Asking, Section


class RowForm(Asking):
    """One related row; `owner` is the record that it belongs to."""

    belongs_to = "patient"
    number_field = ""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    made_in_error = forms.BooleanField(label=gettext_lazy("Made in error: take this row out"), required=False)

    def __init__(self, *args, owner, **kwargs):
        super().__init__(*args, **kwargs)
        # The owner as it stands in the form, not as it was saved: a baby asks it for its outcome.
        setattr(self.instance, self.belongs_to, owner)
        if self.is_new:
            del self.fields["made_in_error"]
        else:
            self.initial["seen"] = self.instance.version

    @property
    def sections(self):
        return (Section("", tuple(self._meta.fields)),)

    @property
    def columns(self):
        own = {"seen", "made_in_error", "id"}
        return [name for name in self.fields if name not in own]

    @property
    def is_blank(self):
        """A new row in which nothing was typed."""
        return self.is_new and not self.changed_columns()

    @property
    def is_taken_out(self):
        return bool(self.cleaned_data.get("made_in_error"))

    @property
    def version_seen(self):
        return self.cleaned_data.get("seen") or 0

    def _post_clean(self):
        # A row that is taken out keeps its values: whether they could stand is no question any more.
        if not self.is_taken_out:
            super()._post_clean()

    def has_changed(self):
        return bool(self.changed_columns()) or "made_in_error" in self.changed_data

    def corrects(self):
        """Whether a recorded value is changed, taken back, or the whole row with them."""
        if self.is_new:
            return False
        filled = (self.get_initial_for_field(self.fields[name], name) for name in self.changed_columns())
        return "made_in_error" in self.changed_data or any(value not in (None, "", []) for value in filled)


class Rows(BaseModelFormSet):
    """The rows of one kind; `title` above them, `one` before the number of each, `add_label` on the button."""

    title = one = add_label = note = ""
    blank_rows = 1

    def __init__(self, *args, owner, desk, **kwargs):
        self.owner = owner
        form = self.form
        self.extra = self.blank_rows
        rows = form._meta.model.objects.none()
        if owner.pk is not None:
            rows = form._meta.model.objects.filter(**{form.belongs_to: owner})
            self.extra = 0 if rows.exists() else self.blank_rows
        super().__init__(*args, queryset=rows, prefix=self.name, form_kwargs={"owner": owner, "desk": desk}, **kwargs)

    def add_fields(self, form, index):
        super().add_fields(form, index)
        form.fields["id"].error_messages["invalid_choice"] = _("Somebody else took this row out in the meantime.")

    def validate_unique(self):
        """The verbs and the database say it at the row."""

    def refuse_all(self, sentence):
        """A refusal about the rows together."""
        self._non_form_errors = self.error_class(
            [*self.non_form_errors(), sentence], error_class="nonform", renderer=self.renderer
        )

    def key_of(self, form, page_key):
        """The idempotency key of a new row: the same for a repeated POST of the same page."""
        return uuid.uuid5(page_key, form.prefix)

    def without_judgement(self):
        for form in self.forms:
            form.without_judgement()
        self._errors = [{} for _form in self.forms]
        self._non_form_errors = self.error_class(error_class="nonform", renderer=self.renderer)

    @property
    def filled(self):
        """Rows in which something stands, without those taken out."""
        return [form for form in self.forms if not form.is_blank and not form.is_taken_out]


def rows_of(form, *, name, title, one, add_label, note="", blank_rows=1):
    """The class of the rows that `form` describes, under `name` in the page and the POST."""
    made = modelformset_factory(form._meta.model, form=form, formset=Rows, extra=0, max_num=40, validate_max=False)
    return type(
        f"{form.__name__}s",
        (made,),
        {
            "name": name,
            "title": title,
            "one": one,
            "add_label": add_label,
            "note": note,
            "blank_rows": blank_rows,
            "absolute_max": 60,
        },
    )
