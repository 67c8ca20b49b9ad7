"""Who may do what: the one table of rights (docs/rights.md explains it to people).

A right is held at a site through a membership. Administrators run the registry without seeing
the clinical record.
"""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    COORDINATOR = "coordinator", _("Research coordinator")
    INVESTIGATOR = "investigator", _("Investigator")
    DATA_MANAGER = "data_manager", _("Data manager")
    ETHICS_BOARD = "ethics_board", _("Ethics board")
    ADMINISTRATOR = "administrator", _("Administrator")


class Right(TextChoices):
    """What can be done, in the words of the pages."""

    USE = "use", _("use the registry")  # own account, codebook
    READ_IDENTITIES = "read_identities", _("read identities")
    CHANGE_IDENTITIES = "change_identities", _("change identities")
    READ_RECORD = "read_record", _("read the record")
    ENTER_RECORD = "enter_record", _("enter the record")
    CHANGE_RECORD = "change_record", _("change the record")
    DECIDE = "decide", _("decide and sign")  # eligibility, assessment of events, signatures
    READ_EVENT_LOG = "read_event_log", _("read the event log")
    REVIEW_EVENT_LOG = "review_event_log", _("review the event log")
    READ_OUTCOMES = "read_outcomes", _("read outcomes")
    SIGN_OUTCOMES = "sign_outcomes", _("sign outcomes")
    EXPORT = "export", _("export data")
    EXPORT_IDENTIFIED = "export_identified", _("export with identities")
    READ_FOLLOW_UP = "read_follow_up", _("read follow-up")
    KEEP_FOLLOW_UP = "keep_follow_up", _("keep follow-up")
    READ_DEVIATIONS = "read_deviations", _("read deviations")
    EXPLAIN_DEVIATIONS = "explain_deviations", _("explain deviations")
    CLASSIFY_DEVIATIONS = "classify_deviations", _("classify deviations")
    VOID = "void", _("void records")
    LOOK_BACK_LOTS = "look_back_lots", _("look back at lots")
    RECALL_LOTS = "recall_lots", _("recall lots")
    CHANGE_PRODUCTS = "change_products", _("change products")
    IMPORT = "import", _("import data")
    READ_HISTORY = "read_history", _("read the history")
    READ_ACCESS_LOG = "read_access_log", _("read the access log")
    READ_SETTINGS = "read_settings", _("read settings")
    CHANGE_SETTINGS = "change_settings", _("change settings")
    PREVIEW_REMINDERS = "preview_reminders", _("preview reminders")
    READ_FOLLOW_UP_STATUS = "read_follow_up_status", _("read the state of follow-up")


_COORDINATOR = frozenset({Role.COORDINATOR})
_CLINICAL = frozenset({Role.COORDINATOR, Role.INVESTIGATOR})
_READERS = _CLINICAL | {Role.DATA_MANAGER}
_INVESTIGATOR = frozenset({Role.INVESTIGATOR})
_BOARD = frozenset({Role.ETHICS_BOARD})
_ADMINISTRATOR = frozenset({Role.ADMINISTRATOR})

ROLES_WITH = {
    Right.USE: frozenset(Role),
    Right.READ_IDENTITIES: _CLINICAL,
    Right.CHANGE_IDENTITIES: _COORDINATOR,
    Right.READ_RECORD: _READERS,
    Right.ENTER_RECORD: _COORDINATOR,
    Right.CHANGE_RECORD: _CLINICAL,
    Right.DECIDE: _INVESTIGATOR,
    Right.READ_EVENT_LOG: _READERS | _BOARD,
    Right.REVIEW_EVENT_LOG: _BOARD,
    Right.READ_OUTCOMES: _READERS | _BOARD,
    Right.SIGN_OUTCOMES: _INVESTIGATOR,
    Right.EXPORT: _INVESTIGATOR | {Role.DATA_MANAGER},
    Right.EXPORT_IDENTIFIED: _COORDINATOR,
    Right.READ_FOLLOW_UP: _READERS,
    Right.KEEP_FOLLOW_UP: _CLINICAL,
    Right.READ_DEVIATIONS: _READERS | _BOARD,
    Right.EXPLAIN_DEVIATIONS: _CLINICAL,
    Right.CLASSIFY_DEVIATIONS: _INVESTIGATOR,
    Right.VOID: _CLINICAL,
    Right.LOOK_BACK_LOTS: _READERS,
    Right.RECALL_LOTS: _INVESTIGATOR | _ADMINISTRATOR,
    Right.CHANGE_PRODUCTS: _ADMINISTRATOR,
    Right.IMPORT: _COORDINATOR | {Role.DATA_MANAGER},
    Right.READ_HISTORY: _READERS,
    Right.READ_ACCESS_LOG: _ADMINISTRATOR,
    Right.READ_SETTINGS: _INVESTIGATOR | {Role.DATA_MANAGER} | _ADMINISTRATOR,
    Right.CHANGE_SETTINGS: _ADMINISTRATOR,
    Right.PREVIEW_REMINDERS: _COORDINATOR | _ADMINISTRATOR,
    Right.READ_FOLLOW_UP_STATUS: frozenset(Role),
}
