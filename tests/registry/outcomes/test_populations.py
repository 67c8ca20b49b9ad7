"""SQL counts what plain Python counts."""

import pytest

from registry.outcomes.live_birth import live_birth
from registry.protocol.labels import DEFINITIONS
from tests.registry.outcomes import plain
from tests.registry.outcomes.random_cohort import Cohort

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("definitions", DEFINITIONS)
@pytest.mark.parametrize("seed", range(3))
def test_live_birth_on_random_cohorts(acting, now, seed, definitions):
    Cohort(seed, by=acting)

    table = live_birth(as_of=now, visible_to=acting, definitions=definitions)

    counted = {
        (row.key, row.by, row.value): (row.events, row.total, row.unresolved)
        for row in table.rows
        if row.key != "reference_test" and row.total
    }
    assert counted == plain.live_birth(DEFINITIONS[definitions], now)
