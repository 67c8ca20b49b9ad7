"""Every closed list of the record, with the field's standard words.

The stored values are those of the codebook; the labels are what people read.
"""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class YesNo(TextChoices):
    NO = "no", _("No")
    YES = "yes", _("Yes")


class YesNoNotDone(TextChoices):
    NO = "no", _("No")
    YES = "yes", _("Yes")
    NOT_DONE = "not_done", _("Not done")


class Language(TextChoices):
    ENGLISH = "en", _("English")
    FRENCH = "fr", _("French")


class Indication(TextChoices):
    RPL = "rpl", _("Recurrent pregnancy loss")
    RIF = "rif", _("Recurrent implantation failure")


class Smoking(TextChoices):
    NEVER = "never", _("Never")
    FORMER = "former", _("Former")
    CURRENT = "current", _("Current")


class Antiphospholipid(TextChoices):
    NEGATIVE = "negative", _("Negative")
    POSITIVE = "positive", _("Persistently positive, criteria not met")
    APS = "aps", _("Antiphospholipid syndrome")
    NOT_DONE = "not_done", _("Not done")


class WithdrawalReason(TextChoices):
    PATIENT_CHOICE = "patient_choice", _("Patient's choice")
    PHYSICIAN_DECISION = "physician_decision", _("Physician's decision")
    ADVERSE_EVENT = "adverse_event", _("Adverse event")
    LOST_TO_FOLLOW_UP = "lost_to_follow_up", _("Lost to follow-up")
    MOVED = "moved", _("Moved away")
    DIED = "died", _("Died")
    OTHER = "other", _("Other")


class ContactChannel(TextChoices):
    EMAIL = "email", _("E-mail")
    SMS = "sms", _("Text message")
    TELEPHONE = "telephone", _("Telephone")
    NONE = "none", _("None")


class PriorOutcome(TextChoices):
    LIVE_BIRTH = "live_birth", _("Live birth")
    STILLBIRTH = "stillbirth", _("Stillbirth")
    MISCARRIAGE = "miscarriage", _("Miscarriage")
    BIOCHEMICAL = "biochemical", _("Biochemical pregnancy")
    ECTOPIC = "ectopic", _("Ectopic pregnancy")
    TERMINATION = "termination", _("Termination")


class Karyotype(TextChoices):
    NORMAL = "normal", _("Normal")
    ABNORMAL = "abnormal", _("Abnormal")
    NOT_DONE = "not_done", _("Not done")


class Ploidy(TextChoices):
    EUPLOID = "euploid", _("Euploid")
    ANEUPLOID = "aneuploid", _("Aneuploid")
    MOSAIC = "mosaic", _("Mosaic")
    NOT_TESTED = "not_tested", _("Not tested")


class OocyteSource(TextChoices):
    OWN = "own", _("Own")
    DONOR = "donor", _("Donor")


class PriorTransferResult(TextChoices):
    NEGATIVE = "negative", _("Negative test")
    BIOCHEMICAL = "biochemical", _("Biochemical pregnancy")
    MISCARRIAGE = "miscarriage", _("Miscarriage")
    ECTOPIC = "ectopic", _("Ectopic pregnancy")
    LIVE_BIRTH = "live_birth", _("Live birth")
    OTHER = "other", _("Other")


class Agent(TextChoices):
    ASPIRIN = "aspirin", _("Aspirin")
    LMWH = "lmwh", _("Low-molecular-weight heparin")
    HYDROXYCHLOROQUINE = "hydroxychloroquine", _("Hydroxychloroquine")
    CORTICOSTEROID = "corticosteroid", _("Corticosteroid")
    PROGESTERONE = "progesterone", _("Progesterone")
    INTRALIPID = "intralipid", _("Intralipid")
    G_CSF = "g_csf", _("G-CSF")
    TNF_INHIBITOR = "tnf_inhibitor", _("TNF inhibitor")
    OTHER = "other", _("Other")


class MedicationTiming(TextChoices):
    PRIOR_FAILED = "prior_failed", _("Before, and failed")
    PRIOR_OTHER = "prior_other", _("Before, otherwise")
    CONCOMITANT = "concomitant", _("Concomitant")


class ConsentSubject(TextChoices):
    MOTHER = "mother", _("Mother")
    INFANT = "infant", _("Infant")


class WithdrawalScope(TextChoices):
    TREATMENT = "treatment", _("Treatment")
    CONTACT = "contact", _("Contact")
    NEW_DATA = "new_data", _("New data")
    DATA_HELD = "data_held", _("Data already held")


class Decision(TextChoices):
    ELIGIBLE = "eligible", _("Eligible")
    NOT_ELIGIBLE = "not_eligible", _("Not eligible")
    WAIVED = "waived", _("Waived")


