"""Treatment beside immunoglobulin. Clause: EXCLUDED_TREATMENT; criterion *other immunomodulator* (D§2d E2)."""

from collections.abc import Iterable
from datetime import date

from .dating import earliest_day, latest_day
from .facts import MedicationFact
from .parameters import Parameters

EXCLUDED_AGENTS = frozenset({"corticosteroid", "intralipid", "g_csf", "tnf_inhibitor"})


def excluded_medications(
    medications: Iterable[MedicationFact], version: Parameters, *, first: date, last: date
) -> tuple[MedicationFact, ...]:
    """Concomitant immunomodulators whose days overlap `first` to `last`, both in.

    A blank start is before, a blank stop ongoing, a partial date read widely. Aspirin, LMWH and progesterone are
    none; hydroxychloroquine is one where the version says so.
    """
    agents = EXCLUDED_AGENTS if version.hydroxychloroquine_allowed else EXCLUDED_AGENTS | {"hydroxychloroquine"}
    return tuple(
        medication
        for medication in medications
        if medication.timing == "concomitant"
        and medication.agent in agents
        and (not medication.started_on or earliest_day(medication.started_on) <= last)
        and (not medication.stopped_on or latest_day(medication.stopped_on) >= first)
    )
