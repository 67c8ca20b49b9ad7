"""How far treatment kept to the protocol: the part of *Adherence* that the clinical record knows.

`followup.outcomes` adds the planned contacts and makes the table of both.
"""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from registry.outcomes.cut import DataCut
from registry.outcomes.describing import Heading
from registry.outcomes.figures import rate
from registry.outcomes.populations import STARTED_CYCLES
from registry.outcomes.rows import Place, Row
from registry.outcomes.strata import Stratum
from registry.outcomes.treatment import TREATMENT, version_parameters
from registry.protocol.deviations import RULES

HEADINGS = {
    "dose_in_range": Heading(
        _("Dose within the range of its route"),
        pgettext_lazy("denominator", "infusions whose protocol has a range"),
    ),
    "interval_in_range": Heading(
        _("Interval in pregnancy within its window"),
        pgettext_lazy("denominator", "infusions in pregnancy that follow another"),
    ),
    "pre_dose_in_window": Heading(
        _("Dose before transfer or conception within its window"),
        pgettext_lazy("denominator", "cycles whose transfer or planned day has come"),
    ),
    "deviation": Heading(_("Women with this deviation"), pgettext_lazy("denominator", "women started")),
}
BY_CODE = Stratum(name="code", title=_("Deviation"), values=tuple((code, rule.title) for code, rule in RULES.items()))

_WOMEN_WITH_DEVIATIONS = f"""
WITH {STARTED_CYCLES},
woman AS (SELECT DISTINCT patient_id FROM started)
SELECT deviation.code, count(DISTINCT patient_id) AS events
FROM registry_deviation AS deviation JOIN woman USING (patient_id)
WHERE deviation.voided_at IS NULL
  AND deviation.cycle_id IN (SELECT id FROM registry_cycle WHERE voided_at IS NULL)
  AND (deviation.closed_on IS NULL OR deviation.reason <> '')
GROUP BY deviation.code
UNION ALL
SELECT '', count(*) FROM woman
"""


def treatment_rows(cut: DataCut) -> Iterator[Row]:
    """Doses, intervals and doses before pregnancy as the protocol of each cycle wants them."""
    for counted in cut.rows(TREATMENT, version_parameters()):
        yield rate(Place(key=counted["key"]), counted["events"], counted["total"])


def deviation_rows(cut: DataCut) -> Iterator[Row]:
    """Women with at least one deviation of each rule, open or explained; every rule, also where nobody has any."""
    found = {row["code"]: row["events"] for row in cut.rows(_WOMEN_WITH_DEVIATIONS, {})}
    women = found.pop("")
    for code in [*RULES, *sorted(set(found) - set(RULES))]:
        yield rate(Place(key="deviation", by="code", value=code), found.get(code, 0), women)
