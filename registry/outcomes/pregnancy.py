"""Pregnancies that ended and their children. Clause: *Pregnancy and newborn*; rows of `pregnancy`."""

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from registry.models import User
from registry.models.choices import DeliveryMode, ObstetricComplication, Sex
from registry.outcomes.counting import Figure, stratified
from registry.outcomes.cut import DataCut, data_cut
from registry.outcomes.describing import Description, Heading
from registry.outcomes.figures import count, quantity, quantity_in_sql
from registry.outcomes.populations import ALL_OUTCOMES, parameters
from registry.outcomes.rows import Place, Row
from registry.outcomes.strata import Stratum
from registry.outcomes.table import Table
from registry.protocol.labels import LOW_WEIGHT_BELOW_G, ONGOING_FROM_DAYS, PRETERM_BELOW_DAYS

NEONATAL_DAYS = 28
"""A neonatal death is one before 28 completed days."""

# Children counted at birth, else hearts seen beating, else sacs.
PLURALITY = Stratum(
    name="plurality",
    title=_("Singleton or multiple"),
    sql="""CASE
        WHEN coalesce(nullif(born, 0), fetal_heartbeats, gestational_sacs) >= 2 THEN 'multiple'
        WHEN coalesce(nullif(born, 0), fetal_heartbeats, gestational_sacs) IS NOT NULL THEN 'singleton'
    END""",
    values=(("singleton", _("Singleton")), ("multiple", _("Multiple"))),
)

ENDED = f"""{ALL_OUTCOMES},
suffered AS (
    SELECT pregnancy_id, array_agg(complication) AS complications
    FROM registry_complication
    WHERE voided_at IS NULL AND site_id = ANY(%(sites)s)
    GROUP BY pregnancy_id
),
ended AS (
    SELECT cohort.*, complications, label IN ('live_birth', 'stillbirth') AS delivered,
           label IN ('live_birth', 'stillbirth')
           OR label IN ('miscarriage', 'late_fetal_loss') AND gestation >= %(late_from)s AS late
    FROM cohort LEFT JOIN suffered ON suffered.pregnancy_id = cohort.pregnancy_id
    WHERE label IN ('live_birth', 'stillbirth', 'miscarriage', 'late_fetal_loss')
),
counted AS (SELECT * FROM ended WHERE late OR born > 0),
child AS (
    SELECT counted.born, counted.fetal_heartbeats, counted.gestational_sacs, counted.ended_on, counted.today,
           baby.status = 'live_birth' AS born_alive, baby.sex, baby.birth_weight_g, baby.apgar_5, baby.nicu,
           baby.anomaly, baby.died_on
    FROM registry_baby AS baby JOIN counted ON counted.pregnancy_id = baby.pregnancy_id
    WHERE baby.voided_at IS NULL
)"""

_DELIVERIES = pgettext_lazy("denominator", "deliveries")
_BORN_ALIVE = pgettext_lazy("denominator", "children born alive")
_LATE = pgettext_lazy("denominator", "deliveries and losses from 12w0d")
_PRETERM = {
    "preterm": _("Preterm delivery, before 37w0d"),
    "very_preterm": _("Very preterm, before 32w0d"),
    "extremely_preterm": _("Extremely preterm, before 28w0d"),
}
_LOW_WEIGHT = {
    "low_birth_weight": _("Birth weight below 2500 g"),
    "very_low_birth_weight": _("Birth weight below 1500 g"),
}

