"""All rules over one cycle."""

from dataclasses import replace
from datetime import date

from ..doses import as_doses
from ..facts import CycleFacts
from ..parameters import Parameters
from . import admission, before_pregnancy, concomitant, dosing, in_pregnancy
from .finding import Finding


def find_deviations(cycle: CycleFacts, version: Parameters, on: date) -> tuple[Finding, ...]:
    """Every departure of one cycle as of a day, at most one for each rule and record.

    What lies after the day is not looked at. A comparator cycle has none: of the rules only those of
    `follow_up_findings` and the clocks of reports hold for it.
    """
    if cycle.exposure == "none":
        return ()
    cycle = cycle.as_of(on)
    cycle = replace(cycle, doses=as_doses(cycle.doses))
    return (
        *admission.not_eligible_or_waived(cycle),
        *admission.consent(cycle),
        *dosing.dose_out_of_range(cycle, version),
        *before_pregnancy.pre_dose(cycle, version, on),
        *in_pregnancy.interval(cycle, version),
        *in_pregnancy.stopped_early(cycle, version, on),
        *in_pregnancy.given_late(cycle, version),
        *concomitant.excluded_treatment(cycle, version),
    )
