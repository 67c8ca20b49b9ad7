"""Embedded servers start, are shared, and stop with their last user."""

import os
import pwd

import pytest
import redis

from config.embedded import socket_folder

pytestmark = pytest.mark.embedded

# With the capability it can read the project wherever it is checked out; PostgreSQL sees an ordinary user.
AS_NOBODY = ("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--inh-caps=+dac_read_search")
AS_NOBODY += ("--ambient-caps=+dac_read_search",)


def test_start_from_nothing(users):
    users.attach()

    assert users.query("select current_database()") == [("registry",)]
    assert redis.Redis(unix_socket_path=str(socket_folder(users.var) / "redis.sock")).ping()
    assert len(users.keepers()) == 2


def test_start_opens_no_port(users):
    users.attach()

    assert users.query("show listen_addresses") == [("",)]
    assert users.postmaster().net_connections("tcp") == []
    assert users.redis().net_connections("tcp") == []


def test_start_of_one_server_leaves_the_other(users):
    users.attach("redis")

    assert users.servers() == [users.redis()]


def test_second_user_shares_the_server_and_keeps_it(users):
    first = users.attach("postgres")
    second = users.attach("postgres")
    before = users.postmaster().pid

    users.leave(first)

    assert users.query("select 1") == [(1,)]
    assert (users.postmaster().pid, len(users.keepers())) == (before, 1)
    users.leave(second)
    assert users.all_gone()


def test_users_starting_at_once_share_one_keeper(users):
    together = [users.begin("postgres") for _ in range(4)]

    assert [user.stdout.readline() for user in together] == ["up\n"] * 4
    assert len(users.keepers()) == 1


def test_data_stay_from_one_start_to_the_next(users):
    users.leave(_with_a_row(users))
    assert users.all_gone()

    users.attach("postgres")

    assert users.query("select n from kept") == [(1,)]


def test_start_as_ordinary_user(users):
    users.var.parent.chmod(0o755)
    users.var.mkdir()
    prefix: tuple[str, ...] = ()
    if os.geteuid() == 0:
        for folder in list(users.var.parents)[:2]:
            folder.chmod(0o755)
        nobody = pwd.getpwnam("nobody")
        os.chown(users.var, nobody.pw_uid, nobody.pw_gid)
        prefix = AS_NOBODY

    users.attach(prefix=prefix)

    assert 0 not in {users.postmaster().uids().effective, users.redis().uids().effective}
    assert len(users.keepers()) == 2


def test_start_under_a_path_too_long_for_a_socket(users, var):
    users.var = var / ("x" * 120)

    users.attach()

    assert len(str(socket_folder(users.var))) < 60
    assert users.query("select 1") == [(1,)]


def test_start_in_a_folder_open_to_others_is_refused(users):
    (users.var / "run").mkdir(parents=True, mode=0o777)
    (users.var / "run").chmod(0o777)

    _, message = users.begin("redis").communicate(timeout=10)

    assert "is open to others: remove it, or set DATABASE_URL and REDIS_URL" in message


def _with_a_row(users):
    user = users.attach("postgres")
    users.query("create table kept (n int)")
    users.query("insert into kept values (1)")
    return user
