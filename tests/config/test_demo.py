"""One command to a running registry, and all of it gone again when the command ends."""

import contextlib
import http.client
import json
import os
import re
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tests.config.test_env import PRODUCTION
from tests.processes import eventually, runs

pytestmark = pytest.mark.embedded

PROJECT = Path(__file__).resolve().parents[2]
PATIENCE = 180  # seconds, on a machine that does much else besides


class Demo:
    def __init__(self, var: Path) -> None:
        self.var = var
        self.process: subprocess.Popen | None = None

    def start(self, within: float = PATIENCE) -> list[str]:
        """Run the command; the lines that it prints until it serves, which must be within so many seconds."""
        began = time.monotonic()
        bare = {name: value for name, value in os.environ.items() if not name.startswith(("DJANGO_", "REGISTRY_"))}
        for address in ("DATABASE_URL", "REDIS_URL"):
            bare.pop(address, None)
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "demo", "--port", "18000"],
            cwd=PROJECT,
            env=bare | {"REGISTRY_VAR": str(self.var)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        lines = []
        for line in self.process.stdout:
            lines.append(line.rstrip())
            if line.startswith("Ctrl-C"):
                assert time.monotonic() - began < within
                return lines
        raise AssertionError("\n".join(lines))

    def end(self, number: int) -> float:
        """Send the signal; seconds until the command has ended."""
        began = time.monotonic()
        self.process.send_signal(number)
        self.process.wait(20)
        self.process.stdout.close()
        return time.monotonic() - began

    def processes(self) -> list[psutil.Process]:
        """Everything that works under the demo's folder, by its environment."""
        return [process for process in psutil.process_iter() if runs(process.pid) and self._is_ours(process)]

    def _is_ours(self, process: psutil.Process) -> bool:
        try:
            return process.environ().get("REGISTRY_VAR") == str(self.var)
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            return False

    def all_gone(self) -> bool:
        return eventually(lambda: not self.processes())


@pytest.fixture(scope="module")
def var(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Shared, so that patients are made once (`--dist loadfile` keeps these tests in one process)."""
    return tmp_path_factory.mktemp("demo") / "var"


@pytest.fixture
def demo(var: Path) -> Iterator[Demo]:
    demo = Demo(var)
    yield demo
    if demo.process.poll() is None:
        demo.end(signal.SIGKILL)
    assert demo.all_gone(), "the demo outlives its command"


def get(lines: list[str], path: str) -> http.client.HTTPResponse:
    [(host, port)] = re.findall(r"http://([\d.]+):(\d+)/", "\n".join(lines))
    assert host == "127.0.0.1"
    connection = http.client.HTTPConnection(host, int(port), timeout=10)
    connection.request("GET", path)
    with contextlib.closing(connection):
        answer = connection.getresponse()
        answer.read()
    return answer


def test_demo_serves_stops_on_ctrl_c_and_starts_again_with_the_same_people(demo):
    first = demo.start()

    assert (get(first, "/").status, get(first, "/account/login/").status) == (302, 200)
    assert {"web", "worker", "beat"} <= {log.stem for log in demo.var.glob("*.log")}
    demo.end(signal.SIGINT)
    assert demo.all_gone()

    again = demo.start()

    assert get(again, "/account/login/").status == 200
    assert _people(first) == _people(again)


def test_demo_killed_leaves_nothing_and_starts_again(demo):
    demo.start()
    assert len(demo.processes()) > 5

    demo.end(signal.SIGKILL)

    assert demo.all_gone()
    assert get(demo.start(), "/account/login/").status == 200


def test_demo_makes_one_user_for_each_role_whose_password_only_its_owner_reads(demo):
    lines = demo.start()
    kept = demo.var / "demo-users.json"

    users = json.loads(kept.read_text())

    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert [user["role"] for user in users] == [
        "coordinator",
        "investigator",
        "data_manager",
        "ethics_board",
        "administrator",
    ]
    assert [[user["role"], user["username"], user["password"]] for user in users] == _people(lines)
    assert len({user["password"] for user in users}) == 5


def test_demo_takes_the_next_port_when_one_is_taken(demo):
    first = demo.start()
    second = Demo(demo.var)
    lines = second.start()
    try:
        assert get(first, "/account/login/").status == get(lines, "/account/login/").status == 200
        assert first != lines
    finally:
        second.end(signal.SIGTERM)


@pytest.mark.endurance
def test_demo_keeps_its_times(demo):
    """On a machine that does nothing else: the second start in 15 seconds, all stopped in three."""
    demo.start()
    began = time.monotonic()
    demo.end(signal.SIGINT)
    assert demo.all_gone()
    assert time.monotonic() - began < 3

    demo.start(within=15)


def test_demo_is_refused_in_production(tmp_path):
    done = subprocess.run(
        [sys.executable, "manage.py", "demo"],
        cwd=PROJECT,
        env={"PATH": os.environ["PATH"], "REGISTRY_VAR": str(tmp_path), **PRODUCTION},
        capture_output=True,
        text=True,
        timeout=60,
    )

    assert (done.returncode, done.stdout) == (1, "")
    assert "it does not run with REGISTRY_ENV=production" in done.stderr


def _people(lines: list[str]) -> list[list[str]]:
    return [line.split() for line in lines if line.startswith("  ")]