class Exposure(TextChoices):
    IMMUNOGLOBULIN = "immunoglobulin", _("Immunoglobulin")
    NONE = "none", _("None (comparator)")


class ConceptionMode(TextChoices):
    EMBRYO_TRANSFER = "embryo_transfer", _("Embryo transfer")
    NATURAL = "natural", _("Natural conception")


class TransferType(TextChoices):
    FRESH = "fresh", _("Fresh")
    FROZEN = "frozen", _("Frozen")


class TestResult(TextChoices):
    NEGATIVE = "negative", _("Negative")
    POSITIVE = "positive", _("Positive")


class TreatmentStopReason(TextChoices):
    COMPLETED = "completed", _("Completed")
    ADVERSE_EVENT = "adverse_event", _("Adverse event")
    PREGNANCY_ENDED = "pregnancy_ended", _("Pregnancy ended")
    PATIENT_CHOICE = "patient_choice", _("Patient's choice")
    CONTRAINDICATION = "contraindication", _("Contraindication")
    SUPPLY = "supply", _("Supply")
    OTHER = "other", _("Other")


class SubcutaneousReason(TextChoices):
    IV_CONTRAINDICATED = "iv_contraindicated", _("Intravenous route contraindicated")
    IV_REFUSED = "iv_refused", _("Intravenous route refused")
    PREFERENCE = "preference", _("Preference")
    ADVERSE_EVENT = "adverse_event", _("Adverse event")
    ACCESS = "access", _("Access")


class Route(TextChoices):
    IV = "iv", _("Intravenous")
    SC = "sc", _("Subcutaneous")


class WeightBasis(TextChoices):
    ACTUAL = "actual", _("Actual")
    PRE_PREGNANCY = "pre_pregnancy", _("Before pregnancy")
    ADJUSTED = "adjusted", _("Adjusted")
    IDEAL = "ideal", _("Ideal")


class Setting(TextChoices):
    CLINIC = "clinic", _("Clinic")
    HOSPITAL = "hospital", _("Hospital")
    HOME = "home", pgettext_lazy("place of an infusion", "Home")


class Funding(TextChoices):
    PUBLIC = "public", _("Public")
    INSURER = "insurer", _("Insurer")
    SELF_PAY = "self_pay", _("Self-pay")
    STUDY = "study", _("Study")
    MANUFACTURER = "manufacturer", _("Manufacturer")


class DatingMethod(TextChoices):
    TRANSFER = "transfer", _("Embryo transfer")
    LMP = "lmp", _("Last menstrual period")
    ULTRASOUND = "ultrasound", _("Ultrasound")


class PregnancyOutcome(TextChoices):
    ONGOING = "ongoing", _("Ongoing")
    BIOCHEMICAL = "biochemical", _("Biochemical pregnancy")
    ECTOPIC = "ectopic", _("Ectopic pregnancy")
    LOSS = "loss", _("Spontaneous loss")
    TERMINATION = "termination", _("Termination")
    BIRTH = "birth", _("Birth")
    UNKNOWN = "unknown", _("Unknown (lost to follow-up)")


class DeliveryMode(TextChoices):
    VAGINAL = "vaginal", _("Vaginal")
    INSTRUMENTAL = "instrumental", _("Instrumental")
    CAESAREAN = "caesarean", _("Caesarean section")


class ObstetricComplication(TextChoices):
    PRETERM_LABOUR = "preterm_labour", _("Preterm labour")
    PPROM = "pprom", _("Preterm prelabour rupture of membranes")
    PREECLAMPSIA = "preeclampsia", _("Pre-eclampsia")
    GESTATIONAL_HYPERTENSION = "gestational_hypertension", _("Gestational hypertension")
    GESTATIONAL_DIABETES = "gestational_diabetes", _("Gestational diabetes")
    FETAL_GROWTH_RESTRICTION = "fetal_growth_restriction", _("Fetal growth restriction")
    PLACENTAL_ABRUPTION = "placental_abruption", _("Placental abruption")
    PLACENTA_PRAEVIA = "placenta_praevia", _("Placenta praevia")
    CHOLESTASIS = "cholestasis", _("Cholestasis")
    THROMBOEMBOLISM = "thromboembolism", _("Thromboembolism")
    PYELONEPHRITIS = "pyelonephritis", _("Pyelonephritis")
    HAEMORRHAGE = "haemorrhage", _("Haemorrhage")
    OTHER = "other", _("Other")


class BirthStatus(TextChoices):
    LIVE_BIRTH = "live_birth", _("Live birth")
    STILLBIRTH = "stillbirth", _("Stillbirth")


