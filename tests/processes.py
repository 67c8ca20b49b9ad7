"""Waiting for processes, and ending them without mercy."""

import os
import signal
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress

import psutil


def eventually(condition: Callable[[], bool], seconds: float = 10) -> bool:
    """Whether the condition comes to hold within the time."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def runs(number: int) -> bool:
    """Whether the process lives; one that ended and that its parent has not asked after does not."""
    try:
        return psutil.Process(number).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def kill(*processes: psutil.Process | subprocess.Popen) -> None:
    """SIGKILL each, and wait until they are gone."""
    for process in processes:
        with suppress(ProcessLookupError):  # it may follow one that was killed just before
            os.kill(process.pid, signal.SIGKILL)
    assert eventually(lambda: not any(runs(process.pid) for process in processes))
