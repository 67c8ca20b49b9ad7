"""Many blows, one after another."""

import random

import pytest

from tests.processes import kill

pytestmark = [pytest.mark.embedded, pytest.mark.endurance]


@pytest.mark.parametrize("seed", range(3))
def test_no_committed_row_is_lost_whatever_is_killed(users, seed):
    dice = random.Random(seed)
    users.attach("postgres")
    users.query("create table kept (n int)")

    for n in range(12):
        users.query(f"insert into kept values ({n})")
        kill(*dice.choice([users.keepers, users.servers, lambda: [users.postmaster()], lambda: users.started[-1:]])())
        users.attach("postgres")

        assert users.query("select count(*), max(n) from kept") == [(n + 1, n)]
        assert len(users.keepers()) == 1
