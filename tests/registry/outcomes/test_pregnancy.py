from collections import Counter, defaultdict
from datetime import date

import pytest

from registry.models import Baby, Complication
from registry.models.choices import ObstetricComplication
from registry.outcomes.pregnancy import pregnancy
from registry.protocol import labels
from tests.registry.outcomes import plain
from tests.registry.outcomes.random_cohort import Cohort
from tests.registry.outcomes.stories import ALIVE, STILLBORN, born, ended, treated

LOST = {"miscarriage", "late_fetal_loss"}
DELIVERED = {"live_birth", "stillbirth"}


@pytest.mark.parametrize("definitions", labels.DEFINITIONS)
@pytest.mark.parametrize("seed", range(2))
def test_pregnancy_on_random_cohorts(acting, now, seed, definitions):
    Cohort(seed, by=acting)

    table = pregnancy(as_of=now, visible_to=acting, definitions=definitions)

    rates = {
        (row.key, row.value): (row.events, row.total, row.unresolved)
        for row in table.rows
        if "events" in row.figures and row.total
    }
    counts = {(row.key, row.value): row.count for row in table.rows if row.figures == ("count",) and row.count}
    assert rates | counts == plain_count(labels.DEFINITIONS[definitions], now)


def plain_count(definitions, now):
    rates, counts = defaultdict(Counter), Counter()
    suffered = {(row.pregnancy_id, row.complication) for row in Complication.objects.all()}
    for unit in plain.units(definitions, now):
        if not unit.started or unit.label not in LOST | DELIVERED:
            continue
        fact, row = unit.facts.pregnancy, unit.row.pregnancy
        days = labels.gestation_at_end(fact)
        late = unit.label in DELIVERED or (days is not None and days >= labels.ONGOING_FROM_DAYS)
        if not late and not fact.babies:
            continue
        for value in ("all", plurality(fact)):
            if unit.label in DELIVERED:
                counts["deliveries", value] += 1
                add_delivery(rates, value, days, row.delivery_mode)
            for code in ObstetricComplication.values if late else ():
                rates[code, value].update(total=1, events=int((row.pk, code) in suffered))
            for baby in Baby.objects.filter(pregnancy=row):
                counts["babies", value] += 1
                if baby.status == "live_birth":
                    add_child(rates, value, baby, unit.today)
    found = {place: tuple(numbers[n] for n in ("events", "total", "unresolved")) for place, numbers in rates.items()}
    return found | counts


def plurality(fact):
    number = len(fact.babies) or fact.fetal_heartbeats
    number = fact.gestational_sacs if number is None else number
    return "missing" if number is None else "multiple" if number >= 2 else "singleton"


def add_delivery(rates, value, days, mode):
    for key, limit in labels.PRETERM_BELOW_DAYS.items():
        add(rates[key, value], None if days is None else days < limit)
    for name in ("vaginal", "instrumental", "caesarean"):
        add(rates[name, value], mode == name if mode else None)


def add_child(rates, value, baby, today):
    for key, limit in labels.LOW_WEIGHT_BELOW_G.items():
        add(rates[key, value], None if baby.birth_weight_g is None else baby.birth_weight_g < limit)
    add(rates["apgar_5_below_7", value], None if baby.apgar_5 is None else baby.apgar_5 < 7)
    add(rates["nicu", value], baby.nicu == "yes" if baby.nicu else None)
    add(rates["anomaly", value], bool(baby.anomaly))
    born_on = baby.pregnancy.ended_on
    died = (baby.died_on - born_on).days < 28 if baby.died_on else None if (today - born_on).days < 28 else False
    add(rates["neonatal_death", value], died)
    for name in ("female", "male"):
        add(rates[name, value], baby.sex == name if baby.sex else None)


def add(counter, event):
    counter.update(total=1, events=int(event is True), unresolved=int(event is None))


@pytest.fixture
def counted(acting, now):
    def count(key, by="all", value="all"):
        table = pregnancy(as_of=now, visible_to=acting)
        [row] = [row for row in table.rows if (row.key, row.by, row.value) == (key, by, value)]
        return row.count if row.figures == ("count",) else (row.events, row.total, row.unresolved)

    return count


def test_nobody_gives_dashes_and_no_error(site, acting, now):
    rows = pregnancy(as_of=now, visible_to=acting).rows
    assert {row.percent for row in rows if hasattr(row, "percent")} == {None}
    assert {row.mean for row in rows if hasattr(row, "mean")} == {None}


@pytest.mark.parametrize(("days", "preterm"), [(258, 1), (259, 0)])
def test_preterm_is_before_thirty_seven_weeks(site, acting, counted, days, preterm):
    born(site, by=acting, days=days)
    assert counted("preterm") == (preterm, 1, 0)


def test_twins_are_one_delivery_and_two_children(site, acting, counted):
    born(site, by=acting, babies=[ALIVE, ALIVE])
    assert (counted("deliveries"), counted("babies")) == (1, 2)
    assert counted("deliveries", "plurality", "multiple") == 1
    assert counted("low_birth_weight", "plurality", "multiple") == (0, 2, 0)


def test_child_born_alive_below_the_limit_stays_a_child_born_alive(site, acting, counted):
    born(site, by=acting, days=150, babies=[ALIVE | {"birth_weight_g": 400, "died_on": date(2026, 6, 20)}])
    assert (counted("deliveries"), counted("babies")) == (0, 1)
    assert counted("neonatal_death") == (1, 1, 0)


def test_stillborn_child_is_in_no_rate_of_children_born_alive(site, acting, counted):
    born(site, by=acting, days=250, babies=[STILLBORN])
    assert (counted("deliveries"), counted("babies")) == (1, 1)
    assert counted("nicu") == (0, 0, 0)


@pytest.mark.parametrize(("days", "total"), [(83, 0), (84, 1)])
def test_complication_counts_of_losses_from_twelve_weeks(site, acting, counted, days, total):
    ended(treated(site, by=acting), by=acting, outcome="loss", days=days)
    assert counted("haemorrhage") == (0, total, 0)


def test_child_of_last_week_may_still_die_in_its_first_month(site, acting, counted):
    born(site, by=acting, days=280 + 16)
    assert counted("neonatal_death") == (0, 1, 1)


def test_weight_that_nobody_wrote_is_not_yet_known(site, acting, counted):
    born(site, by=acting, babies=[ALIVE | {"birth_weight_g": None}])
    assert counted("low_birth_weight") == (0, 1, 1)
