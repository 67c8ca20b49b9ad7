"""The day that doses before a pregnancy are counted from. Clause: NO_PRE_DOSE, **anchor**."""

from datetime import date, timedelta

from .facts import CycleFacts
from .parameters import Parameters, Window


def anchor(cycle: CycleFacts, version: Parameters) -> date | None:
    """Day of transfer, else the planned day; in a natural cycle the planned day, else LMP + 14. None where unknown."""
    if cycle.conception_mode == "embryo_transfer":
        return cycle.transferred_on or cycle.planned_on
    if cycle.planned_on is None and cycle.lmp_on is not None:
        return cycle.lmp_on + timedelta(days=version.conception_after_lmp)
    return cycle.planned_on


def pre_dose_window(cycle: CycleFacts, version: Parameters, *, route: str) -> Window | None:
    """Days from the anchor in which the first dose of a route belongs; None where the version has no such rule."""
    if route == "sc":
        return version.sc_start
    return version.iv_before_transfer if cycle.conception_mode == "embryo_transfer" else version.iv_before_conception
