"""The record's forms in templates: words of what was typed."""

from django import template
from django.forms import BoundField

register = template.Library()


@register.filter
def said(field: BoundField) -> str:
    """What stands in a field that is typed, in words: 5 March 2026."""
    say = getattr(field.field, "say", None)
    return say(field.value()) if say else ""
