"""The keeper: parent of one embedded server until nobody uses it any more.

`python -m config.embedded.keeper postgres VAR [test]`; started by `config.embedded.start` alone.
"""

import ctypes
import fcntl
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from config.embedded.places import Places
from config.embedded.servers import SERVERS, Server

PR_SET_PDEATHSIG = 1
STOPPING_MAY_TAKE = 30  # seconds


def keep(server: Server) -> int:
    """Run the server until its users are gone, it ends, or this process is told to; its exit status."""
    told_to_stop: list[int] = []
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda number, _: told_to_stop.append(number))
    users = os.open(server.places.users_lock(server.name), os.O_RDWR)
    server.prepare()
    child = subprocess.Popen(server.command(), cwd="/", preexec_fn=_leave_with(os.getpid()))
    while child.poll() is None and not told_to_stop and not _taken_alone(users):
        time.sleep(0.2)
    return _stop(child)


def _leave_with(keeper: int) -> Callable[[], None]:
    """In the child: be interrupted when the keeper dies, even if it died before this ran."""

    def arrange() -> None:
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGINT)
        if os.getppid() != keeper:
            os.kill(os.getpid(), signal.SIGKILL)

    return arrange


def _taken_alone(users: int) -> bool:
    """True when no user is left; the lock then keeps new ones waiting until this process has gone."""
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _stop(child: subprocess.Popen) -> int:
    if child.poll() is None:
        child.send_signal(signal.SIGINT)  # for both servers: save, let go of clients, leave
    try:
        return child.wait(STOPPING_MAY_TAKE)
    except subprocess.TimeoutExpired:
        child.kill()
        return child.wait()


if __name__ == "__main__":
    name, var, *rest = sys.argv[1:]
    os.chdir("/")  # the folder where its starter stood may be unmounted
    sys.exit(keep(SERVERS[name](Places(Path(var)), test=rest == ["test"])))
