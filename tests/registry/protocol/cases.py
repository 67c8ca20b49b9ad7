"""One woman whose whole cycle keeps to the protocol; tests change what they are about.

Transfer on 2026-02-09 of a 5-day embryo, due on 2026-10-28: the test vector of the protocol.
"""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from registry.protocol.dating import day_of_gestation
from registry.protocol.deviations import find_deviations
from registry.protocol.facts import AssessmentFact, BabyFact, ConsentFact, CycleFacts, Dose, PatientFacts, PregnancyFact
from registry.protocol.versions import SHIPPED

MONTREAL, ONTARIO, OFF_GUIDELINE, KSRI = SHIPPED.values()
TRANSFER, CONFIRMED, DUE = date(2026, 2, 9), date(2026, 2, 19), date(2026, 10, 28)
FIRST, LATER = date(2026, 2, 2), date(2028, 1, 1)


def iv(day, grams="42", weight_kg="60", **values):
    """An IV dose, its ref its day; 42 g for 60 kg are 700 mg/kg."""
    return Dose(**({"ref": day, "day": day, "route": "iv"} | weights(grams, weight_kg) | values))


def sc(day, grams="10", weight_kg="60", **values):
    """An SC dose, its ref its day; 10 g for 60 kg are 167 mg/kg."""
    return Dose(**({"ref": day, "day": day, "route": "sc"} | weights(grams, weight_kg) | values))


def weights(grams, weight_kg):
    return {"grams": Decimal(grams), "weight_kg": Decimal(weight_kg)}


def every(days, first, count, dose=iv):
    """A run of doses of one route."""
    return tuple(dose(first + timedelta(days=days * number)) for number in range(count))


ALL_NINE = every(28, FIRST, 9)


def pregnancy(**values):
    facts = {"ref": "pregnancy", "confirmed_on": CONFIRMED, "due_on": DUE}
    return PregnancyFact(**(facts | values))


def pregnancy_as(outcome, days=None, *alive, weight=None, **values):
    """A pregnancy that ended at `days`, with one child for each entry of `alive`; dated unless `due_on` says else."""
    babies = tuple(
        BabyFact(birth_order=order, born_alive=born, birth_weight_g=weight) for order, born in enumerate(alive, 1)
    )
    ended_on = None if days is None else day_of_gestation(DUE, days)
    return pregnancy(**({"outcome": outcome, "ended_on": ended_on, "babies": babies} | values))


def cycle(**values):
    """The treated cycle with its nine doses and an ongoing pregnancy."""
    facts = {
        "ref": "cycle",
        "exposure": "immunoglobulin",
        "conception_mode": "embryo_transfer",
        "started_on": date(2026, 1, 20),
        "planned_on": TRANSFER,
        "transferred_on": TRANSFER,
        "embryo_age_days": 5,
        "hcg_on": CONFIRMED,
        "hcg_result": "positive",
        "doses": ALL_NINE,
        "consents": (ConsentFact(ref="consent", signed_on=date(2026, 1, 20), version="1"),),
        "assessments": (AssessmentFact(ref="assessment", assessed_on=date(2026, 1, 20), decision="eligible"),),
        "pregnancy": pregnancy(),
    }
    return CycleFacts(**(facts | values))


def natural(**values):
    """A natural cycle with conception planned on the day of the transfer, dosed monthly from 30 days before."""
    facts = {
        "conception_mode": "natural",
        "transferred_on": None,
        "embryo_age_days": None,
        "doses": every(28, TRANSFER - timedelta(days=30), 9),
        "consents": (ConsentFact(signed_on=date(2026, 1, 1)),),
        "assessments": (AssessmentFact(assessed_on=date(2026, 1, 1), decision="eligible"),),
    }
    return cycle(**(facts | values))


def patient(**values):
    """A woman who meets every criterion of the Montreal version."""
    facts = {
        "ref": "patient",
        "date_of_birth": date(1990, 5, 1),
        "indication": "rif",
        "height_cm": Decimal(165),
        "weight_kg": Decimal(60),
        "smoking": "never",
        "prior_live_births": 0,
        "prior_miscarriages": 0,
        "prior_unexplained_miscarriages": 0,
        "failed_blastocyst_transfers": 5,
        "ig_contraindication": "no",
        "other_immunomodulator": "no",
        "conventional_treatment_failed": "yes",
        "workup_complete": "yes",
    }
    return PatientFacts(**(facts | values))


def without_pregnancy(**values):
    """The cycle before its test: pre-dose given, transfer done."""
    return cycle(**({"pregnancy": None, "hcg_on": None, "hcg_result": "", "doses": ALL_NINE[:1]} | values))


def with_dose(facts, number, **values):
    """The facts with one dose changed."""
    doses = list(facts.doses)
    doses[number] = replace(doses[number], **values)
    return replace(facts, doses=tuple(doses))


def before(days):
    """A day before the transfer."""
    return TRANSFER - timedelta(days=days)


def found(facts, version=MONTREAL, on=LATER):
    """The deviations of a cycle as rule and record."""
    return [(finding.code, finding.ref) for finding in find_deviations(facts, version, on)]


def figures(facts, version=MONTREAL, on=LATER):
    """The deviations of a cycle as expected and observed."""
    return [(finding.expected, finding.observed) for finding in find_deviations(facts, version, on)]


def ideal_days(items):
    return [item.ideal_on for item in items]
