"""How many rows a second come in: the Montreal cohort many times over, new, again, and with one column changed."""

import csv
import os
import shutil
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
os.environ.setdefault("REGISTRY_VAR", str(ROOT / "var-benchmarks"))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

from config import embedded  # noqa: E402  settings first

COHORT = ROOT / "examples" / "montreal_cohort"
COPIES = 34  # of fifteen women


def multiply(target: Path) -> int:
    """Write the cohort `COPIES` times under study IDs of their own; how many rows that is."""
    total = 0
    for source in COHORT.glob("*.csv"):
        with source.open(newline="", encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        copies = COPIES if "study_id" in rows[0] else 1
        with (target / source.name).open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, rows[0])
            writer.writeheader()
            for copy in range(copies):
                writer.writerows(row | _renamed(row, copy) for row in rows)
        total += copies * len(rows)
    return total


def _renamed(row: dict[str, str], copy: int) -> dict[str, str]:
    if "study_id" not in row:
        return {}
    site, number = row["study_id"].split("-")
    return {"study_id": f"{site}-{int(number) + 100 * copy:04}"}


def heavier(folder: Path) -> None:
    """Change one cell of every infusion."""
    path = folder / "infusions.csv"
    path.write_text(path.read_text().replace(",clinic,", ",hospital,"))


def main() -> None:
    embedded.start_what_is_missing()
    import django  # noqa: PLC0415  needs the servers' address, which the line above settles

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415  apps are ready only now

    call_command("migrate", verbosity=0)
    from django.db import transaction  # noqa: PLC0415

    from registry.domain.acting import acting_for  # noqa: PLC0415
    from registry.exchange.importing import import_cohort  # noqa: PLC0415
    from registry.exchange.tables import published  # noqa: PLC0415
    from registry.models import User  # noqa: PLC0415

    folder = Path(tempfile.mkdtemp())
    rows = multiply(folder)
    by = User.objects.system()
    print(f"{15 * COPIES} women, {rows:,} rows")
    with acting_for(by, source="benchmark"):
        for title in ("new", "again", "changed"):
            if title == "changed":
                heavier(folder)
            start, work = time.perf_counter(), time.process_time()
            report = import_cohort(folder, tables=published(), by=by, today=django.utils.timezone.localdate())
            seconds, work = time.perf_counter() - start, time.process_time() - work
            counts = {name: sum(counted.values()) for name, counted in report.counts().items()}
            print(f"  {title:<8} {seconds:7.2f} s  {rows / seconds:8,.0f} rows/s, {work:7.2f} s of Python  {counts}")
        transaction.set_rollback(True)
    shutil.rmtree(folder)


if __name__ == "__main__":
    main()
