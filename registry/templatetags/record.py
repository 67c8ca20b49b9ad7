"""The record's forms in templates: addresses of rows, words of what was typed."""

from django import template
from django.forms import BoundField
from django.urls import NoReverseMatch, reverse

from registry.models.base import Record
from registry.views.subjects import page_of

register = template.Library()


@register.filter
def said(field: BoundField) -> str:
    """What stands in a field that is typed, in words: 5 March 2026."""
    say = getattr(field.field, "say", None)
    return say(field.value()) if say else ""


@register.simple_tag
def record_edit(row: Record) -> str:
    """The address of the page on which `row` is changed."""
    kind, pk = page_of(row)
    patient = row if kind == "enrolment" else row.patient
    return reverse("record_edit", kwargs={"study_id": patient.study_id, "kind": kind, "pk": pk})


@register.simple_tag
def record_void(row: Record) -> str:
    """The address of the page on which `row` is taken out; "" where only its own page does that."""
    kind, pk = page_of(row)
    try:
        return reverse("record_void", kwargs={"study_id": row.patient.study_id, "kind": kind, "pk": pk})
    except (NoReverseMatch, AttributeError):
        return ""
