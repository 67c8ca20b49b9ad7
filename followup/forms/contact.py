"""The forms of one planned contact: what was learnt, an attempt to reach her, why it was missed."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from followup.domain.deviations import contact_fact
from followup.models import ContactAttempt, FollowUp
from followup.schedule import contact_timing
from registry.forms.base import Note, RecordForm, Section, names_of
from registry.protocol.dating import format_gestation

MADE = (
    Section(gettext_lazy("The contact"), ("completed_on", "method")),
    Section(gettext_lazy("What was learnt"), ("new_adverse_event", "hospital_stay", "treatment", "weight_kg", "note")),
)
ATTEMPT = (Section("", ("attempted_at", "channel", "result")),)
MISSED = (Section("", ("note",)),)


class ContactForm(RecordForm):
    """A contact that was made; its day is needed, since recording it is what completes the contact."""

    sections = MADE
    wide = frozenset({"note"})
    moves_on = frozenset({"note"})

    class Meta(RecordForm.Meta):
        model = FollowUp
        fields = names_of(MADE)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["completed_on"].required = True
        if not self.instance.status:
            del self.fields["change_reason"]  # the row was planned, nothing of it was recorded yet
        self.fields["note"].widget.attrs["rows"] = 3
        self.fields["new_adverse_event"].help_text = _("With “yes” the form of the event comes next.")

    def notes(self):
        """Whether the day lies in the window, and how far the pregnancy was."""
        day = self.instance.completed_on
        if day is None or self.errors.get("completed_on"):
            return {}
        found = []
        if self.instance.window_closes_on is not None:
            found.append(_TIMING[contact_timing(contact_fact(self.instance))]())
        pregnancy = self.instance.cycle.pregnancy
        if pregnancy is not None and (days := pregnancy.gestation_on(day)) and not _has_ended(pregnancy, day):
            found.append(Note(_("Gestational age on that day: %(age)s.") % {"age": format_gestation(days)}))
        return {"completed_on": found}


def _has_ended(pregnancy, day):
    return pregnancy.ended_on is not None and pregnancy.ended_on <= day


_TIMING = {
    "early": lambda: Note(_("Before the window: it completes the contact and counts as early."), "inside"),
    "done": lambda: Note(_("In the window."), "inside"),
    "late": lambda: Note(_("After the window: the contact is made late."), "outside"),
}


class AttemptForm(RecordForm):
    """One attempt to reach her."""

    sections = ATTEMPT

    class Meta(RecordForm.Meta):
        model = ContactAttempt
        fields = names_of(ATTEMPT)


class MissedForm(RecordForm):
    """Why the contact was not made."""

    sections = MISSED
    wide = frozenset({"note"})
    moves_on = frozenset({"note"})

    class Meta(RecordForm.Meta):
        model = FollowUp
        fields = names_of(MISSED)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        del self.fields["change_reason"]  # the note is the reason
        self.fields["note"].required = True
        self.fields["note"].label = _("Why it was not made")
        self.fields["note"].help_text = _("Also what is known of how she is.")
        self.fields["note"].widget.attrs["rows"] = 4
