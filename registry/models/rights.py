"""Who may do what: the one table of rights (docs/rights.md explains it to people).

A right is held at a site through a membership. Administrators run the registry without seeing
the clinical record.
"""

from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    COORDINATOR = "coordinator", _("Research coordinator")
    INVESTIGATOR = "investigator", _("Investigator")
    DATA_MANAGER = "data_manager", _("Data manager")
    ETHICS_BOARD = "ethics_board", _("Ethics board")
    ADMINISTRATOR = "administrator", _("Administrator")


class Right(StrEnum):
    """What can be done, in the words of the pages."""

    USE = "use"  # own account, codebook
    READ_IDENTITIES = "read_identities"
    CHANGE_IDENTITIES = "change_identities"
    READ_RECORD = "read_record"
    ENTER_RECORD = "enter_record"
    CHANGE_RECORD = "change_record"
    DECIDE = "decide"  # eligibility, assessment of events, signatures
    READ_EVENT_LOG = "read_event_log"
    REVIEW_EVENT_LOG = "review_event_log"
    READ_OUTCOMES = "read_outcomes"
    SIGN_OUTCOMES = "sign_outcomes"
    EXPORT = "export"
    EXPORT_IDENTIFIED = "export_identified"
    READ_FOLLOW_UP = "read_follow_up"
    KEEP_FOLLOW_UP = "keep_follow_up"
    READ_DEVIATIONS = "read_deviations"
    EXPLAIN_DEVIATIONS = "explain_deviations"
    CLASSIFY_DEVIATIONS = "classify_deviations"
    VOID = "void"
    LOOK_BACK_LOTS = "look_back_lots"
    RECALL_LOTS = "recall_lots"
    CHANGE_PRODUCTS = "change_products"
    IMPORT = "import"
    READ_HISTORY = "read_history"
    READ_ACCESS_LOG = "read_access_log"
    READ_SETTINGS = "read_settings"
    CHANGE_SETTINGS = "change_settings"
    PREVIEW_REMINDERS = "preview_reminders"
    READ_FOLLOW_UP_STATUS = "read_follow_up_status"


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
