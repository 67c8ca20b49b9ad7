"""Live birth per woman, cycle, transfer and pregnancy. Clause: *key of `live_birth`*."""

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from registry.models import User
from registry.outcomes.counting import Behind, Figure, behind, stratified
from registry.outcomes.cut import DataCut, Refused, data_cut
from registry.outcomes.describing import Description, Heading
from registry.outcomes.figures import reference_test
from registry.outcomes.populations import ALL_OUTCOMES, parameters
from registry.outcomes.rows import ALL, Place, Row
from registry.outcomes.strata import PARAMETERS, STRATA, Stratum
from registry.outcomes.table import Table

REFERENCE_PERCENT = 30.0
"""Live births of untreated women in the literature: below 30 %. A historical rate is no control."""

_OPEN = "label IN ('ongoing', 'unknown')"
_WOMEN = pgettext_lazy("denominator", "women started")
_CLINICAL = pgettext_lazy("denominator", "clinical pregnancies")
_CYCLES = pgettext_lazy("denominator", "cycles started")

FIGURES = {
    "per_woman": Figure(
        title=_("Live birth in her first cycle"),
        unit=_WOMEN,
        total="first",
        events="label = 'live_birth'",
        unresolved="NOT resolved",
    ),
    "per_woman_cumulative": Figure(
        title=_("Live birth in any cycle"), unit=_WOMEN, total="first", events="woman_live", unresolved="woman_open"
    ),
    "per_protocol": Figure(
        title=_("Live birth in her first cycle, per protocol"),
        unit=pgettext_lazy("denominator", "women without an important deviation"),
        total="first AND NOT deviated",
        events="label = 'live_birth'",
        unresolved="NOT resolved",
    ),
    "per_cycle": Figure(
        title=_("Live birth per cycle"),
        unit=_CYCLES,
        total="true",
        events="label = 'live_birth'",
        unresolved="NOT resolved",
    ),
    "per_transfer": Figure(
        title=_("Live birth per transfer"),
        unit=pgettext_lazy("denominator", "transfers"),
        total="transferred_on IS NOT NULL",
        events="label = 'live_birth'",
        unresolved="NOT resolved",
    ),
    "per_clinical_pregnancy": Figure(
        title=_("Live birth per clinical pregnancy"),
        unit=_CLINICAL,
        total="clinical",
        events="label = 'live_birth'",
        unresolved=_OPEN,
    ),
    "positive_test": Figure(
        title=_("Positive test"),
        unit=pgettext_lazy("denominator", "cycles with a test"),
        total="tested",
        events="positive",
    ),
    "clinical_pregnancy": Figure(
        title=_("Clinical pregnancy"), unit=_CYCLES, total="true", events="clinical", unresolved="clinical IS NULL"
    ),
    "ongoing_12w": Figure(
        title=_("Pregnancy with a heartbeat at 12w0d"),
        unit=_CYCLES,
        total="true",
        events="ongoing_12w",
        unresolved="ongoing_12w IS NULL",
    ),
    "failed_transfer": Figure(
        title=_("Failed transfer (negative test)"),
        unit=pgettext_lazy("denominator", "transfers with a test"),
        total="transferred_on IS NOT NULL AND tested",
        events="NOT positive",
    ),
    "biochemical": Figure(
        title=_("Biochemical pregnancy"),
        unit=pgettext_lazy("denominator", "positive tests"),
        total="positive",
        events="label = 'biochemical'",
        unresolved="NOT resolved AND clinical IS NOT TRUE",
    ),
    "ectopic": Figure(
        title=_("Ectopic pregnancy"), unit=_CLINICAL, total="clinical", events="label = 'ectopic'", unresolved=_OPEN
    ),
    "loss": Figure(
        title=_("Miscarriage or late fetal loss"),
        unit=_CLINICAL,
        total="clinical",
        events="label IN ('miscarriage', 'late_fetal_loss')",
        unresolved=_OPEN,
    ),
    "stillbirth": Figure(
        title=_("Stillbirth"), unit=_CLINICAL, total="clinical", events="label = 'stillbirth'", unresolved=_OPEN
    ),
    "termination": Figure(
        title=_("Termination"), unit=_CLINICAL, total="clinical", events="label = 'termination'", unresolved=_OPEN
    ),
    "multiple_delivery": Figure(
        title=_("Delivery of two or more children"),
        unit=pgettext_lazy("denominator", "deliveries"),
        total="label IN ('live_birth', 'stillbirth')",
        events="born >= 2",
        unresolved="born = 0",
    ),
}

DESCRIPTION = Description(
    name="live_birth",
    title=_("Live birth"),
    population=_(
        "Women who started: at least one cycle with a dose of immunoglobulin, or untreated and not cancelled before its"
        " transfer or planned day; eligible or not, resolved or not. Strata are those of her first started cycle."
    ),
    strata=STRATA,
    records=("sites", "patients", "cycles", "infusions", "pregnancies", "babies", "deviations"),
    headings={key: figure.heading for key, figure in FIGURES.items()}
    | {"reference_test": Heading(_("Exact test against a reference rate (a historical rate is no control)"))},
    opens_whole=True,
)


def live_birth(
    *,
    as_of: datetime,
    visible_to: User,
    definitions: str = "",
    by: str | None = None,
    site: str = "",
    reference: float = REFERENCE_PERCENT,
) -> Table:
    """Live-birth rates of the sites whose outcomes a person may read, whole and by stratum.

    `by` is one stratum, `all` for the whole alone, None for every one. `reference` is a rate in percent that the
    rate per woman is tested against. Raises `Refused` for a stratum, set, site or reference that cannot be.
    """
    if not 0 <= reference <= 100:
        raise Refused(_("The reference rate is %(given)s %%: give 0 to 100.") % {"given": f"{reference:g}"})
    cut = data_cut(as_of=as_of, visible_to=visible_to, definitions=definitions, site=site)
    rows = _rows(cut, DESCRIPTION.chosen(by), reference)
    return DESCRIPTION.table(cut, rows, filters=(("reference", f"{reference:g} %"),))


def _rows(cut: DataCut, strata: tuple[Stratum, ...], reference: float) -> Iterator[Row]:
    counted = stratified(
        cut,
        relations=ALL_OUTCOMES,
        relation="cohort",
        strata=strata,
        columns=[figure.columns(key) for key, figure in FIGURES.items()],
        parameters=parameters(cut) | PARAMETERS,
    )
    for by, value, counts in counted:
        found = {key: f.rate(Place(key=key, by=by, value=value), counts) for key, f in FIGURES.items()}
        yield from found.values()
        women, place = found["per_woman"], Place(key="reference_test", by=by, value=value)
        yield reference_test(place, women.events, women.total, reference_percent=reference)


def women_behind(cut: DataCut, key: str, *, by: str, value: str) -> Behind | None:
    """Who stands behind the rate `key` in a stratum, or None where the table has no such figure."""
    stratum = next((stratum for stratum in STRATA if stratum.name == by), None)
    if key not in FIGURES or (stratum is None and by != ALL):
        return None
    return behind(
        cut,
        FIGURES[key],
        relations=ALL_OUTCOMES,
        relation="cohort",
        stratum=stratum,
        value=value,
        parameters=parameters(cut) | PARAMETERS,
    )
