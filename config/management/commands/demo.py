"""One command to a running registry, for looking around on one's own machine."""

import http.client
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connections
from django.utils import timezone

from config.demo_people import DemoUser, demo_users
from config.demo_site import make_demo_site
from config.env import PRODUCTION, ROOT
from config.together import Left, Program, Together
from registry.domain.acting import acting_for
from registry.models import Patient, User

HOST = "127.0.0.1"
PORTS_TO_TRY = 100


class Command(BaseCommand):
    help = "Start the registry with made-up patients: services, web, worker and timetable together. Ctrl-C stops all."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=8000, help="where to begin looking for a free port (8000)")

    def handle(self, *, port: int, **options: Any) -> None:
        if PRODUCTION:
            raise CommandError("The demo makes users and patients: it does not run with REGISTRY_ENV=production.")
        try:
            with Together(settings.VAR) as together, _listening(port) as listener:
                users = self._prepare()
                connections.close_all()
                self._start(together, listener)
                self._introduce(listener.getsockname()[1], users)
                together.wait_until(lambda: False)
        except Left as reason:
            raise CommandError(str(reason)) from reason
        except KeyboardInterrupt:
            self._tell("\nStopped.")

    def _prepare(self) -> list[DemoUser]:
        self._tell("Preparing the database …")
        call_command("migrate", verbosity=0)
        system = User.objects.system()
        with acting_for(system, source="demo"):  # one transaction: Ctrl-C leaves nothing half made
            if not Patient.everything.exists():  # later, what was entered stands
                self._make_patients(by=system)
            return demo_users(settings.VAR / "demo-users.json")

    def _make_patients(self, *, by: User) -> None:
        self._tell("Importing the Montreal cohort …")
        call_command("import_cohort", ROOT / "examples" / "montreal_cohort", stdout=StringIO())
        self._tell("Making a second site of forty women dated from today …")
        make_demo_site(by=by, today=timezone.localdate())

    def _start(self, together: Together, listener: socket.socket) -> None:
        for program in _programs(listener.fileno()):
            together.start(program)
        together.wait_until(lambda: _serves(listener.getsockname()[1]))

    def _introduce(self, port: int, users: list[DemoUser]) -> None:
        people = [f"  {user.role:<14} {user.username:<10} {user.password}" for user in users]
        self._tell(f"\nThe registry is at http://{HOST}:{port}/\n\nSign in as")
        self._tell("\n".join([*people, "", "Ctrl-C stops it."]))

    def _tell(self, words: str) -> None:
        """Say it at once, where the output is a file or a pipe too."""
        self.stdout.write(words)
        self.stdout.flush()


@contextmanager
def _listening(port: int) -> Iterator[socket.socket]:
    """A socket on the first free port from `port` on, bound here and handed on so that nobody takes it between."""
    for candidate in range(port, min(port + PORTS_TO_TRY, 65536)):
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((HOST, candidate))
            listener.listen(128)
        except OSError:
            listener.close()
            continue
        with listener:
            yield listener
        return
    raise CommandError(f"No free port from {port} on: choose another with --port.")


def _programs(listener: int) -> list[Program]:
    python = [sys.executable, "-m"]
    celery = [*python, "celery", "--app", "config.celery", "--quiet"]
    web = ["gunicorn", "config.wsgi", "--bind", f"fd://{listener}", "--threads", "8", "--no-control-socket"]
    return [
        Program("web", [*python, *web], inherits=(listener,)),
        Program("worker", [*celery, "worker", "--concurrency", "1", "--without-mingle", "--without-gossip"]),
        Program("beat", [*celery, "beat", "--pidfile="]),
    ]


def _serves(port: int) -> bool:
    """Whether the web process answers, whatever it says about the other services: reminders have not run yet."""
    connection = http.client.HTTPConnection(HOST, port, timeout=1)
    try:
        connection.request("GET", "/healthz")
        return bool(connection.getresponse().status)
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
