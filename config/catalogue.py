"""What the registry exchanges and publishes.

Each table of the codebook in its order, with how its rows are imported; each outcome table.
"""

from followup import outcomes as adherence
from followup.exchange import ContactAttemptImport, FollowUpImport
from followup.models import ContactAttempt, FollowUp
from registry import models
from registry.exchange.importing.followed import DeviationImport, MissingValueImport
from registry.exchange.importing.infusions import InfusionImport
from registry.exchange.importing.judged import AdverseEventImport, EligibilityImport
from registry.exchange.importing.named import LotImport, ScreeningImport, SiteImport
from registry.exchange.importing.people import ConsentImport, ContactImport, PatientImport
from registry.exchange.tables import Table
from registry.outcomes import live_birth, montreal, pregnancy, side_effects
from registry.outcomes.asking import OutcomeTable

TABLES = (
    Table(models.Site, SiteImport),
    Table(models.Patient, PatientImport),
    Table(models.ContactDetails, ContactImport),
    Table(models.PriorPregnancy),
    Table(models.PriorTransfer),
    Table(models.MedicalHistory),
    Table(models.Medication),
    Table(models.Consent, ConsentImport),
    Table(models.Cycle),
    Table(models.EligibilityAssessment, EligibilityImport),
    Table(models.Infusion, InfusionImport),
    Table(models.Pregnancy),
    Table(models.Complication),
    Table(models.Baby),
    Table(models.AdverseEvent, AdverseEventImport),
    Table(models.InfantFollowUp),
    Table(FollowUp, FollowUpImport),
    Table(ContactAttempt, ContactAttemptImport),
    Table(models.Deviation, DeviationImport),
    Table(models.Lot, LotImport),
    Table(models.Screening, ScreeningImport),
    Table(models.MissingValue, MissingValueImport),
)

OUTCOME_TABLES = (
    OutcomeTable(live_birth.DESCRIPTION, live_birth.live_birth, live_birth.women_behind),
    OutcomeTable(side_effects.DESCRIPTION, side_effects.side_effects),
    OutcomeTable(pregnancy.DESCRIPTION, pregnancy.pregnancy),
    OutcomeTable(adherence.DESCRIPTION, adherence.adherence),
    OutcomeTable(montreal.DESCRIPTION, montreal.montreal),
)
