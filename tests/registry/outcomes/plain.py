"""The same questions answered by plain Python, row by row, over the facts and labels of `registry.protocol`."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from registry.domain.facts import cycle_facts, patient_facts, with_facts
from registry.models import Cycle, Deviation
from registry.protocol import labels
from registry.protocol.dating import CONCEPTION_TO_TERM_DAYS, age_in_years
from registry.protocol.facts import CycleFacts, PatientFacts

OPEN = {"ongoing", "unknown"}


@dataclass(frozen=True)
class Unit:
    """One cycle with its woman, on the rules' day at her site."""

    row: Cycle
    facts: CycleFacts
    woman: PatientFacts
    definitions: labels.DefinitionSet
    today: date
    deviated: bool

    @property
    def started(self):
        facts = self.facts
        if facts.doses:
            return True
        day = facts.transferred_on or facts.planned_on
        in_time = facts.cancelled_on is None or (day is not None and facts.cancelled_on >= day)
        return facts.exposure == "none" and in_time

    @cached_property
    def label(self):
        return self.facts.pregnancy and str(labels.label(self.facts.pregnancy, self.definitions))

    @property
    def closed(self):
        return self.facts.cancelled_on is not None or self.facts.hcg_result == "negative"

    @property
    def resolved(self):
        return self.closed if self.label is None else self.label not in OPEN

    @property
    def clinical(self):
        if self.facts.pregnancy is None:
            return False if self.closed else None
        return labels.is_clinical(self.facts.pregnancy)

    @property
    def ongoing_12w(self):
        if self.facts.pregnancy is None:
            return False if self.closed else None
        return labels.is_ongoing_at_12_weeks(self.facts.pregnancy, self.today)

    @property
    def children(self):
        return len(self.facts.pregnancy.babies) if self.facts.pregnancy else 0

    def strata(self):
        woman, facts = self.woman, self.facts
        nk, losses = woman.nk_cell_percent, woman.prior_miscarriages
        age = age_in_years(woman.date_of_birth, facts.started_on)
        return {
            "all": "all",
            "montreal_group": labels.montreal_group(
                indication=woman.indication, prior_live_births=woman.prior_live_births
            ),
            "severity": labels.severity_group(
                indication=woman.indication,
                failed_blastocyst_transfers=woman.failed_blastocyst_transfers,
                prior_unexplained_miscarriages=woman.prior_unexplained_miscarriages,
            ),
            "conception_mode": facts.conception_mode,
            "route": labels.route_of_cycle(facts.doses),
            "exposure": facts.exposure,
            "start": self._start(),
            "age_band": "under_35" if age < 35 else "35_37" if age < 38 else "38_40" if age < 41 else "over_40",
            "nk": "not_done" if nk is None else "over_12" if nk > 12 else "up_to_12",
            "losses": "" if losses is None else "5_or_more" if losses >= 5 else "under_5",
            "protocol": self.row.protocol.code,
            "site": self.row.site.site_code,
            "year": str(facts.started_on.year),
        }

    def _start(self):
        if not self.facts.doses:
            return "none"
        facts, due = self.facts, self.facts.pregnancy and self.facts.pregnancy.due_on
        day = facts.transferred_on or (due and due - timedelta(days=CONCEPTION_TO_TERM_DAYS)) or facts.planned_on
        day = day or (facts.lmp_on and facts.lmp_on + timedelta(days=14))
        if day is None:
            return ""
        return "before_conception" if facts.doses[0].day < day else "after_conception"


def units(definitions, now):
    """Every cycle in force of a woman in force."""
    deviated = {
        row.cycle_id
        for row in Deviation.objects.filter(classification="important")
        if row.closed_on is None or row.reason
    }
    found = []
    for row in with_facts(Cycle.objects.filter(patient__voided_at=None)).select_related("site"):
        today = now.astimezone(ZoneInfo(row.site.timezone)).date()
        facts = cycle_facts(row)
        found.append(Unit(row, facts, patient_facts(row.patient), definitions, today, row.pk in deviated))
    return found


def live_birth(definitions, now):
    """(key, stratum, value) to events, total and unresolved."""
    counted = defaultdict(Counter)
    by_woman = defaultdict(list)
    for unit in units(definitions, now):
        if unit.started:
            by_woman[unit.row.patient_id].append(unit)
    for cycles in by_woman.values():
        cycles.sort(key=lambda unit: (unit.row.started_on, unit.row.cycle_number))
        for unit in cycles:
            for by, value in unit.strata().items():
                for key, event, unresolved in _figures(unit, cycles):
                    counted[key, by, value or "missing"].update(
                        total=1, events=int(event), unresolved=int(unresolved and not event)
                    )
    return {
        place: tuple(numbers[name] for name in ("events", "total", "unresolved")) for place, numbers in counted.items()
    }


def _figures(unit, cycles):
    live, still_open, label = unit.label == "live_birth", not unit.resolved, unit.label
    if unit is cycles[0]:
        yield "per_woman", live, still_open
        yield (
            "per_woman_cumulative",
            any(other.label == "live_birth" for other in cycles),
            any(not other.resolved for other in cycles),
        )
        if not unit.deviated:
            yield "per_protocol", live, still_open
    yield "per_cycle", live, still_open
    yield "clinical_pregnancy", unit.clinical is True, unit.clinical is None
    yield "ongoing_12w", unit.ongoing_12w is True, unit.ongoing_12w is None
    result = unit.facts.hcg_result
    if unit.facts.transferred_on:
        yield "per_transfer", live, still_open
        if result:
            yield "failed_transfer", result == "negative", False
    if result:
        yield "positive_test", result == "positive", False
    if result == "positive":
        yield "biochemical", label == "biochemical", still_open and unit.clinical is not True
    if unit.clinical:
        yield "per_clinical_pregnancy", live, label in OPEN
        for key, named in {
            "ectopic": {"ectopic"},
            "loss": {"miscarriage", "late_fetal_loss"},
            "stillbirth": {"stillbirth"},
            "termination": {"termination"},
        }.items():
            yield key, label in named, label in OPEN
    if label in {"live_birth", "stillbirth"}:
        yield "multiple_delivery", unit.children >= 2, unit.children == 0
