"""Processes that use embedded servers of their own, to be killed in every way."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

from config.embedded import DATABASE, DATABASE_USER, socket_folder
from tests.processes import eventually

PROJECT = Path(__file__).resolve().parents[3]
USER = """
import signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)  # ignored where the tests run in the background
from pathlib import Path
from config import embedded
while True:
    for name in sys.argv[2:]:
        embedded.start(Path(sys.argv[1]), name)
    print("up", flush=True)
    if not sys.stdin.readline():
        break
"""


class Users:
    """Starts processes that attach to the servers under `var`."""

    def __init__(self, var: Path) -> None:
        self.var = var
        self.started: list[subprocess.Popen] = []

    def begin(self, *names: str, prefix: tuple[str, ...] = ()) -> subprocess.Popen:
        user = subprocess.Popen(
            [*prefix, sys.executable, "-c", USER, str(self.var), *(names or ("postgres", "redis"))],
            cwd=PROJECT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        self.started.append(user)
        return user

    def attach(self, *names: str, prefix: tuple[str, ...] = ()) -> subprocess.Popen:
        user = self.begin(*names, prefix=prefix)
        assert user.stdout.readline() == "up\n", user.communicate()[1]
        return user

    def start_again(self, user: subprocess.Popen) -> None:
        user.stdin.write("\n")
        user.stdin.flush()
        assert user.stdout.readline() == "up\n", user.communicate()[1]

    def leave(self, user: subprocess.Popen) -> None:
        user.communicate(timeout=10)

    def query(self, statement: str) -> list[tuple]:
        address = {"host": str(socket_folder(self.var)), "user": DATABASE_USER, "dbname": DATABASE}
        with psycopg.connect(**address, autocommit=True) as connection:
            cursor = connection.execute(statement)
            return cursor.fetchall() if cursor.description else []

    def keepers(self) -> list[psutil.Process]:
        return [
            process
            for process in psutil.process_iter(["cmdline"])
            if "config.embedded.keeper" in (process.info["cmdline"] or []) and str(self.var) in process.info["cmdline"]
        ]

    def servers(self) -> list[psutil.Process]:
        """The servers' processes, those that PostgreSQL starts for each client and passing need among them."""
        folders = {str(self.var / "postgres"), str(self.var / "redis")}
        return [process for process in psutil.process_iter(["cwd"]) if process.info["cwd"] in folders]

    def redis(self) -> psutil.Process:
        [server] = [process for process in self.servers() if process.info["cwd"].endswith("redis")]
        return server

    def postmaster(self) -> psutil.Process:
        return psutil.Process(int((self.var / "postgres" / "postmaster.pid").read_text().split()[0]))

    def all_gone(self) -> bool:
        return eventually(lambda: not self.keepers() and not self.servers())


@pytest.fixture
def var(tmp_path: Path) -> Path:
    """A folder with a space in its name, whose parent is closed to others."""
    return tmp_path / "a b"


@pytest.fixture
def users(var: Path) -> Iterator[Users]:
    users = Users(var)
    yield users
    for user in users.started:
        user.kill()
        user.wait(10)
        for pipe in (user.stdin, user.stdout, user.stderr):
            pipe.close()
    assert users.all_gone(), "embedded servers outlive their users"
    shutil.rmtree(socket_folder(users.var), ignore_errors=True)  # stands outside tmp_path where the name is long
