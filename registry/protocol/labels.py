"""Words derived from raw facts under a named definition set. Clause: *Labels under a named definition set*; D§2a.

The thresholds stand here as data, because the outcome tables hand them to SQL as parameters.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from django.utils.translation import gettext_noop as noop

from .dating import add_months, gestational_age
from .facts import CycleFacts, Dose, PatientFacts, PregnancyFact
from .parameters import Parameters

BIRTH_WEIGHT_LIMIT_G = 500
"""Decides in place of 22w0d where a pregnancy is not dated."""
ONGOING_FROM_DAYS = 84
PRETERM_BELOW_DAYS = {"preterm": 259, "very_preterm": 224, "extremely_preterm": 196}
LOW_WEIGHT_BELOW_G = {"low_birth_weight": 2500, "very_low_birth_weight": 1500}
SEVERE_FROM = 5
RIF_MODERATE_FROM = 3
ESHRE_SECONDARY_ABOVE_DAYS = 168


@dataclass(frozen=True, kw_only=True)
class DefinitionSet:
    """Gestational days from which words hold; between the end of miscarriage and stillbirth lies late fetal loss."""

    code: str
    title: str
    miscarriage_below: int
    stillbirth_from: int
    live_birth_from: int


DEFINITIONS: dict[str, DefinitionSet] = {
    definitions.code: definitions
    for definitions in (
        DefinitionSet(
            code="icmart-2017",
            title=noop("ICMART 2017"),
            miscarriage_below=154,
            stillbirth_from=196,
            live_birth_from=154,
        ),
        DefinitionSet(
            code="commit-2020",
            title=noop("COMMIT 2020"),
            miscarriage_below=140,
            stillbirth_from=140,
            live_birth_from=140,
        ),
        DefinitionSet(
            code="eshre", title=noop("ESHRE"), miscarriage_below=168, stillbirth_from=168, live_birth_from=154
        ),
    )
}
DEFAULT_DEFINITIONS = DEFINITIONS["icmart-2017"]


class Label(StrEnum):
    """What became of a pregnancy, in the words of a definition set."""

    BIOCHEMICAL = "biochemical"
    ECTOPIC = "ectopic"
    MISCARRIAGE = "miscarriage"
    LATE_FETAL_LOSS = "late_fetal_loss"
    STILLBIRTH = "stillbirth"
    TERMINATION = "termination"
    LIVE_BIRTH = "live_birth"
    ONGOING = "ongoing"
    UNKNOWN = "unknown"


class CycleState(StrEnum):
    """Where a cycle stands on a day."""

    PLANNED = "planned"
    TREATED = "treated"
    TESTED_NEGATIVE = "tested_negative"
    PREGNANT = "pregnant"
    ENDED = "ended"
    CANCELLED = "cancelled"


class PatientState(StrEnum):
    """Where a woman stands on a day."""

    SCREENING = "screening"
    ENROLLED = "enrolled"
    IN_TREATMENT = "in_treatment"
    PREGNANT = "pregnant"
    AFTER_DELIVERY = "after_delivery"
    COMPLETED = "completed"
    WITHDRAWN = "withdrawn"
    LOST = "lost"


def label(pregnancy: PregnancyFact, definitions: DefinitionSet = DEFAULT_DEFINITIONS) -> Label:
    """What became of a pregnancy under a definition set.

    A birth or a loss is named by gestational age at its end and signs of life, never by its code: a child born alive
    below the limit makes a miscarriage, of twins one alive makes a live birth. Not dated, the heaviest child decides
    at 500 g. A birth whose children are not recorded yet is `unknown`.
    """
    if pregnancy.outcome not in {"birth", "loss"}:
        return Label(pregnancy.outcome)
    alive = _born_alive(pregnancy)
    if alive is None:
        return Label.UNKNOWN
    days = gestation_at_end(pregnancy)
    if days is None:
        return _label_by_weight(pregnancy, alive=alive)
    if alive:
        return Label.LIVE_BIRTH if days >= definitions.live_birth_from else Label.MISCARRIAGE
    if days >= definitions.stillbirth_from:
        return Label.STILLBIRTH
    return Label.MISCARRIAGE if days < definitions.miscarriage_below else Label.LATE_FETAL_LOSS


def _born_alive(pregnancy: PregnancyFact) -> bool | None:
    """Whether any child showed a sign of life; None where nobody said. A loss without children shows none."""
    signs = [baby.born_alive for baby in pregnancy.babies]
    if any(signs):
        return True
    if None in signs or (not signs and pregnancy.outcome == "birth"):
        return None
    return False


def _label_by_weight(pregnancy: PregnancyFact, *, alive: bool) -> Label:
    weights = [
        baby.birth_weight_g
        for baby in pregnancy.babies
        if baby.birth_weight_g is not None and bool(baby.born_alive) == alive
    ]
    if not weights:
        # No child to weigh: lost too early for one. A child that nobody weighed leaves the question open.
        return Label.UNKNOWN if pregnancy.babies else Label.MISCARRIAGE
    if max(weights) < BIRTH_WEIGHT_LIMIT_G:
        return Label.MISCARRIAGE
    return Label.LIVE_BIRTH if alive else Label.STILLBIRTH


def gestation_at_end(pregnancy: PregnancyFact) -> int | None:
    """Gestational age at the end in days; None while it goes on or where it is not dated."""
    if pregnancy.ended_on is None or pregnancy.due_on is None:
        return None
    return gestational_age(pregnancy.ended_on, pregnancy.due_on)


def is_delivered(pregnancy: PregnancyFact, definitions: DefinitionSet = DEFAULT_DEFINITIONS) -> bool:
    """Whether it ended at or after the set's limit for a live birth or a stillbirth. Multiples are one delivery."""
    return label(pregnancy, definitions) in {Label.LIVE_BIRTH, Label.STILLBIRTH}