class Sex(TextChoices):
    FEMALE = "female", _("Female")
    MALE = "male", _("Male")
    UNDETERMINED = "undetermined", _("Undetermined")


class EventSubject(TextChoices):
    MOTHER = "mother", _("Mother")
    FETUS = "fetus", _("Fetus")
    INFANT = "infant", _("Infant")


class SeriousnessCriterion(TextChoices):
    """Criteria of ICH E2A."""

    DEATH = "death", _("Death")
    LIFE_THREATENING = "life_threatening", _("Life-threatening")
    HOSPITALISATION = "hospitalisation", _("Hospitalisation or its prolongation")
    DISABILITY = "disability", _("Persistent or significant disability")
    CONGENITAL_ANOMALY = "congenital_anomaly", _("Congenital anomaly")
    MEDICALLY_IMPORTANT = "medically_important", _("Medically important")


class Causality(TextChoices):
    """WHO-UMC categories, with *unrelated*."""

    CERTAIN = "certain", _("Certain")
    PROBABLE = "probable", _("Probable")
    POSSIBLE = "possible", _("Possible")
    UNLIKELY = "unlikely", _("Unlikely")
    CONDITIONAL = "conditional", _("Conditional")
    UNASSESSABLE = "unassessable", _("Unassessable")
    UNRELATED = "unrelated", _("Unrelated")


class EventOutcome(TextChoices):
    RECOVERED = "recovered", _("Recovered")
    RECOVERING = "recovering", _("Recovering")
    NOT_RECOVERED = "not_recovered", _("Not recovered")
    RECOVERED_WITH_SEQUELAE = "recovered_with_sequelae", _("Recovered with sequelae")
    FATAL = "fatal", _("Fatal")
    UNKNOWN = "unknown", _("Unknown")


class ActionTaken(TextChoices):
    NONE = "none", pgettext_lazy("action taken", "None")
    RATE_REDUCED = "rate_reduced", _("Rate reduced")
    INTERRUPTED = "interrupted", _("Interrupted")
    DOSE_REDUCED = "dose_reduced", _("Dose reduced")
    SWITCHED_TO_SC = "switched_to_sc", _("Switched to subcutaneous")
    WITHDRAWN = "withdrawn", pgettext_lazy("action taken", "Withdrawn")
    NOT_APPLICABLE = "not_applicable", _("Not applicable")
    UNKNOWN = "unknown", _("Unknown")


class Neurodevelopment(TextChoices):
    NORMAL = "normal", _("Normal")
    MILD_DELAY = "mild_delay", _("Mild delay")
    MODERATE_DELAY = "moderate_delay", _("Moderate delay")
    SEVERE_DELAY = "severe_delay", _("Severe delay")
    NOT_ASSESSED = "not_assessed", _("Not assessed")


class Classification(TextChoices):
    IMPORTANT = "important", _("Important")
    NOT_IMPORTANT = "not_important", _("Not important")


class LotStatus(TextChoices):
    IN_USE = "in_use", _("In use")
    QUARANTINE = "quarantine", _("In quarantine")
    RECALLED = "recalled", _("Recalled")


class ScreeningResult(TextChoices):
    NOT_ELIGIBLE = "not_eligible", _("Not eligible")
    DECLINED = "declined", _("Declined")
    OTHER = "other", _("Other")


class MissingReason(TextChoices):
    UNKNOWN = "unknown", _("Unknown")
    NOT_DONE = "not_done", _("Not done")
    NOT_APPLICABLE = "not_applicable", _("Not applicable")
    REFUSED = "refused", _("Refused")


class FollowUpKind(TextChoices):
    PREGNANCY = "pregnancy", _("In pregnancy")
    POSTPARTUM = "postpartum", _("One month after the end of pregnancy")
    INFANT = "infant", _("Infant at twelve months")


class FollowUpMethod(TextChoices):
    VISIT = "visit", _("Visit")
    TELEPHONE = "telephone", _("Telephone")
    VIDEO = "video", _("Video")
    CHART_REVIEW = "chart_review", _("Chart review")


class FollowUpTreatment(TextChoices):
    CONTINUED = "continued", _("Continued")
    CHANGED = "changed", _("Changed")
    STOPPED = "stopped", _("Stopped")


class AttemptChannel(TextChoices):
    EMAIL = "email", _("E-mail")
    SMS = "sms", _("Text message")
    TELEPHONE = "telephone", _("Telephone")
    LETTER = "letter", _("Letter")
    VISIT = "visit", _("Visit")


class AttemptResult(TextChoices):
    REACHED = "reached", _("Reached")
    NO_ANSWER = "no_answer", _("No answer")
    WRONG_DETAILS = "wrong_details", _("Wrong details")
    REFUSED = "refused", _("Refused")
