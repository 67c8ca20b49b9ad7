"""The statements that `benchmarks.history` compares; everything is rolled back."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date

from django.db import connection, transaction

from benchmarks.history import ROWS, TABLE, timed
from registry.database import as_owner
from registry.domain.acting import acting_for, admit
from registry.domain.enrolment import enrol
from registry.models import MedicalHistory, Patient, Site, User

Cases = dict[str, Callable[[], float]]
COLUMNS = "site_id, patient_id, version, key, void_reason, condition, ongoing"


@contextmanager
def cohort() -> Iterator[Patient]:
    """One woman, gone afterwards."""
    system = User.objects.system()
    today = date(2026, 1, 31)
    with acting_for(system, source="benchmark"):
        site = Site.objects.create(site_code="BEN", name="Benchmark", reb_name="none", reb_number="0")
        admit(system)
        yield enrol(
            site=site, by=system, today=today, date_of_birth=date(1990, 1, 1), enrolled_on=today, indication="rpl"
        )
        transaction.set_rollback(True)


def undone(work: Callable[[], object], *, history: bool) -> float:
    """Seconds of `work` as the owner in a transaction that is rolled back, with or without the triggers."""
    with as_owner(), transaction.atomic():
        run("SET CONSTRAINTS ALL IMMEDIATE")
        run(f"ALTER TABLE {TABLE} {'ENABLE' if history else 'DISABLE'} TRIGGER USER")
        seconds = timed(work)
        transaction.set_rollback(True)
    return seconds


def copies(patient: Patient, rows: int) -> Cases:
    """COPY into a clinical table."""
    return {
        "without history": lambda: undone(lambda: copy(patient, rows), history=False),
        "with history": lambda: undone(lambda: copy(patient, rows), history=True),
    }


def saves(patient: Patient, times: int) -> Cases:
    """One row after the other, as a form writes it."""

    def work() -> None:
        for number in range(times):
            MedicalHistory(patient=patient, condition=f"saved {number}", ongoing="no").save()

    return {
        "without history": lambda: undone(work, history=False),
        "with history": lambda: undone(work, history=True),
    }


def reads(patient: Patient) -> Cases:
    """The same question asked by the owner, whom no policy binds, and by the application."""
    question = f"SELECT ongoing, count(*), count(DISTINCT condition) FROM {TABLE} GROUP BY ongoing"

    def owner() -> float:
        with as_owner():
            return timed(lambda: run(question))

    with as_owner():
        copy(patient, ROWS)
        run("SET CONSTRAINTS ALL IMMEDIATE")
    return {"as owner, no policy": owner, "behind row security": lambda: timed(lambda: run(question))}


def copy(patient: Patient, rows: int) -> None:
    """Write `rows` conditions by COPY."""
    with connection.cursor() as cursor, cursor.copy(f"COPY {TABLE} ({COLUMNS}) FROM STDIN") as stream:
        for number in range(rows):
            key = f"00000000-0000-4000-8000-{number:012d}"
            stream.write_row((patient.site_id, patient.pk, 1, key, "", f"condition {number}", "no"))


def run(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)
