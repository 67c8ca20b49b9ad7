"""SQL finds doses and timing in range where the rules of the protocol find no deviation."""

from collections import Counter
from itertools import pairwise

import pytest

from registry.outcomes.adherence import treatment_rows
from registry.outcomes.cut import data_cut
from registry.protocol.anchors import anchor, pre_dose_window
from registry.protocol.deviations import find_deviations
from registry.protocol.doses import Verdict, as_doses, judge_dose
from registry.protocol.labels import DEFAULT_DEFINITIONS
from tests.registry.outcomes import plain
from tests.registry.outcomes.random_cohort import Cohort

BEFORE_PREGNANCY = {"NO_PRE_DOSE", "PRE_TRANSFER", "PRE_CONCEPTION", "SC_START"}


@pytest.mark.parametrize("seed", range(3))
def test_treatment_on_random_cohorts(acting, now, seed):
    Cohort(seed, by=acting)

    rows = treatment_rows(data_cut(as_of=now, visible_to=acting))

    assert {row.key: (row.events, row.total) for row in rows} == by_the_rules(now)


def by_the_rules(now):
    counted = {key: Counter() for key in ("dose_in_range", "interval_in_range", "pre_dose_in_window")}
    for unit in plain.units(DEFAULT_DEFINITIONS, now):
        version = unit.row.protocol.rules
        if not unit.facts.doses:
            continue
        found = Counter(finding.code for finding in find_deviations(unit.facts, version, unit.today))
        counted["dose_in_range"] += doses(unit, version)
        total = intervals(unit, version)
        counted["interval_in_range"].update(total=total, events=total - found["INTERVAL"])
        if asks_for_a_dose_before(unit, version):
            counted["pre_dose_in_window"].update(total=1, events=int(not BEFORE_PREGNANCY & set(found)))
    return {key: (numbers["events"], numbers["total"]) for key, numbers in counted.items()}


def doses(unit, version):
    counted = Counter()
    infusions = list(unit.facts.doses)
    for dose in as_doses(infusions):
        judged = judge_dose(grams=dose.grams, weight_kg=dose.weight_kg, route=dose.route, version=version)
        of_dose = len(course(dose, infusions))
        if judged.verdict is not Verdict.NO_RANGE:
            counted.update(total=of_dose, events=of_dose if not judged.code else 0)
    return counted


def course(dose, infusions):
    """The infusions that make up a dose: those of its route from its first day on, without a free day between."""
    if dose.route == "sc":
        return [dose]
    found, last = [], None
    for infusion in infusions:
        if infusion.route == "iv" and infusion.day >= dose.day and (last is None or (infusion.day - last).days <= 1):
            found.append(infusion)
            last = infusion.day
    return found


def intervals(unit, version):
    pregnancy = unit.facts.pregnancy
    return sum(
        version.interval(earlier.route, later.route) is not None
        and pregnancy is not None
        and later.day >= pregnancy.confirmed_on
        and (pregnancy.ended_on is None or later.day < pregnancy.ended_on)
        for earlier, later in pairwise(as_doses(unit.facts.doses))
    )


def asks_for_a_dose_before(unit, version):
    facts, day = unit.facts, anchor(unit.facts, version)
    if day is None or facts.cancelled_on is not None:
        return False
    has_come = (facts.conception_mode == "embryo_transfer" and facts.transferred_on is not None) or unit.today > day
    return has_come and any(pre_dose_window(facts, version, route=route) for route in ("iv", "sc"))
