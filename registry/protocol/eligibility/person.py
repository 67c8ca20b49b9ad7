"""Criteria of the woman herself: age, work-up, weight, smoking, consent, exclusions. D§2d I1, I4, I6, E1, E2."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from ..consents import consent_for_treatment, is_version_in_force
from ..dating import age_in_years
from ..doses import body_mass_index
from ..facts import CycleFacts, PatientFacts
from ..parameters import Parameters
from ..treatments import excluded_medications
from .criterion import Criterion, Result, answered, known, shown


def age(patient: PatientFacts, cycle: CycleFacts, version: Parameters, on: date) -> Criterion | None:
    """Age on the day assessed; donor oocytes may have an upper end of their own."""
    if version.age is None:
        return None
    low, high = version.age.low, version.age.high
    if cycle.oocyte_source == "donor" and version.age.high_with_donor_oocytes is not None:
        high = version.age.high_with_donor_oocytes
    years = None if patient.date_of_birth is None else age_in_years(patient.date_of_birth, on)
    return Criterion(
        code="age",
        result=known(years, lambda completed: low <= completed <= high),
        rule=_("Age in completed years on the day assessed, both ends in"),
        expected=f"{low}–{high}",
        value=shown(years),
        source="patients.date_of_birth",
        ref=patient.ref,
    )


def workup(patient: PatientFacts) -> Criterion:
    """The work-up without which a loss or failure is not unexplained."""
    return Criterion(
        code="workup",
        result=answered(patient.workup_complete, "yes"),
        rule=_("Karyotypes, uterine cavity, thyroid and antiphospholipid antibodies examined"),
        expected="yes",
        value=patient.workup_complete,
        source="patients.workup_complete",
        ref=patient.ref,
    )


def bmi(patient: PatientFacts, version: Parameters) -> Criterion | None:
    """Body mass index from height and weight at enrolment."""
    limit = version.bmi_below
    if limit is None:
        return None
    index = None
    if patient.weight_kg is not None and patient.height_cm is not None:
        index = body_mass_index(weight_kg=patient.weight_kg, height_cm=patient.height_cm)
    return Criterion(
        code="bmi",
        result=known(index, lambda value: value < limit),
        rule=_("Body mass index at enrolment"),
        expected=f"< {limit}",
        value="" if index is None else f"{index:.2f}",
        source="patients.weight_kg",
        ref=patient.ref,
    )


def smoking(patient: PatientFacts, version: Parameters) -> Criterion | None:
    """Not smoking now."""
    if not version.non_smoker:
        return None
    return Criterion(
        code="smoking",
        result=answered(patient.smoking, "never", "former"),
        rule=_("Does not smoke"),
        expected="never | former",
        value=patient.smoking,
        source="patients.smoking",
        ref=patient.ref,
    )


def consent(cycle: CycleFacts, on: date) -> Criterion:
    """Consent in force on the day assessed and, where treatment has begun, on the day of the first dose."""
    signed = consent_for_treatment(cycle.consents, on)
    first = min((dose.day for dose in cycle.doses), default=on)
    met = (
        signed is not None
        and consent_for_treatment(cycle.consents, first) is not None
        and is_version_in_force(signed, cycle.consent_versions)
    )
    return Criterion(
        code="consent",
        result=Result.MET if met else Result.NOT_MET,
        rule=_("Consent signed in a version in force before the first dose, and not withdrawn"),
        expected=f"≤ {first}",
        value="" if signed is None else str(signed.signed_on),
        source="consents.signed_on",
        ref=None if signed is None else signed.ref,
    )


def contraindication(patient: PatientFacts) -> Criterion:
    """Nothing that forbids immunoglobulin."""
    return Criterion(
        code="contraindication",
        result=answered(patient.ig_contraindication, "no"),
        rule=_("No contraindication to immunoglobulin"),
        expected="no",
        value=patient.ig_contraindication,
        source="patients.ig_contraindication",
        ref=patient.ref,
    )


def immunomodulator(patient: PatientFacts, cycle: CycleFacts, version: Parameters, on: date) -> Criterion:
    """No other immunomodulator on the day, by her medications first and then by what was answered."""
    taken = excluded_medications(cycle.medications, version, first=on, last=on)
    return Criterion(
        code="immunomodulator",
        result=Result.NOT_MET if taken else answered(patient.other_immunomodulator, "no"),
        rule=_("No other immunomodulatory treatment at the same time"),
        expected="no",
        value=" + ".join(medication.agent for medication in taken) or patient.other_immunomodulator,
        source="medications.agent" if taken else "patients.other_immunomodulator",
        ref=taken[0].ref if taken else patient.ref,
    )
