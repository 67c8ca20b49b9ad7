"""What history by statement-level triggers and row security cost, against the same statements without them."""

import os
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parent.parent
os.environ.setdefault("REGISTRY_VAR", str(ROOT / "var-benchmarks"))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

from config import embedded  # noqa: E402  settings first

ROUNDS = 5
ROWS = 100_000
TABLE = "registry_medicalhistory"


def timed(work: Callable[[], object]) -> float:
    """Seconds that `work` takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def compare(title: str, cases: dict[str, Callable[[], float]]) -> None:
    """Run the cases in turn, round by round; the first is the limit that the others are divided by."""
    seconds: dict[str, list[float]] = {name: [] for name in cases}
    for _ in range(ROUNDS):
        for name, run in cases.items():
            seconds[name].append(run())
    limit = next(iter(cases))
    print(f"\n{title} (median of {ROUNDS})")
    for name, taken in seconds.items():
        ratio = median(a / b for a, b in zip(taken, seconds[limit], strict=True))
        print(f"  {name:<28} {median(taken) * 1000:10.2f} ms   × {ratio:.2f}")


def main() -> None:
    embedded.start_what_is_missing()
    import django  # noqa: PLC0415  needs the servers' address, which the line above settles

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415  apps are ready only now

    call_command("migrate", verbosity=0)
    from benchmarks import history_cases  # noqa: PLC0415  models are ready only now

    with history_cases.cohort() as patient:
        compare(f"COPY of {ROWS:,} rows", history_cases.copies(patient, ROWS))
        compare("100 × save()", history_cases.saves(patient, 100))
        compare(f"count and group {ROWS:,} rows", history_cases.reads(patient))


if __name__ == "__main__":
    main()