def is_clinical(pregnancy: PregnancyFact) -> bool | None:
    """Whether a pregnancy was seen or proven; None where one ongoing or lost from sight has no scan yet.

    Clause: *Populations and units*, last paragraph.
    """
    if pregnancy.outcome in {"ectopic", "loss", "termination", "birth"}:
        return True
    if pregnancy.outcome == "biochemical":
        return False
    return None if pregnancy.gestational_sacs is None else pregnancy.gestational_sacs >= 1


def is_ongoing_at_12_weeks(pregnancy: PregnancyFact, on: date) -> bool | None:
    """Whether it lasted to 12w0d with a heartbeat, by the scan then or else the first one; None where not known yet.

    Of one lost from sight only the scan at 12 weeks tells. Clause: key `ongoing_12w` of the live-birth table.
    """
    if pregnancy.due_on is None:
        return None
    lasted_until = min(on, pregnancy.ended_on) if pregnancy.ended_on else on
    if gestational_age(lasted_until, pregnancy.due_on) < ONGOING_FROM_DAYS:
        return False if pregnancy.ended_on == lasted_until else None
    if pregnancy.heartbeat_12w:
        return pregnancy.heartbeat_12w == "yes"
    if pregnancy.outcome == "unknown" or pregnancy.fetal_heartbeats is None:
        return None
    return pregnancy.fetal_heartbeats >= 1


def primary_or_secondary(prior_live_births: int | None) -> str:
    """`primary` with no previous live birth, else `secondary` (the Montreal table); "" where not known."""
    if prior_live_births is None:
        return ""
    return "secondary" if prior_live_births else "primary"


def primary_or_secondary_eshre(
    *, prior_live_births: int | None, prior_stillbirths: int | None, prior_gestations: Iterable[int] = ()
) -> str:
    """`secondary` with any previous pregnancy beyond 24 weeks (ESHRE); "" where neither count nor row tells.

    `prior_gestations`: gestational days at the end of each previous pregnancy that has a row.
    """
    if prior_live_births or prior_stillbirths or any(days > ESHRE_SECONDARY_ABOVE_DAYS for days in prior_gestations):
        return "secondary"
    return "" if prior_live_births is None or prior_stillbirths is None else "primary"


