"""The strata of started cycles, each with its values in order and its expression over `cohort`.

A woman's strata are those of her first started cycle; group and severity are as enrolled. A value that is not known
is `missing`, a row of its own.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from registry.models.choices import ConceptionMode, Exposure
from registry.outcomes.rows import ALL
from registry.protocol.labels import RIF_MODERATE_FROM, SEVERE_FROM
from registry.protocol.words import Words

MISSING = "missing"
NONE = "none"
"""No dose at all: comparator cycles."""
NK_ABOVE_PERCENT = 12
MANY_LOSSES_FROM = 5


@dataclass(frozen=True, kw_only=True)
class Stratum:
    """One way to divide a cohort: `sql` gives the value of a row, null where it is not known.

    `values` are the closed list with their words; an open list (protocol, site, year) has none and is sorted.
    """

    name: str
    title: Words
    sql: str = ""
    values: tuple[tuple[str, Words], ...] = ()

    def words(self, value: str) -> str:
        """The value as a person reads it."""
        if value == MISSING:
            return gettext("Missing")
        return str(dict(self.values).get(value, value))


MONTREAL_GROUP = Stratum(
    name="montreal_group",
    title=_("Indication and previous live birth"),
    sql="""CASE
        WHEN prior_live_births > 0 THEN 'secondary_' WHEN prior_live_births = 0 THEN 'primary_'
    END || indication""",
    values=(
        ("primary_rif", _("Primary RIF")),
        ("secondary_rif", _("Secondary RIF")),
        ("primary_rpl", _("Primary RPL")),
        ("secondary_rpl", _("Secondary RPL")),
    ),
)
SEVERITY = Stratum(
    name="severity",
    title=_("Severity as enrolled"),
    sql="""CASE indication
        WHEN 'rif' THEN CASE
            WHEN failed_blastocyst_transfers >= %(severe_from)s THEN 'rif_severe'
            WHEN failed_blastocyst_transfers >= %(rif_moderate_from)s THEN 'rif_moderate'
            WHEN failed_blastocyst_transfers IS NOT NULL THEN 'rif_below'
        END
        WHEN 'rpl' THEN CASE
            WHEN prior_unexplained_miscarriages >= %(severe_from)s THEN 'rpl_severe'
            WHEN prior_unexplained_miscarriages IS NOT NULL THEN 'rpl_moderate'
        END
    END""",
    values=(
        ("rif_below", _("RIF, fewer than 3 failed transfers")),
        ("rif_moderate", _("RIF, 3 or 4 failed transfers")),
        ("rif_severe", _("RIF, 5 or more failed transfers")),
        ("rpl_moderate", _("RPL, up to 4 unexplained losses")),
        ("rpl_severe", _("RPL, 5 or more unexplained losses")),
    ),
)
ROUTE = Stratum(
    name="route",
    title=_("Route received"),
    sql="route",
    values=(
        ("iv", _("Intravenous only")),
        ("sc", _("Subcutaneous only")),
        ("iv_then_sc", _("Intravenous, then subcutaneous")),
        ("sc_then_iv", _("Subcutaneous, then intravenous")),
        (NONE, _("No immunoglobulin")),
    ),
)
START = Stratum(
    name="start",
    title=_("First dose"),
    sql="""CASE
        WHEN first_dose_on IS NULL THEN 'none'
        WHEN first_dose_on < conceived_on THEN 'before_conception'
        WHEN first_dose_on >= conceived_on THEN 'after_conception'
    END""",
    values=(
        ("before_conception", _("Before transfer or conception")),
        ("after_conception", _("On that day or after it")),
        (NONE, _("No immunoglobulin")),
    ),
)
STRATA = (
    MONTREAL_GROUP,
    SEVERITY,
    Stratum(
        name="conception_mode",
        title=_("Conception"),
        sql="conception_mode",
        values=tuple(ConceptionMode.choices),
    ),
    ROUTE,
    Stratum(name="exposure", title=_("Exposure"), sql="exposure", values=tuple(Exposure.choices)),
    START,
    Stratum(
        name="age_band",
        title=_("Age at the start of the cycle"),
        sql="""CASE
            WHEN age < 35 THEN 'under_35' WHEN age <= 37 THEN '35_37' WHEN age <= 40 THEN '38_40' ELSE 'over_40'
        END""",
        values=(
            ("under_35", _("Under 35")),
            ("35_37", _("35 to 37")),
            ("38_40", _("38 to 40")),
            ("over_40", _("Over 40")),
        ),
    ),
    Stratum(
        name="nk",
        title=_("Peripheral NK cells"),
        sql="""CASE
            WHEN nk_cell_percent > %(nk_above)s THEN 'over_12'
            WHEN nk_cell_percent IS NOT NULL THEN 'up_to_12'
            ELSE 'not_done'
        END""",
        values=(
            ("over_12", _("Over 12 %")),
            ("up_to_12", _("Up to 12 %")),
            ("not_done", _("Not done")),
        ),
    ),
    Stratum(
        name="losses",
        title=_("Previous miscarriages"),
        sql="""CASE
            WHEN prior_miscarriages >= %(many_losses_from)s THEN '5_or_more'
            WHEN prior_miscarriages IS NOT NULL THEN 'under_5'
        END""",
        values=(("under_5", _("Under 5")), ("5_or_more", _("5 or more"))),
    ),
    Stratum(name="protocol", title=_("Protocol version"), sql="protocol"),
    Stratum(name="site", title=_("Site"), sql="site"),
    Stratum(name="year", title=pgettext_lazy("stratum", "Year"), sql="extract(year FROM started_on)::int::text"),
)

PARAMETERS = {
    "severe_from": SEVERE_FROM,
    "rif_moderate_from": RIF_MODERATE_FROM,
    "nk_above": NK_ABOVE_PERCENT,
    "many_losses_from": MANY_LOSSES_FROM,
}


def unpivoted(strata: Iterable[Stratum]) -> str:
    """A lateral join that repeats each row for the whole and for each stratum, as `"by"` and `value`."""
    values = [f"('{ALL}', '{ALL}')"]
    values += [f"('{stratum.name}', coalesce({stratum.sql}, '{MISSING}'))" for stratum in strata]
    return f'CROSS JOIN LATERAL (VALUES {", ".join(values)}) AS stratum ("by", value)'


def values_of(stratum: Stratum, found: Collection[str]) -> list[str]:
    """The values of a stratum in order: its closed list whole, others as they occur, `missing` last."""
    listed = [value for value, _words in stratum.values]
    others = sorted(set(found) - set(listed) - {MISSING})
    return [*listed, *others, *([MISSING] if MISSING in found else [])]


def places(strata: Sequence[Stratum], found: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Every (stratum, value) that a table shows, the whole first; `found` are those that occur."""
    occurring: dict[str, set[str]] = {}
    for by, value in found:
        occurring.setdefault(by, set()).add(value)
    shown = [(ALL, ALL)]
    for stratum in strata:
        shown += [(stratum.name, value) for value in values_of(stratum, occurring.get(stratum.name, set()))]
    return shown
