"""Questions about patients that several pages ask, over querysets that are already the person's own.

Where a cycle stands is a rule of `protocol.labels.cycle_state`; here it is said in SQL, and a test holds both equal.
"""

import re
from collections.abc import Collection

from django.db.models import (
    Case,
    CharField,
    DateField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    When,
)
from django.db.models import Value as V
from django.utils.translation import gettext_lazy as _

from registry.models import Cycle, Deviation, Infusion, Patient, Pregnancy
from registry.models.choices import DatingMethod, PregnancyOutcome, TestResult
from registry.protocol.dating import CONCEPTION_TO_TERM_DAYS, TERM_DAYS
from registry.protocol.deviations import NEEDS_REASON
from registry.protocol.labels import CycleState

STATE_WORDS = {
    CycleState.PLANNED: _("Planned"),
    CycleState.TREATED: _("In treatment"),
    CycleState.TESTED_NEGATIVE: _("Test negative"),
    CycleState.PREGNANT: _("Pregnant"),
    CycleState.ENDED: _("Pregnancy ended"),
    CycleState.CANCELLED: _("Cancelled"),
}

_pregnancy = Pregnancy.objects.filter(cycle=OuterRef("pk"))
_HAS_PREGNANCY = Q(Exists(_pregnancy))
_IS_ONGOING = Q(Exists(_pregnancy.filter(outcome=PregnancyOutcome.ONGOING)))
_IS_TREATED = Q(Exists(Infusion.objects.filter(cycle=OuterRef("pk"))))
_IS_NEGATIVE = Q(hcg_result=TestResult.NEGATIVE)
_IS_LIVE = Q(cancelled_on=None)

# Each condition stands by itself, so that a filter by one state becomes joins and not a judgement of every row.
_STATES = {
    CycleState.CANCELLED: ~_IS_LIVE,
    CycleState.PREGNANT: _IS_LIVE & _IS_ONGOING,
    CycleState.ENDED: _IS_LIVE & _HAS_PREGNANCY & ~_IS_ONGOING,
    CycleState.TESTED_NEGATIVE: _IS_LIVE & ~_HAS_PREGNANCY & _IS_NEGATIVE,
    CycleState.TREATED: _IS_LIVE & ~_HAS_PREGNANCY & ~_IS_NEGATIVE & _IS_TREATED,
    CycleState.PLANNED: _IS_LIVE & ~_HAS_PREGNANCY & ~_IS_NEGATIVE & ~_IS_TREATED,
}


def latest_cycles() -> QuerySet[Cycle]:
    """The last cycle of each woman who has one."""
    later = Cycle.objects.filter(patient=OuterRef("patient"), cycle_number__gt=OuterRef("cycle_number"))
    return Cycle.objects.filter(~Exists(later))


def with_state(cycles: QuerySet[Cycle]) -> QuerySet[Cycle]:
    """The same cycles, each with its `state` (a code of `CycleState`)."""
    whens = [When(condition, then=V(str(state))) for state, condition in _STATES.items()]
    return cycles.annotate(state=Case(*whens, output_field=CharField()))


def with_due_on(pregnancies: QuerySet[Pregnancy]) -> QuerySet[Pregnancy]:
    """The same pregnancies, each with the due date by its dating method as `derived_due_on`."""
    by_transfer = F("cycle__transferred_on") + V(CONCEPTION_TO_TERM_DAYS) - F("cycle__embryo_age_days")
    by_lmp = F("cycle__lmp_on") + V(TERM_DAYS)
    return pregnancies.annotate(
        derived_due_on=Case(
            When(dating_method=DatingMethod.TRANSFER, then=ExpressionWrapper(by_transfer, DateField())),
            When(dating_method=DatingMethod.LMP, then=ExpressionWrapper(by_lmp, DateField())),
            default=F("edd"),
            output_field=DateField(),
        )
    )


def whose_cycle_is(patients: QuerySet[Patient], state: CycleState | str) -> QuerySet[Patient]:
    """Women whose last cycle is in `state`."""
    cycles = latest_cycles().filter(_STATES[CycleState(state)])
    return patients.filter(pk__in=cycles.values("patient"))


def exposed_to(patients: QuerySet[Patient], exposure: str) -> QuerySet[Patient]:
    """Women whose last cycle has this exposure."""
    return patients.filter(pk__in=latest_cycles().filter(exposure=exposure).values("patient"))


def with_study_id_like(patients: QuerySet[Patient], text: str, site_codes: Collection[str]) -> QuerySet[Patient]:
    """Women whose study ID begins with `text`, or has that number at one of the sites: "MTL-00", "mtl", "16".

    A prefix is asked as a range: behind row security no index serves LIKE.
    """
    prefix = text.strip().upper()
    if not prefix:
        return patients
    if not re.fullmatch(r"[A-Z0-9-]+", prefix):
        return patients.none()
    if re.fullmatch(r"[0-9]+", prefix):
        return patients.filter(study_id__in=[f"{code}-{int(prefix):04d}" for code in site_codes])
    return patients.filter(study_id__gte=prefix, study_id__lt=prefix[:-1] + chr(ord(prefix[-1]) + 1))


def due_date_of_ongoing() -> Subquery:
    """In a query of patients: the due date of her ongoing pregnancy, or NULL."""
    ongoing = Pregnancy.objects.filter(patient=OuterRef("pk"), outcome=PregnancyOutcome.ONGOING)
    return Subquery(with_due_on(ongoing).values(due_on=F("derived_due_on"))[:1])


def open_deviations() -> QuerySet[Deviation]:
    """Deviations that nobody closed and no correction settled."""
    return Deviation.objects.filter(closed_on=None, resolved_by_correction=False)


def unexplained_deviations() -> QuerySet[Deviation]:
    """Open deviations that still want a reason."""
    return open_deviations().filter(reason="", code__in=NEEDS_REASON)
