from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from registry.models.base import PatientRecord, kept, unique_in_force
from registry.models.choices import (
    ActionTaken,
    Causality,
    EventOutcome,
    EventSubject,
    SeriousnessCriterion,
    YesNo,
)
from registry.models.codebook import STUDY_ID, Filed, column, key
from registry.models.fields import CareDateField, Code, CodeListField, LongText, Text, Whole


@kept
class AdverseEvent(PatientRecord):
    """One event to mother, fetus or infant.

    Seriousness (criteria of ICH E2A), severity (CTCAE grade), causality (WHO-UMC) and expectedness
    are four separate things. `aware_on` is the awareness date, day 0 of every reporting clock.
    """

    event_number = Whole(_("Event number"), 1, 999, required=True)
    cycle = models.ForeignKey("registry.Cycle", models.PROTECT, null=True, blank=True, verbose_name=_("Cycle"))
    infusion = models.ForeignKey(
        "registry.Infusion",
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("Infusion it followed"),
    )
    subject = Code(_("Who it happened to"), EventSubject, required=True, default=EventSubject.MOTHER)
    birth_order = Whole(_("Child"), 1, 6)
    term = Text(_("Event term (coded)"), required=True, help_text=_("A CTCAE term where one fits"))
    verbatim = Text(_("In the words reported"))
    dictionary = Text(_("Dictionary and version"), help_text=_("Such as CTCAE 5.0"))
    description = LongText(_("Description"))
    onset_on = CareDateField(_("Onset on"), required=True)
    onset_time = models.TimeField(_("Onset at"), null=True, blank=True)
    resolved_on = CareDateField(_("Resolved on"))
    grade = Whole(_("Severity grade (CTCAE)"), 1, 5, required=True, help_text=_("5: death"))
    serious = CodeListField(_("Seriousness criteria"), codes=SeriousnessCriterion.choices)
    causality = Code(_("Causality (WHO-UMC, with unrelated)"), Causality)
    expected = Code(_("Expected from the product monograph"), YesNo)
    greater_risk = Code(_("Shows greater risk than known"), YesNo)
    outcome = Code(_("Outcome"), EventOutcome, required=True)
    action_taken = Code(_("Action taken with the immunoglobulin"), ActionTaken)
    treatment = Text(_("Treatment of the event"))
    board_narrative = LongText(_("Narrative for the ethics board"), help_text=_("Without identities"))
    aware_on = CareDateField(_("Site became aware on"))
    reported_to_investigator_on = CareDateField(_("Reported to the principal investigator on"))
    reported_to_reb_on = CareDateField(_("Reported to the ethics board on"))

    class Meta(PatientRecord.Meta):
        default_related_name = "adverse_events"
        ordering = ["patient", "event_number"]
        verbose_name = _("adverse event")
        verbose_name_plural = _("adverse events")
        indexes = [models.Index(fields=["-onset_on"], name="event_newest_first")]
        constraints = [
            unique_in_force(
                "patient",
                "event_number",
                name="one_event_for_each_number",
                message=_("This patient already has an event with this number."),
            ),
            models.CheckConstraint(
                condition=Q(resolved_on=None) | Q(resolved_on__gte=F("onset_on")),
                name="event_resolves_after_its_onset",
            ),
            models.CheckConstraint(
                condition=Q(serious="") | Q(aware_on__isnull=False),
                name="event_serious_has_awareness_date",
            ),
        ]

    class Codebook:
        table = "adverse_events"
        columns = (
            STUDY_ID,
            key("event_number", Filed.OPEN),
            column("cycle_number", Filed.OPEN, "cycle.cycle_number"),
            column("infusion_started_at", Filed.DATE, "infusion.started_at"),
            column("subject", Filed.OPEN),
            column("birth_order", Filed.OPEN),
            column("term", Filed.OPEN),
            column("verbatim", Filed.FREE_TEXT),
            column("dictionary", Filed.OPEN),
            column("description", Filed.FREE_TEXT),
            column("onset_on", Filed.DATE),
            column("onset_time", Filed.OPEN),
            column("resolved_on", Filed.DATE),
            column("grade", Filed.OPEN),
            column("serious", Filed.OPEN),
            column("causality", Filed.OPEN),
            column("expected", Filed.OPEN),
            column("greater_risk", Filed.OPEN),
            column("outcome", Filed.OPEN),
            column("action_taken", Filed.OPEN),
            column("treatment", Filed.FREE_TEXT),
            column("board_narrative", Filed.FREE_TEXT),
            column("aware_on", Filed.DATE),
            column("reported_to_investigator_on", Filed.DATE),
            column("reported_to_reb_on", Filed.DATE),
        )

    def __str__(self):
        return f"{self.patient}/{self.event_number}: {self.term}"

    @property
    def is_serious(self):
        return bool(self.serious)

    def clean(self):
        problems = {}
        if self.resolved_on and self.onset_on and self.resolved_on < self.onset_on:
            problems["resolved_on"] = _("Resolved on %(end)s, before its onset on %(onset)s.") % {
                "end": self.resolved_on,
                "onset": self.onset_on,
            }
        if self.serious and not self.aware_on:
            problems["aware_on"] = _("A serious event needs the day the site became aware of it.")
        if self.infusion and self.infusion.patient_id != self.patient_id:
            problems["infusion"] = _("This infusion is of another patient.")
        if self.cycle and self.cycle.patient_id != self.patient_id:
            problems["cycle"] = _("This cycle is of another patient.")
        if self.infusion and not self.cycle:
            self.cycle = self.infusion.cycle
        if problems:
            raise ValidationError(problems)
