"""Where things stand, as icon and word: cycles, pregnancies, contacts, deviations, criteria."""

from datetime import datetime

from django import template
from django.apps import apps
from django.db.models import Model
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.domain.changes import Change
from registry.domain.patients import STATE_WORDS
from registry.models import Consent, Deviation, Site
from registry.models.choices import PregnancyOutcome, YesNo
from registry.protocol.deviations import NEEDS_REASON, RULES
from registry.protocol.eligibility.criterion import Result
from registry.protocol.labels import CycleState
from registry.templatetags.registry import NOTHING, day, said

register = template.Library()

# Tone and sign of each state; the word stands beside them.
CYCLE = {
    CycleState.PLANNED: ("neutral", "calendar"),
    CycleState.TREATED: ("info", "clock"),
    CycleState.TESTED_NEGATIVE: ("stopped", "stopped"),
    CycleState.PREGNANT: ("ok", "ok"),
    CycleState.ENDED: ("neutral", "stopped"),
    CycleState.CANCELLED: ("stopped", "stopped"),
}
PREGNANCY = {
    PregnancyOutcome.ONGOING: ("ok", "ok"),
    PregnancyOutcome.BIRTH: ("ok", "ok"),
    PregnancyOutcome.UNKNOWN: ("attention", "attention"),
}
CONTACT = {
    "planned": ("neutral", "calendar", gettext_lazy("Planned")),
    "due": ("info", "clock", gettext_lazy("Due")),
    "overdue": ("alert", "alert", gettext_lazy("Overdue")),
    "completed": ("ok", "ok", gettext_lazy("Completed")),
    "missed": ("attention", "attention", gettext_lazy("Missed")),
    "cancelled": ("stopped", "stopped", gettext_lazy("Cancelled")),
}
CRITERION = {
    Result.MET: ("ok", gettext_lazy("Met")),
    Result.NOT_MET: ("alert", gettext_lazy("Not met")),
    Result.BOUNDARY: ("attention", gettext_lazy("At the boundary")),
    Result.UNKNOWN: ("neutral", gettext_lazy("Unknown")),
}
ROUTES = {
    "iv": gettext_lazy("intravenous"),
    "sc": gettext_lazy("subcutaneous"),
    "iv_then_sc": gettext_lazy("intravenous, then subcutaneous"),
    "sc_then_iv": gettext_lazy("subcutaneous, then intravenous"),
    "none": gettext_lazy("no dose"),
}
DISCUSSED = ("off_label", "guideline_position", "uncertain_benefit", "blood_product_risk", "costs")

Badge = dict[str, str]


def _badge(tone: str, word: object, sign: str = "") -> Badge:
    return {"tone": tone, "word": str(word), "sign": sign or tone}


@register.inclusion_tag("components/badge.html")
def cycle_state(state: str) -> Badge:
    """Where a cycle stands."""
    tone, sign = CYCLE[CycleState(state)]
    return _badge(tone, STATE_WORDS[CycleState(state)], sign)


@register.inclusion_tag("components/badge.html")
def pregnancy_outcome(outcome: str) -> Badge:
    """How a pregnancy ended, or that it goes on."""
    tone, sign = PREGNANCY.get(PregnancyOutcome(outcome), ("stopped", "stopped"))
    return _badge(tone, PregnancyOutcome(outcome).label, sign)


@register.inclusion_tag("components/badge.html")
def contact_state(state: str) -> Badge:
    """What became of a planned contact, or how soon it is."""
    tone, sign, word = CONTACT[state]
    return _badge(tone, word, sign)


@register.inclusion_tag("components/badge.html")
def criterion_result(result: str) -> Badge:
    """How a criterion of eligibility stood."""
    return _badge(*CRITERION[Result(result)])


@register.inclusion_tag("components/badge.html")
def deviation_state(row: Deviation) -> Badge:
    """Whether a deviation still wants something from somebody."""
    if row.resolved_by_correction:
        return _badge("ok", _("Corrected"))
    if row.closed_on:
        return _badge("stopped", _("Closed"))
    if row.reason or row.code not in NEEDS_REASON:
        return _badge("neutral", _("Explained") if row.reason else _("Needs no reason"), "info")
    return _badge("attention", _("Needs a reason"))


@register.inclusion_tag("components/badge.html")
def consent_discussion(row: Consent) -> Badge:
    """Whether every point was talked through before she signed."""
    lacking = [str(row._meta.get_field(name).verbose_name) for name in DISCUSSED if getattr(row, name) != YesNo.YES]
    if lacking:
        return _badge("attention", _("Not: %(points)s") % {"points": "; ".join(lacking)})
    return _badge("ok", _("Every point"))


@register.simple_tag
def route_words(route: str) -> str:
    """By which route a cycle was treated."""
    return str(ROUTES[route])


@register.filter
def rule_title(code: str) -> str:
    """The name of the rule that a deviation departs from."""
    return str(RULES[code].title) if code in RULES else code


@register.filter
def rule_words(code: str) -> str:
    """What that rule says."""
    return str(RULES[code].words) if code in RULES else ""


@register.simple_tag
def record_words(row: Deviation) -> str:
    """The record that a deviation hangs on: “Infusion 27 Dec 2025”."""
    models = {model.Codebook.table: model for model in apps.get_models() if hasattr(model, "Codebook")}
    model = models[row.record_table]
    keys = [column for column in model.Codebook.columns if column.key]
    named = list(zip(keys, row.record_key.split("/"), strict=False))[1:]
    # The number of the cycle stands on the page already; only a record that has no other name is called by it.
    said = [pair for pair in named if pair[0].path != "cycle.cycle_number"] or named
    parts = [_key_part(model, column.path, text) for column, text in said]
    return " ".join([capfirst(str(model._meta.verbose_name)), *filter(None, parts)])


def _key_part(model: type[Model], path: str, text: str) -> str:
    """One part of a natural key in words: the label of a code, a day as it is written."""
    choices = {} if "." in path else dict(model._meta.get_field(path).flatchoices)
    if text in choices:
        return str(choices[text])
    try:
        return day(datetime.fromisoformat(text).date()) if len(text) >= len("2026-03-05") else text
    except ValueError:
        return text


@register.simple_tag
def change_sentence(change: Change, site: Site) -> str:
    """What was done to which row: “Changed: infusion (2 Feb 2026, 09:30)”."""
    sentences = {
        "recorded": _("Recorded: %(what)s"),
        "changed": _("Changed: %(what)s"),
        "voided": _("Voided: %(what)s"),
        "restored": _("Restored: %(what)s"),
    }
    keys = ", ".join(said(key.field, key.new, site) for key in change.keys)
    return sentences[change.action] % {"what": f"{change.what} ({keys})" if keys else change.what}


@register.simple_tag
def change_source(source: str) -> str:
    """By which door a change came."""
    return {
        "web": _("on a page"),
        "import": _("by import"),
        "command": _("by command"),
        "task": _("by a task"),
    }.get(source, source)


@register.filter
def kept_words(text: str) -> str:
    """Words that an assessment keeps in English, its yes and no too, in the language of the reader."""
    if not text:
        return NOTHING
    return str(YesNo(text).label) if text in YesNo.values else _(text)