def montreal_group(*, indication: str, prior_live_births: int | None) -> str:
    """Column of the Montreal table, such as `primary_rif`; "" where the live births are not known."""
    order = primary_or_secondary(prior_live_births)
    return f"{order}_{indication}" if order and indication else ""


def severity_group(
    *, indication: str, failed_blastocyst_transfers: int | None, prior_unexplained_miscarriages: int | None
) -> str:
    """Severity as enrolled: RIF by failed good-quality blastocyst transfers, RPL by unexplained miscarriages."""
    if indication == "rif" and failed_blastocyst_transfers is not None:
        if failed_blastocyst_transfers >= SEVERE_FROM:
            return "rif_severe"
        return "rif_moderate" if failed_blastocyst_transfers >= RIF_MODERATE_FROM else "rif_below"
    if indication == "rpl" and prior_unexplained_miscarriages is not None:
        return "rpl_severe" if prior_unexplained_miscarriages >= SEVERE_FROM else "rpl_moderate"
    return ""


def route_of_cycle(doses: Iterable[Dose]) -> str:
    """Route by the doses given: `iv`, `sc`, `iv_then_sc`, `sc_then_iv` (by the first one) or `none`."""
    routes = [dose.route for dose in sorted(doses, key=lambda dose: dose.day)]
    if not routes:
        return "none"
    first = routes[0]
    other = next((route for route in routes if route != first), None)
    return f"{first}_then_{other}" if other else first


def cycle_state(cycle: CycleFacts, on: date) -> CycleState:
    """Where a cycle stands on a day; a pregnancy lost from sight counts as ended."""
    cycle = cycle.as_of(on)
    if cycle.cancelled_on is not None:
        return CycleState.CANCELLED
    if cycle.pregnancy is not None:
        return CycleState.PREGNANT if cycle.pregnancy.outcome == "ongoing" else CycleState.ENDED
    if cycle.hcg_result == "negative":
        return CycleState.TESTED_NEGATIVE
    return CycleState.TREATED if cycle.doses else CycleState.PLANNED


def patient_state(patient: PatientFacts, cycles: Iterable[CycleFacts], version: Parameters, on: date) -> PatientState:
    """Where a woman stands on a day, by her latest cycle; `version` says how long a child is followed.

    After a negative test, a cancelled cycle or a loss she is `enrolled`, free for another cycle.
    """
    if patient.withdrawn_on is not None and patient.withdrawn_on <= on:
        return PatientState.LOST if patient.withdrawal_reason == "lost_to_follow_up" else PatientState.WITHDRAWN
    if patient.enrolled_on is None or patient.enrolled_on > on:
        return PatientState.SCREENING
    begun = [cycle for cycle in cycles if cycle.started_on <= on]
    if not begun:
        return PatientState.ENROLLED
    latest = max(begun, key=lambda cycle: cycle.started_on)
    state = cycle_state(latest, on)
    if state is CycleState.ENDED and latest.pregnancy is not None:
        return _state_after(latest.pregnancy, version, on)
    return {CycleState.TREATED: PatientState.IN_TREATMENT, CycleState.PREGNANT: PatientState.PREGNANT}.get(
        state, PatientState.ENROLLED
    )


def _state_after(pregnancy: PregnancyFact, version: Parameters, on: date) -> PatientState:
    """After a birth until the last window has closed; a pregnancy of unknown outcome is one lost from sight."""
    if pregnancy.outcome == "unknown":
        return PatientState.LOST
    if pregnancy.outcome != "birth" or pregnancy.ended_on is None:
        return PatientState.ENROLLED
    months, window = version.postpartum_months, version.postpartum_window
    if pregnancy.children_born_alive:
        months, window = version.infant_months, version.infant_window
    closes_on = add_months(pregnancy.ended_on, months) + timedelta(days=window.last)
    return PatientState.AFTER_DELIVERY if on <= closes_on else PatientState.COMPLETED
