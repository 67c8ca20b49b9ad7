"""What all forms of the record share: layout, refusals, what they know of the day and the place."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Field, Fieldset, Layout
from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.forms.fields import form_field
from registry.forms.typed import Typed
from registry.models import Patient, Role, Site, User

REASON_LENGTH = 200


@dataclass(frozen=True)
class Desk:
    """Where a form is filled in: who sits there, at which site, on which day there; the woman, once enrolled."""

    user: User
    site: Site
    today: date
    patient: Patient | None = None

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.site.timezone)


@dataclass(frozen=True)
class Note:
    """What the protocol says beside a field: `inside` it, `outside` it, or for information."""

    words: str
    tone: str = "info"


@dataclass(frozen=True)
class Section:
    """Fields that belong together under a legend."""

    legend: str
    names: tuple[str, ...]


def names_of(sections: Iterable[Section]) -> tuple[str, ...]:
    """The names asked for in `sections`, in their order."""
    return tuple(name for section in sections for name in section.names)


class Ask(Field):
    """One question of a form: label, input, unit, words, help, refusal and what the protocol says."""

    template = "registry/record/field.html"

    def render(self, form, context, template_pack=None, extra_context=None, **kwargs):
        [name] = self.fields
        extra = {"wide": name in form.wide, "notes": form.spoken.get(name, ()), **form.condition(name)}
        options = {"template_pack": template_pack} if template_pack else {}
        return super().render(form, context, extra_context=extra, **options, **kwargs)


class Asking(forms.ModelForm):
    """A form of some columns of one row."""

    sections: tuple[Section, ...] = ()
    wide: frozenset[str] = frozenset()
    when: dict[str, tuple[str, str]] = {}
    """Fields asked only where another field has a value (`a|b`: one of them)."""

    required_css_class = "required"
    use_required_attribute = False

    class Meta:
        formfield_callback = form_field

    def __init__(self, *args, desk, **kwargs):
        self.desk = desk
        super().__init__(*args, **kwargs)
        self.is_new = self.instance.pk is None
        for field in self.fields.values():
            if isinstance(field, Typed):
                field.zone, field.today = desk.zone, desk.today
            field.error_messages["required"] = _("This is needed.")
            if isinstance(field, forms.ChoiceField | forms.ModelChoiceField):
                field.error_messages["required"] = _("Choose one.")

    @property
    def helper(self):
        helper = FormHelper(self)
        helper.form_tag = helper.disable_csrf = False
        helper.form_show_errors = True
        helper.layout = Layout(*self._hidden(), *(self._fieldset(section) for section in self.sections))
        return helper

    def _hidden(self):
        return [bound.name for bound in self.hidden_fields()]

    def _fieldset(self, section):
        asked = [Ask(name) for name in section.names if name in self.fields and not self[name].is_hidden]
        grid = Div(*asked, css_class="ask-grid")
        return Fieldset(str(section.legend), grid, css_class="ask-section") if section.legend else grid

    def condition(self, name):
        """When this field is asked, and whether it is now: `{when_name, when_value, off}`."""
        if name not in self.when:
            return {}
        other, value = self.when[name]
        answered = str(self[other].value() or "") in value.split("|")
        silent = not answered and not self[name].value() and not self[name].errors
        return {"when_name": self[other].html_name, "when_value": value, "off": silent}

    def suggest(self, name, value):
        """Begin with `value` where nothing is recorded and the field is asked."""
        if name in self.fields and self.initial.get(name) in (None, ""):
            self.initial[name] = value

    def notes(self):
        """What the protocol says beside the fields: field → notes."""
        return {}

    @cached_property
    def spoken(self):
        """The notes, asked for once a page."""
        return self.notes()

    def values(self):
        """The cleaned values of the model's columns."""
        return {name: self.cleaned_data[name] for name in self._meta.fields if name in self.cleaned_data}

    def changed_columns(self):
        """Columns of which the form now says something else than the row."""
        return [name for name in self.changed_data if name in self.columns]

    @property
    def columns(self):
        """The fields that ask about the row, without those that steer the form."""
        return [name for section in self.sections for name in section.names if name in self.fields]

    def add_error(self, field, error):
        """Put each refusal at its field; one about something that is not asked here stands at the top."""
        if field is not None or not hasattr(error, "error_dict"):
            super().add_error(field, error)
            return
        for name, problems in error.error_dict.items():
            if name in self.fields and name in self.errors:
                continue  # what cannot be read needs no second sentence on what it lacks
            if name in self.fields:
                super().add_error(name, problems)
            else:
                super().add_error(None, self._named(name, problems))

    def _named(self, name, problems: Iterable[ValidationError]):
        if name == NON_FIELD_ERRORS:
            return list(problems)
        field = next((f for f in self._meta.model._meta.get_fields() if f.name == name), None)
        label = getattr(field, "verbose_name", name)
        return [
            ValidationError(_("%(label)s: %(sentence)s") % {"label": label, "sentence": sentence})
            for problem in problems
            for sentence in problem.messages
        ]

    def refuse(self, problem: ValidationError):
        """Show a refusal that came from further inside, at the field that it names."""
        if not hasattr(problem, "error_dict"):
            problem = ValidationError({NON_FIELD_ERRORS: problem.error_list})
        for name in problem.error_dict:
            self.cleaned_data.pop(name, None)
        self.add_error(None, problem)

    def without_judgement(self):
        """Keep what was typed and say nothing about it: the page only grows by a row, or is recomputed."""
        self._errors = forms.utils.ErrorDict(renderer=self.renderer)
        self.cleaned_data = {}


class RecordForm(Asking):
    """The form of one record: its columns, the key of this submission, the version that was seen, and why it changes.

    `moves_on` are columns whose change is the course of things and no correction.
    """

    moves_on: frozenset[str] = frozenset()

    key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    change_reason = forms.CharField(
        label=gettext_lazy("Reason for the change"),
        max_length=REASON_LENGTH,
        required=False,
        help_text=gettext_lazy("Needed where a recorded value is corrected; it stands in the history."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.is_new:
            del self.fields["change_reason"]

    @property
    def columns(self):
        own = {"key", "seen", "change_reason"}
        return [name for name in self.fields if name not in own]

    @property
    def version_seen(self):
        """The version of the row that the person looked at."""
        return self.cleaned_data.get("seen") or 0

    def reason_sentence(self):
        """Why a reason is asked for."""
        if self._as_investigator():
            return _("An investigator's change needs its reason.")
        return _("A recorded value is changed: say why.")

    def corrects(self):
        """Whether a recorded value is changed or taken back; an investigator's every change is."""
        changed = set(self.changed_columns()) - self.moves_on
        if self._as_investigator():
            return bool(changed)
        return any(self.get_initial_for_field(self.fields[name], name) not in (None, "", []) for name in changed)

    def _as_investigator(self):
        roles = {
            role
            for role, site_id, everywhere in self.desk.user.memberships_held()
            if everywhere or site_id == self.desk.site.pk
        }
        return Role.COORDINATOR not in roles
