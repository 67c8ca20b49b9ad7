"""Criteria of her history: losses or failed transfers, treatment that failed, immune findings. D§2d I2, I3, I5."""

from django.utils.translation import gettext_lazy as _

from ..facts import CycleFacts, PatientFacts
from ..parameters import ConventionalRule, CountRule, Parameters
from .criterion import Criterion, Result, above, answered, best, known, shown


def history(patient: PatientFacts, version: Parameters) -> tuple[Criterion, ...]:
    """Losses and failures of which either suffices whatever she was enrolled for, then both as one criterion."""
    wanted = {"losses": version.losses, "failures": version.failures}
    found = tuple(_counted(code, rule, patient) for code, rule in wanted.items() if rule is not None)
    return (*found, _either(found, patient)) if found else ()


def _counted(code: str, rule: CountRule, patient: PatientFacts) -> Criterion:
    count = getattr(patient, rule.counted)
    result = above(count, rule.number) if rule.operator == "gt" else known(count, lambda number: number >= rule.number)
    if rule.primary and result is not Result.NOT_MET:
        first = known(patient.prior_live_births, lambda births: births == 0)
        result = result if first is Result.MET else first
    return Criterion(
        code=code,
        result=result,
        rule=_COUNT_WORDS[rule.counted, rule.primary],
        expected=f"{'>' if rule.operator == 'gt' else '≥'} {rule.number}",
        value=shown(count),
        source=f"patients.{rule.counted}",
        ref=patient.ref,
        decides=False,
    )


_COUNT_WORDS = {
    ("prior_unexplained_miscarriages", False): _("Unexplained miscarriages"),
    ("prior_unexplained_miscarriages", True): _("Unexplained miscarriages and no previous live birth"),
    ("prior_miscarriages", False): _("Miscarriages"),
    ("prior_miscarriages", True): _("Miscarriages and no previous live birth"),
    ("failed_blastocyst_transfers", False): _("Failed transfers of good-quality blastocysts"),
    ("failed_blastocyst_transfers", True): _("Failed transfers of good-quality blastocysts and no previous live birth"),
}


def _either(histories: tuple[Criterion, ...], patient: PatientFacts) -> Criterion:
    result = best(criterion.result for criterion in histories)
    deciding = next(criterion for criterion in histories if criterion.result is result)
    return Criterion(
        code="history",
        result=result,
        rule=_("Recurrent pregnancy loss or recurrent implantation failure"),
        expected=" | ".join(criterion.expected for criterion in histories),
        value=" | ".join(criterion.value or "–" for criterion in histories),
        source=deciding.source,
        ref=patient.ref,
    )


def conventional(patient: PatientFacts, cycle: CycleFacts, version: Parameters) -> Criterion | None:
    """Conventional treatment that failed: as the clinic declares, or by agent from her medications."""
    rule = version.conventional
    if rule is None:
        return None
    if rule.mode == "declared":
        return Criterion(
            code="conventional",
            result=answered(patient.conventional_treatment_failed, "yes"),
            rule=_("Conventional medical treatment has failed"),
            expected="yes",
            value=patient.conventional_treatment_failed,
            source="patients.conventional_treatment_failed",
            ref=patient.ref,
        )
    failed = {taken.agent for taken in cycle.medications if taken.timing == "prior_failed"}
    found = [agent for agent in rule.agents if agent in failed]
    every = rule.mode == "all"
    return Criterion(
        code="conventional",
        result=_failed_agents(found, failed, rule, patient.conventional_treatment_failed),
        rule=_("All of these treatments have failed") if every else _("At least one of these treatments has failed"),
        expected=(" + " if every else " | ").join(rule.agents),
        value=" + ".join(found),
        source="medications.agent",
        ref=patient.ref,
    )


def _failed_agents(found: list[str], failed: set[str], rule: ConventionalRule, declared: str) -> Result:
    """Medication rows are optional: where there are none, only a declared "no" says that nothing failed."""
    if len(found) == len(rule.agents) or (rule.mode == "any" and found):
        return Result.MET
    return Result.NOT_MET if failed or declared == "no" else Result.UNKNOWN


def immune(patient: PatientFacts, version: Parameters) -> Criterion | None:
    """An immune anomaly by either finding, where the version requires one."""
    rule = version.immune_anomaly
    if rule is None:
        return None
    both = (above(patient.nk_cell_percent, rule.nk_percent_above), above(patient.th1_th2_ratio, rule.th1_th2_above))
    return Criterion(
        code="immune",
        result=best(both),
        rule=_("Immune anomaly: NK cells or the Th1/Th2 ratio above the limit"),
        expected=f"NK > {rule.nk_percent_above} % | Th1/Th2 > {rule.th1_th2_above}",
        value=f"NK {shown(patient.nk_cell_percent) or '–'} % | Th1/Th2 {shown(patient.th1_th2_ratio) or '–'}",
        source="patients.nk_cell_percent",
        ref=patient.ref,
    )
