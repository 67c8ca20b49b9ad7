"""The Montreal cohort read from its files straight into facts, as plain Python and no database."""

import csv
from collections import defaultdict
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

from registry.protocol.dating import due_date
from registry.protocol.facts import (
    AssessmentFact,
    BabyFact,
    ConsentFact,
    CycleFacts,
    Dose,
    MedicationFact,
    PatientFacts,
    PregnancyFact,
)

FOLDER = Path(__file__).parent.parent / "examples" / "montreal_cohort"
NUMBERS = {
    "prior_live_births",
    "prior_miscarriages",
    "prior_unexplained_miscarriages",
    "prior_stillbirths",
    "failed_blastocyst_transfers",
}
DECIMALS = {"height_cm", "weight_kg", "nk_cell_percent", "th1_th2_ratio"}


def rows(table):
    """The rows of one table as dictionaries of text."""
    with (FOLDER / f"{table}.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


@cache
def by_patient(table):
    """The rows of one table by study ID."""
    found = defaultdict(list)
    for row in rows(table):
        found[row["study_id"]].append(row)
    return found


def day(text):
    return date.fromisoformat(text) if text else None


def number(text):
    return int(text) if text else None


def patient_facts(study_id):
    """One woman as enrolled."""
    [row] = by_patient("patients")[study_id]
    values = {name: value for name, value in row.items() if name in PatientFacts.__dataclass_fields__}
    values |= {name: number(row[name]) for name in NUMBERS}
    values |= {name: Decimal(row[name]) if row[name] else None for name in DECIMALS}
    values |= {name: day(row[name]) for name in ("date_of_birth", "enrolled_on", "withdrawn_on")}
    return PatientFacts(ref=study_id, **values)


def cycle_facts(study_id):
    """The one cycle of a woman with everything that hangs on it."""
    [row] = by_patient("cycles")[study_id]
    dates = ("started_on", "planned_on", "transferred_on", "lmp_on", "hcg_on", "cancelled_on", "treatment_stopped_on")
    return CycleFacts(
        ref=study_id,
        exposure=row["exposure"],
        conception_mode=row["conception_mode"],
        embryo_age_days=number(row["embryo_age_days"]),
        oocyte_source=row["oocyte_source"],
        hcg_result=row["hcg_result"],
        doses=tuple(map(_dose, by_patient("infusions")[study_id])),
        consents=tuple(
            ConsentFact(ref=study_id, signed_on=day(consent["signed_on"]), version=consent["version"])
            for consent in by_patient("consents")[study_id]
        ),
        assessments=tuple(
            AssessmentFact(ref=study_id, assessed_on=day(made["assessed_on"]), decision=made["decision"])
            for made in by_patient("eligibility")[study_id]
        ),
        medications=tuple(
            MedicationFact(**{key: taken[key] for key in ("agent", "timing", "started_on", "stopped_on")})
            for taken in by_patient("medications")[study_id]
        ),
        pregnancy=_pregnancy(study_id, row),
        **{name: day(row[name]) for name in dates},
    )


def _dose(row):
    return Dose(
        ref=(row["study_id"], row["started_at"]),
        day=day(row["started_at"][:10]),
        route=row["route"],
        grams=Decimal(row["dose_g"]),
        weight_kg=Decimal(row["weight_kg"]),
        completed=row["completed"] == "yes",
        premedication=row["premedication"],
    )


def _pregnancy(study_id, cycle):
    found = by_patient("pregnancies")[study_id]
    if not found:
        return None
    [row] = found
    return PregnancyFact(
        ref=study_id,
        confirmed_on=day(row["confirmed_on"]),
        due_on=due_date(
            dating_method=row["dating_method"],
            transferred_on=day(cycle["transferred_on"]),
            embryo_age_days=number(cycle["embryo_age_days"]),
            lmp_on=day(cycle["lmp_on"]),
            edd=day(row["edd"]),
        ),
        gestational_sacs=number(row["gestational_sacs"]),
        fetal_heartbeats=number(row["fetal_heartbeats"]),
        outcome=row["outcome"],
        ended_on=day(row["ended_on"]),
        babies=tuple(map(_baby, by_patient("babies")[study_id])),
    )


def _baby(row):
    return BabyFact(
        ref=row["birth_order"],
        birth_order=int(row["birth_order"]),
        born_alive=row["status"] == "live_birth",
        birth_weight_g=number(row["birth_weight_g"]),
        died_on=day(row["died_on"]),
    )


STUDY_IDS = tuple(row["study_id"] for row in rows("patients"))
