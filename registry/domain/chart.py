"""All that is known about one woman, loaded in a fixed number of queries and set in the order of a page."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.db.models import Prefetch, prefetch_related_objects

from registry.domain.contacts import Contact, contacts_of
from registry.domain.facts import dose_fact
from registry.domain.patients import with_state
from registry.models import (
    AdverseEvent,
    Baby,
    Complication,
    Consent,
    Cycle,
    Deviation,
    EligibilityAssessment,
    InfantFollowUp,
    Infusion,
    InfusionLot,
    MedicalHistory,
    Medication,
    Patient,
    Pregnancy,
    PriorPregnancy,
    PriorTransfer,
)
from registry.models.pregnancy import STILL_OPEN
from registry.protocol.dating import age_in_years
from registry.protocol.doses import mg_per_kg
from registry.protocol.labels import CycleState, route_of_cycle


@dataclass(frozen=True)
class OnThatDay:
    """How far she was on a day: gestational age in days, or days before the transfer or planned conception."""

    gestation: int | None = None
    days_before: int | None = None


@dataclass(frozen=True, kw_only=True)
class InfusionLine:
    """One infusion on its day of care."""

    row: Infusion
    day: date
    on_that_day: OnThatDay
    mg_per_kg: Decimal
    since_last: int | None
    deviations: tuple[Deviation, ...]


@dataclass(frozen=True, kw_only=True)
class CycleChart:
    """One cycle with what hangs on it; `gestation` is that of today, or of the end where the pregnancy ended."""

    row: Cycle
    state: CycleState
    route: str
    infusions: tuple[InfusionLine, ...]
    pregnancy: Pregnancy | None
    gestation: int | None

    @property
    def is_pregnant(self) -> bool:
        return self.state == CycleState.PREGNANT


@dataclass(frozen=True, kw_only=True)
class EventLine:
    """One adverse event on the day of its onset."""

    row: AdverseEvent
    on_that_day: OnThatDay


@dataclass(frozen=True, kw_only=True)
class Chart:
    patient: Patient
    today: date
    cycles: tuple[CycleChart, ...]
    events: tuple[EventLine, ...]
    contacts: tuple[Contact, ...]
    deviations: tuple[Deviation, ...]

    @property
    def age(self) -> int:
        return age_in_years(self.patient.date_of_birth, self.today)

    @property
    def age_at_enrolment(self) -> int:
        return age_in_years(self.patient.date_of_birth, self.patient.enrolled_on)

    @property
    def body_mass_index(self) -> Decimal | None:
        """Weight at enrolment over height squared, kg/m², one decimal."""
        height, weight = self.patient.height_cm, self.patient.weight_kg
        return round(weight / (height / 100) ** 2, 1) if height and weight else None

    @property
    def current(self) -> CycleChart | None:
        """The last cycle."""
        return self.cycles[-1] if self.cycles else None

    @property
    def next_contact(self) -> Contact | None:
        return next((contact for contact in self.contacts if contact.is_open), None)

    @property
    def open_deviations(self) -> list[Deviation]:
        return [row for row in self.deviations if row.closed_on is None and not row.resolved_by_correction]


def chart(patient: Patient, *, today: date) -> Chart:
    """What is known about `patient` as of `today`; voided rows are not."""
    _load(patient)
    deviations = tuple(patient.deviations.all())
    cycles = tuple(_cycle(cycle, deviations, patient, today) for cycle in patient.cycles.all())
    return Chart(
        patient=patient,
        today=today,
        cycles=cycles,
        events=tuple(_event(row, cycles) for row in patient.adverse_events.all()),
        contacts=tuple(contacts_of([patient.pk], today=today).get(patient.pk, ())),
        deviations=deviations,
    )


def _load(patient: Patient) -> None:
    prefetch_related_objects(
        [patient],
        Prefetch("consents", Consent.objects.all()),
        Prefetch("prior_pregnancies", PriorPregnancy.objects.all()),
        Prefetch("past_transfers", PriorTransfer.objects.all()),
        Prefetch("medical_history", MedicalHistory.objects.all()),
        Prefetch("medications", Medication.objects.all()),
        Prefetch("cycles", with_state(Cycle.objects.select_related("protocol"))),
        Prefetch("cycles__assessments", EligibilityAssessment.objects.all()),
        Prefetch("cycles__infusions", Infusion.objects.select_related("product", "site")),
        Prefetch("cycles__infusions__lot_links", InfusionLot.objects.select_related("lot")),
        Prefetch("cycles__pregnancies", Pregnancy.objects.all()),
        Prefetch("cycles__pregnancies__complications", Complication.objects.all()),
        Prefetch("cycles__pregnancies__babies", Baby.objects.all()),
        Prefetch("cycles__pregnancies__babies__infant_follow_ups", InfantFollowUp.objects.all()),
        Prefetch("adverse_events", AdverseEvent.objects.select_related("infusion__site", "cycle")),
        Prefetch("deviations", Deviation.objects.select_related("cycle")),
    )


def _cycle(cycle: Cycle, deviations: tuple[Deviation, ...], patient: Patient, today: date) -> CycleChart:
    pregnancy = cycle.pregnancy
    infusions = list(cycle.infusions.all())
    zone = ZoneInfo(patient.site.timezone)
    return CycleChart(
        row=cycle,
        state=CycleState(vars(cycle)["state"]),  # by `with_state`, which its type cannot tell
        route=route_of_cycle(dose_fact(row, zone) for row in infusions),
        infusions=tuple(_infusions(cycle, infusions, deviations)),
        pregnancy=pregnancy,
        gestation=_gestation(pregnancy, today),
    )


def _gestation(pregnancy: Pregnancy | None, today: date) -> int | None:
    if pregnancy is None:
        return None
    if pregnancy.outcome in STILL_OPEN and pregnancy.ended_on is None:
        return pregnancy.gestation_on(today) if pregnancy.outcome == "ongoing" else None
    return pregnancy.gestation_on(pregnancy.ended_on)


def _infusions(cycle: Cycle, rows: list[Infusion], deviations: tuple[Deviation, ...]) -> list[InfusionLine]:
    open_ones = [d for d in deviations if d.closed_on is None and not d.resolved_by_correction]
    lines: list[InfusionLine] = []
    for row in rows:
        day = row.day
        lines.append(
            InfusionLine(
                row=row,
                day=day,
                on_that_day=_on_that_day(cycle, day),
                mg_per_kg=mg_per_kg(grams=row.dose_g, weight_kg=row.weight_kg),
                since_last=(day - lines[-1].day).days if lines else None,
                deviations=tuple(d for d in open_ones if (d.record_table, d.record_id) == ("infusions", row.pk)),
            )
        )
    return lines


def _on_that_day(cycle: Cycle, day: date) -> OnThatDay:
    goal = cycle.transferred_on or cycle.planned_on
    if goal and day <= goal:
        return OnThatDay(days_before=(goal - day).days)
    pregnancy = cycle.pregnancy
    if pregnancy is None or (pregnancy.ended_on and day > pregnancy.ended_on):
        return OnThatDay()
    days = pregnancy.gestation_on(day)
    return OnThatDay(gestation=days if days is not None and days >= 0 else None)


def _event(row: AdverseEvent, cycles: tuple[CycleChart, ...]) -> EventLine:
    cycle = next((cycle.row for cycle in cycles if cycle.row.pk == row.cycle_id), None)
    return EventLine(row=row, on_that_day=_on_that_day(cycle, row.onset_on) if cycle else OnThatDay())
