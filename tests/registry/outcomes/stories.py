"""Short stories of one woman, told through the verbs; transfer on 2026-02-09, due on 2026-10-28."""

from datetime import date, timedelta

from registry.domain.pregnancies import record_pregnancy_outcome
from tests import factories

DUE = date(2026, 10, 28)
ALIVE = {"status": "live_birth", "birth_weight_g": 3200}
STILLBORN = {"status": "stillbirth", "birth_weight_g": 900}


def treated(site, *, by, woman=None, **values):
    """A cycle with one dose; tested positive if nothing else is said."""
    patient = woman or factories.patient(site, by=by)
    tested = {"hcg_on": date(2026, 2, 19), "hcg_result": "positive"}
    cycle = factories.cycle(patient, by=by, **(tested | values))
    day = cycle.started_on + timedelta(days=14)
    factories.infusion(cycle, by=by, started_at=f"{day}T15:00:00+00:00")
    return cycle


def pregnant(cycle, *, by, **values):
    return factories.pregnancy(cycle, by=by, **values)


def ended(cycle, *, by, outcome, days, babies=(), **values):
    """The pregnancy of `cycle` ended at `days` of gestation."""
    row = pregnant(cycle, by=by, **values)
    return record_pregnancy_outcome(
        row,
        seen=row.version,
        by=by,
        today=factories.TODAY,
        outcome=outcome,
        ended_on=DUE - timedelta(days=280 - days),
        babies=babies,
    )


def born(site, *, by, days=270, babies=(ALIVE,), **values):
    """A woman who delivered."""
    cycle = treated(site, by=by, **values)
    ended(cycle, by=by, outcome="birth", days=days, babies=babies)
    return cycle
