"""Programs that run together stop together, whatever is killed."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tests.processes import eventually, runs

PROJECT = Path(__file__).resolve().parents[2]
# Three manners: one leaves when told, one leaves a child of its own behind, one does not listen.
HOST = """
import sys
from pathlib import Path
from config.together import Left, Program, Together

PROGRAMS = {
    "polite": "import time; time.sleep(60)",
    "careless": "import subprocess, time; subprocess.Popen(['sleep', '60']); time.sleep(60)",
    "stubborn": "import signal, time; signal.signal(15, signal.SIG_IGN); print('deaf', flush=True); time.sleep(60)",
    "brief": "import sys; sys.exit('nothing to do')",
}
logs = Path(sys.argv[1])
try:
    with Together(logs) as together:
        for name in sys.argv[2:]:
            together.start(Program(name, [sys.executable, "-c", PROGRAMS[name]]))
        if "stubborn" in sys.argv:
            together.wait_until(lambda: (logs / "stubborn.log").read_text() != "")
        print("up", flush=True)
        together.wait_until(lambda: False)
except Left as reason:
    print(reason, flush=True)
except KeyboardInterrupt:
    print("stopped", flush=True)
"""


class Host:
    def __init__(self, logs: Path) -> None:
        self.logs = logs
        self.process: subprocess.Popen | None = None
        self.children: list[psutil.Process] = []

    def run(self, *names: str, ignoring: str = "") -> None:
        """Start the programs under a host process; `ignoring` names a signal that its parent ignored."""
        prefix = ["env", f"--ignore-signal={ignoring}"] if ignoring else []
        self.process = subprocess.Popen(
            [*prefix, sys.executable, "-c", HOST, str(self.logs), *names],
            cwd=PROJECT,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def up(self, *names: str, ignoring: str = "") -> None:
        self.run(*names, ignoring=ignoring)
        assert self.process.stdout.readline() == "up\n"
        self.children = psutil.Process(self.process.pid).children(recursive=True)

    def all_gone(self, seconds: float = 5) -> bool:
        return eventually(lambda: not any(runs(child.pid) for child in self.children), seconds)


@pytest.fixture
def host(tmp_path: Path) -> Iterator[Host]:
    host = Host(tmp_path)
    yield host
    if host.process.poll() is None:
        os.kill(host.process.pid, signal.SIGKILL)
    host.process.wait(10)
    host.process.stdout.close()
    assert host.all_gone(), "programs outlive the process that ran them"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_signal_stops_all_within_three_seconds(host, number):
    host.up("careless", "stubborn")
    began = time.monotonic()

    host.process.send_signal(number)

    assert host.process.stdout.readline() == "stopped\n"
    assert host.process.wait(5) == 0
    assert time.monotonic() - began < 3
    assert host.all_gone(seconds=0.5)


def test_interrupt_is_heard_when_started_in_the_background(host):
    host.up("polite", ignoring="INT")

    host.process.send_signal(signal.SIGINT)

    assert host.process.stdout.readline() == "stopped\n"


def test_killed_host_leaves_nothing(host):
    host.up("polite")

    host.process.kill()

    assert host.all_gone()


def test_program_that_ends_stops_the_others_and_says_why(host):
    host.run("polite", "brief")

    said = host.process.stdout.read()

    assert "brief has ended (status 1):\nnothing to do" in said
    assert host.process.wait(5) == 0
