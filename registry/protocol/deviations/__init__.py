"""Departures from the protocol. Clause: *Deviations*.

`find_deviations` looks at one cycle's facts and a day; a form while it is typed, a save, an import and the nightly
sweep all call it. What it returns is the whole truth of that day: a deviation that it no longer returns has lost its
cause.
"""

from .contacts import follow_up_findings
from .finding import Finding
from .rules import CLASSIFICATION, NEEDS_REASON, RULES, Rule
from .search import find_deviations

__all__ = ["CLASSIFICATION", "NEEDS_REASON", "RULES", "Finding", "Rule", "find_deviations", "follow_up_findings"]
