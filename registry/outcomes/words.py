"""What the marks of a row mean to a person: the fields beside its key, and the methods of its interval."""

from collections.abc import Collection, Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from registry.models.choices import EventSubject, Route
from registry.outcomes.rows import ALL, Count, Effect, Quantity, Rate, Row
from registry.outcomes.strata import Stratum

ALL_OF_THEM = pgettext_lazy("every value of a field", "All")

FIELDS = {
    field.name: field
    for field in (
        Stratum(name="term", title=gettext_lazy("Event"), values=(("any", gettext_lazy("Any event")),)),
        Stratum(
            name="route",
            title=gettext_lazy("Route"),
            values=(("any", gettext_lazy("Any route")), *Route.choices),
        ),
        Stratum(
            name="related",
            title=gettext_lazy("Causality"),
            values=(
                (ALL, ALL_OF_THEM),
                ("related", gettext_lazy("Related")),
                ("not_assessed", gettext_lazy("Not yet assessed")),
            ),
        ),
        Stratum(
            name="subject",
            title=gettext_lazy("Who it happened to"),
            values=((ALL, ALL_OF_THEM), *EventSubject.choices),
        ),
        Stratum(
            name="reason",
            title=gettext_lazy("Reason"),
            values=(
                ("no_dose", gettext_lazy("The woman has no dose")),
                ("before_first_dose", gettext_lazy("Onset before her first dose")),
            ),
        ),
        Stratum(
            name="status",
            title=gettext_lazy("Status"),
            values=(
                ("done", gettext_lazy("Done in its window")),
                ("early", gettext_lazy("Early")),
                ("late", gettext_lazy("Late")),
                ("missed", gettext_lazy("Missed")),
                ("lost", gettext_lazy("Lost to follow-up")),
            ),
        ),
    )
}
"""What tells a row from its neighbours beside key and stratum."""


def content(rows: Iterable[Row]) -> str:
    """What the cells of these rows hold, with the method of the interval: the heading of their column."""
    rows = list(rows)
    parts = []
    proportions = {row.method for row in rows if isinstance(row, Rate)} - {"garwood"}
    if proportions:
        parts.append(_("x/n (%%, 95 %% interval: %(method)s)") % {"method": _method(proportions)})
    if any(isinstance(row, Rate) and row.method == "garwood" for row in rows):
        parts.append(_("events/infusions (per 100; Garwood interval, 95 %)"))
    if any(isinstance(row, Quantity) for row in rows):
        parts.append(_("mean (SD); median [quartiles]"))
    if any(isinstance(row, Count) for row in rows):
        parts.append(_("number"))
    if any(isinstance(row, Effect) for row in rows):
        parts.append(_("exact test"))
    return "; ".join(parts)


def _method(found: Collection[str]) -> str:
    if found == {"wilson"}:
        return _("Wilson")
    if found == {"clopper_pearson"}:
        return _("Clopper–Pearson")
    return _("Wilson; Clopper–Pearson for none or all")
