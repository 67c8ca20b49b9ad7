"""What the rules look at: one woman, one cycle, as frozen values.

Whoever calls builds these from the database, a form while it is typed, or a file. `ref` is any hashable value that
the caller chooses; a finding hands it back, so that the caller knows the record that shows it. Codes are those of
the codebook; a blank code is "", a blank date or number None. Days are local dates at the site.
"""

from collections.abc import Hashable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Self


def past(day: date | None, on: date) -> date | None:
    """A day that had come by the end of day `on`, else None."""
    return day if day is not None and day <= on else None


@dataclass(frozen=True, kw_only=True)
class Dose:
    """One infusion as given: `grams` given, also where it was not completed, by the weight used for it."""

    ref: Hashable = None
    day: date
    route: str
    grams: Decimal
    weight_kg: Decimal
    completed: bool = True
    premedication: str = ""


@dataclass(frozen=True, kw_only=True)
class ConsentFact:
    """One form that the woman signed for herself.

    `treatment_withdrawn_on` is set where the scope of its withdrawal names the treatment, `contact_withdrawn_on`
    where it names contact, new data or data already held.
    """

    ref: Hashable = None
    signed_on: date
    version: str = ""
    treatment_withdrawn_on: date | None = None
    contact_withdrawn_on: date | None = None

    def as_of(self, on: date) -> Self:
        """This consent as it stood at the end of day `on`: a later withdrawal had not happened."""
        treatment, contact = past(self.treatment_withdrawn_on, on), past(self.contact_withdrawn_on, on)
        return replace(self, treatment_withdrawn_on=treatment, contact_withdrawn_on=contact)


@dataclass(frozen=True, kw_only=True)
class ConsentVersion:
    """When a site had one version of its consent form in force; an open end is None, both ends belong to it."""

    version: str
    in_force_from: date | None = None
    in_force_until: date | None = None


@dataclass(frozen=True, kw_only=True)
class AssessmentFact:
    """One decision on eligibility for the cycle: `eligible`, `not_eligible` or `waived`."""

    ref: Hashable = None
    assessed_on: date
    decision: str


@dataclass(frozen=True, kw_only=True)
class MedicationFact:
    """One agent besides immunoglobulin; partial dates as reduced ISO text such as "2015" or "2015-03", "" = blank."""

    ref: Hashable = None
    agent: str
    timing: str
    started_on: str = ""
    stopped_on: str = ""


@dataclass(frozen=True, kw_only=True)
class BabyFact:
    """One child at birth; `born_alive` is None where the status is not known."""

    ref: Hashable = None
    birth_order: int
    born_alive: bool | None = None
    birth_weight_g: int | None = None
    died_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class PregnancyFact:
    """One pregnancy with its agreed due date (`registry.protocol.dating`), its end and its children."""

    ref: Hashable = None
    confirmed_on: date
    due_on: date | None = None
    gestational_sacs: int | None = None
    fetal_heartbeats: int | None = None
    heartbeat_12w: str = ""
    outcome: str = "ongoing"
    ended_on: date | None = None
    babies: tuple[BabyFact, ...] = ()

    @property
    def children_born_alive(self) -> int:
        """How many children showed a sign of life at birth."""
        return sum(baby.born_alive is True for baby in self.babies)

    def as_of(self, on: date) -> Self:
        """This pregnancy as it stood at the end of day `on`: one that ended later was ongoing."""
        if self.ended_on is not None and self.ended_on > on:
            return replace(self, outcome="ongoing", ended_on=None, babies=())
        babies = (replace(baby, died_on=past(baby.died_on, on)) for baby in self.babies)
        return replace(self, babies=tuple(babies))


@dataclass(frozen=True, kw_only=True)
class CycleFacts:
    """One attempt to conceive with all that the rules need.

    `doses` are the infusions filed under the cycle in the order of their start. `planned_route` is the route she is
    to receive next where that is decided, else "". `withdrawn_on` is the day she left the study; a woman lost to
    follow-up has not left it, and being lost cancels nothing. `consent_versions` is empty where the site has not
    recorded when its versions were in force.
    """

    ref: Hashable = None
    exposure: str
    conception_mode: str
    started_on: date
    planned_on: date | None = None
    transferred_on: date | None = None
    embryo_age_days: int | None = None
    oocyte_source: str = ""
    lmp_on: date | None = None
    hcg_on: date | None = None
    hcg_result: str = ""
    cancelled_on: date | None = None
    treatment_stopped_on: date | None = None
    planned_route: str = ""
    doses: tuple[Dose, ...] = ()
    consents: tuple[ConsentFact, ...] = ()
    consent_versions: tuple[ConsentVersion, ...] = ()
    assessments: tuple[AssessmentFact, ...] = ()
    medications: tuple[MedicationFact, ...] = ()
    pregnancy: PregnancyFact | None = None
    withdrawn_on: date | None = None
    died_on: date | None = None

    def as_of(self, on: date) -> Self:
        """The facts that had happened by the end of day `on`; plans and the due date stay as they are."""
        pregnancy = self.pregnancy if self.pregnancy and self.pregnancy.confirmed_on <= on else None
        return replace(
            self,
            transferred_on=past(self.transferred_on, on),
            hcg_on=past(self.hcg_on, on),
            hcg_result=self.hcg_result if self.hcg_on is None or past(self.hcg_on, on) else "",
            cancelled_on=past(self.cancelled_on, on),
            treatment_stopped_on=past(self.treatment_stopped_on, on),
            doses=tuple(dose for dose in self.doses if dose.day <= on),
            consents=tuple(consent.as_of(on) for consent in self.consents if consent.signed_on <= on),
            assessments=tuple(assessment for assessment in self.assessments if assessment.assessed_on <= on),
            pregnancy=pregnancy and pregnancy.as_of(on),
            withdrawn_on=past(self.withdrawn_on, on),
            died_on=past(self.died_on, on),
        )


@dataclass(frozen=True, kw_only=True)
class PatientFacts:
    """One woman as enrolled, with the counts of her history; None and "" are unknown."""

    ref: Hashable = None
    date_of_birth: date | None = None
    enrolled_on: date | None = None
    indication: str = ""
    height_cm: Decimal | None = None
    weight_kg: Decimal | None = None
    smoking: str = ""
    prior_live_births: int | None = None
    prior_miscarriages: int | None = None
    prior_unexplained_miscarriages: int | None = None
    prior_stillbirths: int | None = None
    failed_blastocyst_transfers: int | None = None
    nk_cell_percent: Decimal | None = None
    th1_th2_ratio: Decimal | None = None
    ig_contraindication: str = ""
    other_immunomodulator: str = ""
    conventional_treatment_failed: str = ""
    workup_complete: str = ""
    withdrawn_on: date | None = None
    withdrawal_reason: str = ""
    died_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class ContactFact:
    """One planned contact as it stands: its window, and when it was made if it was."""

    ref: Hashable = None
    kind: str
    first_on: date
    last_on: date
    completed_on: date | None = None
    cancelled: bool = False
