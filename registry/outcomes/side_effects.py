"""Adverse events by women exposed and by infusion. Clause: *Side effects*; rows of `side_effects`."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from registry.models import User
from registry.models.choices import YesNo
from registry.outcomes.cut import DataCut, data_cut
from registry.outcomes.describing import Description, Heading
from registry.outcomes.exposure import EXPOSURE, LATENCY, NOT_COUNTED, OCCURRENCE
from registry.outcomes.figures import count, per_100, quantity, rate
from registry.outcomes.rows import ALL, Place, Row
from registry.outcomes.strata import Stratum
from registry.outcomes.table import Table

ANY = "any"
"""Every term; every route."""
ROUTES = (ANY, "iv", "sc")
RELATED = (ALL, "related", "not_assessed")
RELATED_CAUSALITY = ("certain", "probable", "possible")
SUBJECTS = ("mother", "fetus", "infant")
CUTS = (
    Stratum(name="grade", title=_("Severity grade (CTCAE)"), sql="grade"),
    Stratum(name="serious", title=_("Serious"), sql="serious", values=tuple(YesNo.choices)),
    Stratum(name="product", title=_("Product"), sql="product"),
    Stratum(
        name="infusion",
        title=_("First or later infusion"),
        sql="turn",
        values=(("first", _("First infusion")), ("later", _("Later infusion"))),
    ),
)
# The exposure itself is divided by these; by the others it is that of the whole.
CUTS_OF_EXPOSURE = ("product", "infusion")

DESCRIPTION = Description(
    name="side_effects",
    title=_("Side effects"),
    population=_(
        "Safety: every woman with at least one dose of immunoglobulin, by the route received, eligible or not. Events"
        " with onset on or after her first dose; each belongs to the infusion it names, else to the last one on or"
        " before its onset. Related: certain, probable or possible."
    ),
    strata=CUTS,
    records=("sites", "patients", "cycles", "infusions", "adverse_events"),
    headings={
        "infusions": Heading(_("Infusions")),
        "women_exposed": Heading(_("Women exposed")),
        "serious_events": Heading(_("Serious events")),
        "events_not_counted": Heading(_("Events not counted")),
        "women": Heading(_("Women with at least one"), pgettext_lazy("denominator", "women exposed")),
        "per_100_infusions": Heading(_("Events per 100 infusions"), pgettext_lazy("denominator", "infusions")),
        "latency_days": Heading(_("Days from the infusion to the onset"), pgettext_lazy("denominator", "events")),
    },
    opens_whole=True,
)

_BY = (ALL, *(stratum.name for stratum in CUTS))

Group = tuple[str, str, str, str, str, str]
"""Stratum, its value, term, route, related, subject."""


def side_effects(
    *, as_of: datetime, visible_to: User, definitions: str = "", by: str | None = None, site: str = ""
) -> Table:
    """Women with a side effect of those exposed, and events for each 100 infusions.

    `by` is `grade`, `serious`, `product` or `infusion`, `all` for the whole alone, None for all of them. Raises
    `Refused` for a stratum, set or site that is not there.
    """
    cut = data_cut(as_of=as_of, visible_to=visible_to, definitions=definitions, site=site)
    return DESCRIPTION.table(cut, _rows(cut, [stratum.name for stratum in DESCRIPTION.chosen(by)]))


def _rows(cut: DataCut, strata: Sequence[str]) -> Iterator[Row]:
    exposed = {(row["by"], row["value"], row["route"]): row for row in cut.rows(EXPOSURE, {})}
    related = {"related": list(RELATED_CAUSALITY)}
    found = {_group(row): row for row in cut.rows(OCCURRENCE, related)}
    latencies = {_group(row): row for row in cut.rows(LATENCY, related)}
    yield from _exposure_counts(exposed)
    yield from _serious_counts(found)
    [unseen] = cut.rows(NOT_COUNTED, {})
    for reason in ("no_dose", "before_first_dose"):
        yield count(Place(key="events_not_counted", fields=(("reason", reason),)), unseen[reason])
    for group in sorted({*found, *_always(strata)}, key=_order):
        if group[0] in (ALL, *strata):
            yield from _figures(group, found.get(group, {}), exposed)
            if group[0] == ALL and group[-1] == "mother":
                yield quantity(_place("latency_days", group), latencies.get(group, {}))


def _group(row: Mapping[str, Any]) -> Group:
    # A term that somebody wrote as "any" is not the row of all terms.
    term = f"“{ANY}”" if row["term"] == ANY else row["term"] or ANY
    return row["by"], row["value"], term, row["route"], row["related"], row["subject"]


def _always(strata: Sequence[str]) -> Iterator[Group]:
    """What is shown though nobody had it: events of the mother at all, and serious ones."""
    for by, value in ((ALL, ALL), *([("serious", "yes")] if "serious" in strata else [])):
        for route in ROUTES:
            for related in RELATED:
                yield by, value, ANY, route, related, "mother"


def _order(group: Group) -> tuple[object, ...]:
    by, value, term, route, related, subject = group
    return (
        _BY.index(by),
        value,
        SUBJECTS.index(subject),
        term != ANY,
        term.casefold(),
        ROUTES.index(route),
        RELATED.index(related),
    )


def _figures(group: Group, found: Mapping[str, Any], exposed: Mapping[tuple[str, str, str], Any]) -> Iterator[Row]:
    by, value, _term, route, _related, _subject = group
    of = exposed.get((by, value, route) if by in CUTS_OF_EXPOSURE else (ALL, ALL, route), {})
    yield rate(_place("women", group), found.get("women", 0), of.get("women", 0), exact=True)
    yield per_100(_place("per_100_infusions", group), found.get("events", 0), of.get("infusions", 0))


def _place(key: str, group: Group) -> Place:
    by, value, term, route, related, subject = group
    fields = (("term", term), ("route", route), ("related", related), ("subject", subject))
    return Place(key=key, by=by, value=value, fields=fields)


def _exposure_counts(exposed: Mapping[tuple[str, str, str], Any]) -> Iterator[Row]:
    for key, column in (("infusions", "infusions"), ("women_exposed", "women")):
        for route in ROUTES:
            place = Place(key=key, fields=(("route", route),))
            yield count(place, exposed.get((ALL, ALL, route), {}).get(column, 0))


def _serious_counts(found: Mapping[Group, Any]) -> Iterator[Row]:
    for route in ROUTES:
        numbers = {
            subject: found.get(("serious", "yes", ANY, route, ALL, subject), {}).get("events", 0)
            for subject in SUBJECTS
        }
        for subject, number in {ALL: sum(numbers.values()), **numbers}.items():
            yield count(Place(key="serious_events", fields=(("route", route), ("subject", subject))), number)
