"""The clinical record: one record a file."""

from registry.models.access_log import AccessKind, AccessLog
from registry.models.adverse_event import AdverseEvent
from registry.models.baby import Baby, InfantFollowUp
from registry.models.complication import Complication
from registry.models.consent import Consent
from registry.models.contact_details import ContactDetails
from registry.models.cycle import Cycle
from registry.models.deviation import Deviation
from registry.models.eligibility import EligibilityAssessment
from registry.models.infusion import Infusion, InfusionLot
from registry.models.medical_history import MedicalHistory
from registry.models.medication import Medication
from registry.models.missing_value import MissingValue
from registry.models.patient import Patient
from registry.models.pregnancy import Pregnancy
from registry.models.prior_pregnancy import PriorPregnancy
from registry.models.prior_transfer import PriorTransfer
from registry.models.product import Lot, Product
from registry.models.protocol_version import ProtocolVersion
from registry.models.rights import Right, Role
from registry.models.screening import Screening
from registry.models.site import Site
from registry.models.user import Membership, User

__all__ = [
    "AccessKind",
    "AccessLog",
    "AdverseEvent",
    "Baby",
    "Complication",
    "Consent",
    "ContactDetails",
    "Cycle",
    "Deviation",
    "EligibilityAssessment",
    "InfantFollowUp",
    "Infusion",
    "InfusionLot",
    "Lot",
    "MedicalHistory",
    "Medication",
    "Membership",
    "MissingValue",
    "Patient",
    "Pregnancy",
    "PriorPregnancy",
    "PriorTransfer",
    "Product",
    "ProtocolVersion",
    "Right",
    "Role",
    "Screening",
    "Site",
    "User",
]
