"""Run several programs together: they start together, stop together, and none outlives this process.

Each program gets a session of its own, so that Ctrl-C reaches only this process, which then stops them;
the kernel tells them to leave if this process is killed. Linux only.
"""

import ctypes
import os
import signal
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

PR_SET_PDEATHSIG = 1
# Seconds before those still there are killed: late acknowledgement brings back what a worker drops.
TIME_TO_LEAVE = 1.2
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Left(Exception):
    """A program ended by itself; the message says which, and the end of what it wrote."""


@dataclass(frozen=True)
class Program:
    name: str
    command: list[str]
    inherits: tuple[int, ...] = ()  # open files that it is given


class Together:
    """A context in which programs run; SIGINT, SIGTERM and SIGHUP end it with KeyboardInterrupt."""

    def __init__(self, logs: Path) -> None:
        self._logs = logs
        self._running: dict[str, subprocess.Popen] = {}

    def __enter__(self) -> Self:
        for number in SIGNALS:  # set each: a program started in the background has SIGINT ignored
            signal.signal(number, _interrupt)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for number in SIGNALS:
            signal.signal(number, signal.SIG_IGN)
        self._stop()

    def start(self, program: Program) -> None:
        with open(self._log(program.name), "wb") as log:
            self._running[program.name] = subprocess.Popen(
                program.command,
                start_new_session=True,
                preexec_fn=_leave_with(os.getpid()),
                pass_fds=program.inherits,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )

    def wait_until(self, condition: Callable[[], bool]) -> None:
        """Return when the condition holds. Raises Left when a program ends before."""
        while not condition():
            for name, running in self._running.items():
                if running.poll() is not None:
                    raise Left(f"{name} has ended (status {running.returncode}):\n{self._end_of_log(name)}")
            time.sleep(0.1)

    def _stop(self) -> None:
        deadline = time.monotonic() + TIME_TO_LEAVE
        for running in self._running.values():
            running.terminate()
        for running in self._running.values():
            with suppress(subprocess.TimeoutExpired):
                running.wait(max(0.0, deadline - time.monotonic()))
            with suppress(ProcessLookupError):  # its own children, should it have left some
                os.killpg(running.pid, signal.SIGKILL)
            running.wait()

    def _log(self, name: str) -> Path:
        return self._logs / f"{name}.log"

    def _end_of_log(self, name: str) -> str:
        return self._log(name).read_text(errors="replace")[-2000:]


def _interrupt(number: int, frame: object) -> None:
    raise KeyboardInterrupt


def _leave_with(parent: int) -> Callable[[], None]:
    """In the child: be told to stop when the parent dies, even if it died before this ran."""

    def arrange() -> None:
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        for number in SIGNALS:  # handlers go with exec, being ignored does not
            signal.signal(number, signal.SIG_DFL)
        if os.getppid() != parent:
            os.kill(os.getpid(), signal.SIGKILL)

    return arrange
