"""What the registry exchanges: each table of the codebook in its order."""

from followup.models import ContactAttempt, FollowUp
from registry import models
from registry.exchange.tables import Table

TABLES = (
    Table(models.Site),
    Table(models.Patient),
    Table(models.ContactDetails),
    Table(models.PriorPregnancy),
    Table(models.PriorTransfer),
    Table(models.MedicalHistory),
    Table(models.Medication),
    Table(models.Consent),
    Table(models.Cycle),
    Table(models.EligibilityAssessment),
    Table(models.Infusion),
    Table(models.Pregnancy),
    Table(models.Complication),
    Table(models.Baby),
    Table(models.AdverseEvent),
    Table(models.InfantFollowUp),
    Table(FollowUp),
    Table(ContactAttempt),
    Table(models.Deviation),
    Table(models.Lot),
    Table(models.Screening),
    Table(models.MissingValue),
)
