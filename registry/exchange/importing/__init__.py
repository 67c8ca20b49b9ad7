"""Importing a cohort: everything or nothing, after a preview, through the same checks as every other door."""

from registry.exchange.importing.cohort import import_cohort
from registry.exchange.importing.reading import Unreadable, WrongPath
from registry.exchange.importing.report import Report

__all__ = ["Report", "Unreadable", "WrongPath", "import_cohort"]