OF_PREGNANCIES = {
    **{
        key: Figure(
            title=title,
            unit=_DELIVERIES,
            total="delivered",
            events=f"gestation < {PRETERM_BELOW_DAYS[key]}",
            unresolved="gestation IS NULL",
        )
        for key, title in _PRETERM.items()
    },
    **{
        mode.value: Figure(
            title=mode.label,
            unit=_DELIVERIES,
            total="delivered",
            events=f"delivery_mode = '{mode.value}'",
            unresolved="delivery_mode = ''",
        )
        for mode in DeliveryMode
    },
    **{
        code.value: Figure(title=code.label, unit=_LATE, total="late", events=f"'{code.value}' = ANY(complications)")
        for code in ObstetricComplication
    },
}
OF_CHILDREN = {
    **{
        key: Figure(
            title=title,
            unit=_BORN_ALIVE,
            total="born_alive",
            events=f"birth_weight_g < {LOW_WEIGHT_BELOW_G[key]}",
            unresolved="birth_weight_g IS NULL",
        )
        for key, title in _LOW_WEIGHT.items()
    },
    "apgar_5_below_7": Figure(
        title=_("Apgar score below 7 at 5 minutes"),
        unit=_BORN_ALIVE,
        total="born_alive",
        events="apgar_5 < 7",
        unresolved="apgar_5 IS NULL",
    ),
    "nicu": Figure(
        title=_("Admitted to neonatal intensive care"),
        unit=_BORN_ALIVE,
        total="born_alive",
        events="nicu = 'yes'",
        unresolved="nicu = ''",
    ),
    "anomaly": Figure(title=_("Congenital anomaly"), unit=_BORN_ALIVE, total="born_alive", events="anomaly <> ''"),
    "neonatal_death": Figure(
        title=_("Neonatal death, before 28 days"),
        unit=_BORN_ALIVE,
        total="born_alive",
        events="died_on - ended_on < %(neonatal_days)s",
        unresolved="died_on IS NULL AND today - ended_on < %(neonatal_days)s",
    ),
    **{
        sex.value: Figure(
            title=sex.label, unit=_BORN_ALIVE, total="born_alive", events=f"sex = '{sex.value}'", unresolved="sex = ''"
        )
        for sex in (Sex.FEMALE, Sex.MALE)
    },
}

DESCRIPTION = Description(
    name="pregnancy",
    title=_("Pregnancy and newborn"),
    population=_(
        "Pregnancies of started cycles that ended in a delivery under the definition set, or were lost from 12w0d on,"
        " and the children born of them. Multiples are one delivery."
    ),
    strata=(PLURALITY,),
    records=("sites", "patients", "cycles", "infusions", "pregnancies", "complications", "babies"),
    headings={
        "deliveries": Heading(_("Deliveries")),
        "babies": Heading(_("Children born, alive or not")),
        "gestation_days": Heading(_("Gestational age at delivery, days"), _DELIVERIES),
        "birth_weight_g": Heading(_("Birth weight, g"), _BORN_ALIVE),
        **{key: figure.heading for key, figure in (OF_PREGNANCIES | OF_CHILDREN).items()},
    },
)


def pregnancy(
    *, as_of: datetime, visible_to: User, definitions: str = "", by: str | None = None, site: str = ""
) -> Table:
    """Deliveries, complications and newborns, singletons and multiples apart.

    Raises `Refused` for a stratum, set or site that is not there.
    """
    cut = data_cut(as_of=as_of, visible_to=visible_to, definitions=definitions, site=site)
    return DESCRIPTION.table(cut, _rows(cut, DESCRIPTION.chosen(by)))


def _rows(cut: DataCut, strata: tuple[Stratum, ...]) -> Iterator[Row]:
    given = parameters(cut) | {"late_from": ONGOING_FROM_DAYS, "neonatal_days": NEONATAL_DAYS}
    pregnancies = stratified(
        cut,
        relations=ENDED,
        relation="counted",
        strata=strata,
        columns=[
            "count(*) FILTER (WHERE delivered) AS deliveries",
            quantity_in_sql("gestation_days", "gestation", of="delivered"),
            *(figure.columns(key) for key, figure in OF_PREGNANCIES.items()),
        ],
        parameters=given,
    )
    children = stratified(
        cut,
        relations=ENDED,
        relation="child",
        strata=strata,
        columns=[
            "count(*) AS babies",
            quantity_in_sql("birth_weight_g", "birth_weight_g", of="born_alive"),
            *(figure.columns(key) for key, figure in OF_CHILDREN.items()),
        ],
        parameters=given,
    )
    born = {(by, value): counts for by, value, counts in children}
    for by, value, counts in pregnancies:
        of_children = born.get((by, value), {})
        yield count(Place(key="deliveries", by=by, value=value), counts.get("deliveries", 0))
        yield count(Place(key="babies", by=by, value=value), of_children.get("babies", 0))
        yield quantity(Place(key="gestation_days", by=by, value=value), counts)
        for key, figure in OF_PREGNANCIES.items():
            yield figure.rate(Place(key=key, by=by, value=value), counts)
        yield quantity(Place(key="birth_weight_g", by=by, value=value), of_children)
        for key, figure in OF_CHILDREN.items():
            yield figure.rate(Place(key=key, by=by, value=value), of_children)
