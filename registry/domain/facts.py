"""Reads one woman and one cycle into the frozen facts that the rules look at."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Prefetch, QuerySet

from registry.domain.checks import death_of_patient, fatal_events
from registry.models import (
    Baby,
    Consent,
    Cycle,
    Deviation,
    EligibilityAssessment,
    Infusion,
    Medication,
    Patient,
    Pregnancy,
)
from registry.models.base import Record
from registry.models.choices import BirthStatus, ConsentSubject, Route, WithdrawalScope, YesNo
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

# Scopes whose withdrawal ends the contact with her.
ENDS_CONTACT = {WithdrawalScope.CONTACT, WithdrawalScope.NEW_DATA, WithdrawalScope.DATA_HELD}


def with_facts(cycles: QuerySet[Cycle]) -> QuerySet[Cycle]:
    """The same cycles, with all that `cycle_facts` and the rules' rows need loaded in a fixed number of queries."""
    return cycles.select_related("patient__site", "protocol").prefetch_related(
        Prefetch("infusions", Infusion.objects.select_related("site")),
        Prefetch("assessments", EligibilityAssessment.objects.all()),
        Prefetch("pregnancies", Pregnancy.objects.select_related("cycle")),
        Prefetch("pregnancies__babies", Baby.objects.all()),
        Prefetch("patient__consents", Consent.objects.all()),
        Prefetch("patient__medications", Medication.objects.all()),
        Prefetch("patient__adverse_events", fatal_events(), to_attr="fatal_events"),
        Prefetch("deviations", Deviation.objects.all()),
    )


def ref(record: Record) -> tuple[str, int]:
    """What a finding hands back: the table of the codebook and the row."""
    return record.Codebook.table, record.pk


def cycle_facts(cycle: Cycle) -> CycleFacts:
    """The facts of `cycle`; load it through `with_facts`. Voided rows are no facts."""
    patient = cycle.patient
    zone = ZoneInfo(patient.site.timezone)
    return CycleFacts(
        ref=ref(cycle),
        exposure=cycle.exposure,
        conception_mode=cycle.conception_mode,
        started_on=cycle.started_on,
        planned_on=cycle.planned_on,
        transferred_on=cycle.transferred_on,
        embryo_age_days=cycle.embryo_age_days,
        oocyte_source=cycle.oocyte_source,
        lmp_on=cycle.lmp_on,
        hcg_on=cycle.hcg_on,
        hcg_result=cycle.hcg_result,
        cancelled_on=cycle.cancelled_on,
        treatment_stopped_on=cycle.treatment_stopped_on,
        planned_route=Route.SC if cycle.sc_reason else "",
        doses=tuple(dose_fact(infusion, zone) for infusion in sorted(_in_force(cycle.infusions), key=_start)),
        consents=tuple(
            consent_fact(each) for each in _in_force(patient.consents) if each.subject != ConsentSubject.INFANT
        ),
        assessments=tuple(
            AssessmentFact(ref=ref(each), assessed_on=each.assessed_on, decision=each.decision)
            for each in _in_force(cycle.assessments)
        ),
        medications=tuple(
            MedicationFact(
                ref=ref(each),
                agent=each.agent,
                timing=each.timing,
                started_on=each.started_on,
                stopped_on=each.stopped_on,
            )
            for each in _in_force(patient.medications)
        ),
        pregnancy=pregnancy_fact(cycle.pregnancy) if cycle.pregnancy else None,
        withdrawn_on=patient.withdrawn_on if patient.withdrawal_reason != "lost_to_follow_up" else None,
        died_on=death_of_patient(patient),
    )


def dose_fact(infusion: Infusion, zone: ZoneInfo) -> Dose:
    """One infusion on its day at the site."""
    return Dose(
        ref=ref(infusion),
        day=infusion.started_at.astimezone(zone).date(),
        route=infusion.route,
        grams=infusion.dose_g,
        weight_kg=infusion.weight_kg,
        completed=infusion.completed == YesNo.YES,
        premedication=infusion.premedication,
    )


def consent_fact(consent: Consent) -> ConsentFact:
    """One signed form, with the day from which its withdrawal ends treatment or contact."""
    scopes = set(consent.withdrawn_scopes)
    return ConsentFact(
        ref=ref(consent),
        signed_on=consent.signed_on,
        version=consent.form_version,
        treatment_withdrawn_on=consent.withdrawn_on if WithdrawalScope.TREATMENT in scopes else None,
        contact_withdrawn_on=consent.withdrawn_on if scopes & ENDS_CONTACT else None,
    )


def pregnancy_fact(pregnancy: Pregnancy) -> PregnancyFact:
    """One pregnancy with its children."""
    return PregnancyFact(
        ref=ref(pregnancy),
        confirmed_on=pregnancy.confirmed_on,
        due_on=pregnancy.due_on,
        gestational_sacs=pregnancy.gestational_sacs,
        fetal_heartbeats=pregnancy.fetal_heartbeats,
        heartbeat_12w=pregnancy.heartbeat_12w,
        outcome=pregnancy.outcome,
        ended_on=pregnancy.ended_on,
        babies=tuple(
            BabyFact(
                ref=ref(baby),
                birth_order=baby.birth_order,
                born_alive=baby.status == BirthStatus.LIVE_BIRTH,
                birth_weight_g=baby.birth_weight_g,
                died_on=baby.died_on,
            )
            for baby in sorted(_in_force(pregnancy.babies), key=lambda each: each.birth_order)
        ),
    )


def patient_facts(patient: Patient) -> PatientFacts:
    """The woman as enrolled."""
    same = (
        "date_of_birth",
        "enrolled_on",
        "indication",
        "height_cm",
        "weight_kg",
        "smoking",
        "prior_live_births",
        "prior_miscarriages",
        "prior_unexplained_miscarriages",
        "prior_stillbirths",
        "failed_blastocyst_transfers",
        "nk_cell_percent",
        "th1_th2_ratio",
        "ig_contraindication",
        "other_immunomodulator",
        "conventional_treatment_failed",
        "workup_complete",
        "withdrawn_on",
        "withdrawal_reason",
    )
    facts = {name: getattr(patient, name) for name in same}
    return PatientFacts(ref=ref(patient), died_on=death_of_patient(patient), **facts)


def _in_force(related: Any) -> list[Any]:
    return [row for row in related.all() if not row.is_voided]


def _start(infusion: Infusion) -> datetime:
    return infusion.started_at
