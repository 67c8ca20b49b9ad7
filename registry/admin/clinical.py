"""Every clinical model to read. Who she is is not here: it is shown on her page, where each look is noted."""

from django.contrib import admin

from registry.admin.base import RecordAdmin
from registry.models import (
    AdverseEvent,
    Baby,
    Complication,
    Consent,
    Cycle,
    Deviation,
    EligibilityAssessment,
    InfantFollowUp,
    Infusion,
    MedicalHistory,
    Medication,
    MissingValue,
    Patient,
    Pregnancy,
    PriorPregnancy,
    PriorTransfer,
    Screening,
)


@admin.register(Patient)
class PatientAdmin(RecordAdmin):
    list_display = ("study_id", "site", "enrolled_on", "indication", "withdrawn_on", "voided_at")
    list_filter = ("site", "indication", "withdrawal_reason")
    exclude = ("date_of_birth",)  # it identifies
    ordering = ("study_id",)


class OfPatient(RecordAdmin):
    list_select_related = ("patient", "site")
    list_filter = ("site",)


class OfCycle(OfPatient):
    list_select_related = ("cycle__patient", "site")


@admin.register(Screening)
class ScreeningAdmin(RecordAdmin):
    list_display = ("site", "seen_on", "number", "result", "voided_at")
    list_filter = ("site", "result")


@admin.register(Consent)
class ConsentAdmin(OfPatient):
    list_display = ("patient", "form_version", "subject", "signed_on", "withdrawn_on", "voided_at")


@admin.register(PriorPregnancy)
class PriorPregnancyAdmin(OfPatient):
    list_display = ("patient", "pregnancy_number", "ended_on", "outcome", "voided_at")


@admin.register(PriorTransfer)
class PriorTransferAdmin(OfPatient):
    list_display = ("patient", "transfer_number", "transferred_on", "result", "voided_at")


@admin.register(MedicalHistory)
class MedicalHistoryAdmin(OfPatient):
    list_display = ("patient", "condition", "ongoing", "voided_at")


@admin.register(Medication)
class MedicationAdmin(OfPatient):
    list_display = ("patient", "agent", "agent_detail", "timing", "started_on", "stopped_on", "voided_at")
    list_filter = ("site", "agent", "timing")


@admin.register(Cycle)
class CycleAdmin(OfPatient):
    list_display = (
        "patient",
        "cycle_number",
        "exposure",
        "conception_mode",
        "started_on",
        "transferred_on",
        "voided_at",
    )
    list_filter = ("site", "exposure", "conception_mode")


@admin.register(EligibilityAssessment)
class EligibilityAssessmentAdmin(OfCycle):
    list_display = ("cycle", "assessed_on", "decision", "imported", "voided_at")
    list_filter = ("site", "decision")


@admin.register(Infusion)
class InfusionAdmin(OfCycle):
    list_display = ("cycle", "started_at", "route", "dose_g", "weight_kg", "product", "voided_at")
    list_select_related = ("cycle__patient", "site", "product")
    list_filter = ("site", "route", "product")


@admin.register(Pregnancy)
class PregnancyAdmin(OfCycle):
    list_display = ("cycle", "confirmed_on", "dating_method", "outcome", "ended_on", "voided_at")
    list_filter = ("site", "outcome")


@admin.register(Complication)
class ComplicationAdmin(OfCycle):
    list_display = ("cycle", "complication", "detail", "onset_on", "voided_at")
    list_filter = ("site", "complication")


@admin.register(Baby)
class BabyAdmin(OfCycle):
    list_display = ("cycle", "birth_order", "status", "sex", "birth_weight_g", "voided_at")
    list_filter = ("site", "status")


@admin.register(InfantFollowUp)
class InfantFollowUpAdmin(OfCycle):
    list_display = ("cycle", "baby", "seen_on", "alive", "neurodevelopment", "voided_at")
    list_select_related = ("cycle__patient", "site", "baby__cycle__patient")


@admin.register(AdverseEvent)
class AdverseEventAdmin(OfPatient):
    list_display = ("patient", "event_number", "term", "onset_on", "grade", "serious", "outcome", "voided_at")
    list_filter = ("site", "grade", "outcome")


@admin.register(Deviation)
class DeviationAdmin(OfCycle):
    list_display = ("patient", "code", "record_key", "opened_on", "classification", "closed_on", "voided_at")
    list_select_related = ("patient", "site")
    list_filter = ("site", "code", "classification")


@admin.register(MissingValue)
class MissingValueAdmin(RecordAdmin):
    list_display = ("table_name", "record_key", "column_name", "reason", "voided_at")
    list_filter = ("site", "table_name", "reason")
