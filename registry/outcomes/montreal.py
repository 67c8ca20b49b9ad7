"""The table of the Montreal paper by its four columns. Clause: *Four Montreal columns*."""

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from registry.models import User
from registry.outcomes.counting import stratified
from registry.outcomes.cut import DataCut, data_cut
from registry.outcomes.describing import Description, Heading
from registry.outcomes.figures import count, quantity, quantity_in_sql
from registry.outcomes.live_birth import DESCRIPTION as LIVE_BIRTH
from registry.outcomes.live_birth import FIGURES
from registry.outcomes.populations import ALL_OUTCOMES, parameters
from registry.outcomes.rows import Place, Row
from registry.outcomes.strata import MONTREAL_GROUP, PARAMETERS, Stratum
from registry.outcomes.table import Table

RATES = {"live_birth": FIGURES["per_woman"], "failed_transfer": FIGURES["failed_transfer"]}
HISTORY = {
    "failed_transfers_before": "failed_blastocyst_transfers",
    "live_births_before": "prior_live_births",
}

DESCRIPTION = Description(
    name="montreal",
    title=_("The four Montreal columns"),
    population=LIVE_BIRTH.population,
    strata=(MONTREAL_GROUP,),
    records=("sites", "patients", "cycles", "infusions", "pregnancies", "babies"),
    headings={
        "women": Heading(_("Women started")),
        **{key: figure.heading for key, figure in RATES.items()},
        "failed_transfers_before": Heading(_("Failed blastocyst transfers before, per woman")),
        "live_births_before": Heading(_("Live births before, per woman")),
    },
)


def montreal(
    *, as_of: datetime, visible_to: User, definitions: str = "", by: str | None = None, site: str = ""
) -> Table:
    """Women, live births and failed transfers, now and before, by indication and previous live birth.

    Raises `Refused` for a stratum, set or site that is not there.
    """
    cut = data_cut(as_of=as_of, visible_to=visible_to, definitions=definitions, site=site)
    return DESCRIPTION.table(cut, _rows(cut, DESCRIPTION.chosen(by)))


def _rows(cut: DataCut, strata: tuple[Stratum, ...]) -> Iterator[Row]:
    counted = stratified(
        cut,
        relations=ALL_OUTCOMES,
        relation="cohort",
        strata=strata,
        columns=[
            "count(*) FILTER (WHERE first) AS women",
            *(figure.columns(key) for key, figure in RATES.items()),
            *(quantity_in_sql(key, column, of="first") for key, column in HISTORY.items()),
        ],
        parameters=parameters(cut) | PARAMETERS,
    )
    for by, value, counts in counted:
        yield count(Place(key="women", by=by, value=value), counts.get("women", 0))
        for key, figure in RATES.items():
            yield figure.rate(Place(key=key, by=by, value=value), counts)
        for key in HISTORY:
            yield quantity(Place(key=key, by=by, value=value), counts)
