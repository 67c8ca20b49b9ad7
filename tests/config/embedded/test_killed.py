"""Whatever is killed, nothing is left running and the next start works."""

import os
import signal

import pytest

from tests.processes import eventually, kill

pytestmark = pytest.mark.embedded


@pytest.fixture
def user(users):
    """A user of a PostgreSQL that holds one committed row."""
    user = users.attach("postgres")
    users.query("create table kept (n int)")
    users.query("insert into kept values (1)")
    return user


def test_killed_user_leaves_nothing(users, user):
    kill(user)

    assert users.all_gone()


def test_ctrl_c_in_the_terminal_does_not_take_the_server_from_another_user(users, user):
    users.attach("postgres")

    os.killpg(user.pid, signal.SIGINT)
    user.wait(10)

    assert not eventually(lambda: not users.keepers(), seconds=1)
    assert users.query("select n from kept") == [(1,)]


def test_killed_keeper_takes_its_server_along(users, user):
    kill(*users.keepers())

    assert eventually(lambda: not users.servers())
    users.attach("postgres")
    assert users.query("select n from kept") == [(1,)]


def test_killed_keeper_is_replaced_for_the_same_user(users, user):
    kill(*users.keepers())

    users.start_again(user)

    assert users.query("select n from kept") == [(1,)]


def test_killed_postmaster_is_started_again(users, user):
    kill(users.postmaster())

    users.attach("postgres")

    assert users.query("select n from kept") == [(1,)]


def test_everything_killed_starts_again(users, user):
    users.attach("redis")
    kill(*users.keepers(), *users.servers(), *users.started)

    users.attach()

    assert users.query("select n from kept") == [(1,)]


def test_stale_pid_file_naming_a_living_process_is_passed_over(users, user):
    pid_file = users.var / "postgres" / "postmaster.pid"
    content = pid_file.read_text().replace(str(users.postmaster().pid), str(os.getpid()), 1)
    kill(*users.keepers(), *users.servers(), *users.started)
    pid_file.write_text(content)

    users.attach("postgres")

    assert users.query("select n from kept") == [(1,)]


def test_creation_of_the_cluster_cut_short_is_begun_again(users):
    half_made = users.var / "postgres.part"
    half_made.mkdir(parents=True)
    (half_made / "PG_VERSION").write_text("18\n")

    users.attach("postgres")

    assert users.query("select 1") == [(1,)]


def test_server_that_cannot_start_says_why(users, user):
    users.leave(user)
    assert users.all_gone()
    (users.var / "postgres" / "PG_VERSION").write_text("7\n")

    _, message = users.begin("postgres").communicate(timeout=20)

    assert "The embedded postgres did not start" in message
    assert "database files are incompatible with server" in message
