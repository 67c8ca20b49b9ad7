"""Embedded PostgreSQL and Redis for the demo and the tests: real servers from wheels, without root or network.

The first process that needs a server starts a keeper for it (`keeper.py`); later ones attach. Every
user holds a shared lock that the kernel lets go of whichever way the process ends, SIGKILL included;
the keeper stops its server when it can take that lock alone. Linux only.
"""

import fcntl
import os
import sys
import time
from pathlib import Path

from django.conf import settings

from config.embedded.places import DATABASE, DATABASE_USER, Places, socket_folder
from config.embedded.servers import SERVERS, Server

__all__ = ["DATABASE", "DATABASE_USER", "NotStarted", "socket_folder", "start", "start_what_is_missing"]

PROJECT = Path(__file__).resolve().parent.parent.parent
PATIENCE = 60  # seconds; a first start on a slow disk takes about ten

_held: dict[Path, int] = {}
_launched: list[int] = []  # keepers to be asked after, so that they leave no zombie if they end first


class NotStarted(SystemExit):
    """An embedded server did not come up; the message holds the end of its log."""


def start_what_is_missing() -> None:
    """Attach to an embedded server for each of DATABASE_URL and REDIS_URL that is not set; cheap when up."""
    for name in settings.EMBEDDED:
        start(settings.VAR, name, test=settings.EMBEDDED_FOR_TESTS)


def start(var: Path, name: str, *, test: bool = False) -> None:
    """Return when the server `name` ("postgres" or "redis") under `var` answers, started first if need be.

    This process is then one of its users until it ends; a fork shares that, an exec does not. Called
    again it costs milliseconds, and brings back a server that was killed meanwhile.
    With `test` the server trades safety for speed. Raises NotStarted.
    """
    places = Places(var)
    places.make()
    _become_user(places.users_lock(name))
    with open(places.start_lock(name), "w") as gate:
        fcntl.flock(gate, fcntl.LOCK_EX)
        _bring_up(SERVERS[name](places, test))


def _become_user(lock: Path) -> None:
    if lock not in _held:
        users = os.open(lock, os.O_RDWR | os.O_CREAT, 0o600)
        fcntl.flock(users, fcntl.LOCK_SH)  # waits for a keeper that is just leaving
        _held[lock] = users


def _bring_up(server: Server) -> None:
    keeper: int | None = None
    deadline = time.monotonic() + PATIENCE
    while not server.answers():
        keeper = keeper or _launch_keeper(server)
        if _has_ended(keeper) or time.monotonic() > deadline:
            raise NotStarted(f"The embedded {server.name} did not start:\n{server.places.end_of_log(server.name)}")
        time.sleep(0.03)


def _launch_keeper(server: Server) -> int:
    """Start the keeper in a session of its own, which Ctrl-C and a closed terminal pass by; its process id.

    Not a Popen: that would warn, when this process ends, of the keeper that outlives it on purpose.
    """
    path = os.pathsep.join(filter(None, [str(PROJECT), os.environ.get("PYTHONPATH")]))
    command = [sys.executable, "-P", "-m", "config.embedded.keeper", server.name, str(server.places.var.absolute())]
    with server.places.open_log(server.name) as log, open(os.devnull) as nothing:
        keeper = os.posix_spawn(
            sys.executable,
            [*command, "test"] if server.test else command,
            os.environ | {"PYTHONPATH": path},
            file_actions=[
                (os.POSIX_SPAWN_DUP2, nothing.fileno(), 0),
                (os.POSIX_SPAWN_DUP2, log.fileno(), 1),
                (os.POSIX_SPAWN_DUP2, log.fileno(), 2),
            ],
            setsid=True,
        )
    _launched[:] = [earlier for earlier in _launched if not _has_ended(earlier)] + [keeper]
    return keeper


def _has_ended(keeper: int) -> bool:
    """Whether it has; it is then no longer in the table of processes."""
    try:
        return os.waitpid(keeper, os.WNOHANG) != (0, 0)
    except ChildProcessError:  # asked after already
        return True
