"""What is planned for one cycle: doses and contacts. Clause: *Schedule*; D§8. Pure: the facts are all it knows.

Every item has its ideal day and the first and last day of its window. Done items are not known here: whoever keeps the
contacts leaves those as they were and moves only the others.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from registry.protocol.anchors import anchor, pre_dose_window
from registry.protocol.consents import withdrawal_day
from registry.protocol.dating import add_months, day_of_gestation
from registry.protocol.doses import as_doses
from registry.protocol.facts import ContactFact, CycleFacts, Dose, PregnancyFact
from registry.protocol.parameters import Parameters, Window

PREGNANCY_TEST_AFTER_DAYS = 14
"""Days from the anchor by which the pregnancy test is known; weekly SC doses are planned until then."""


class ContactKind(StrEnum):
    """The three kinds of contact, as in the codebook."""

    PREGNANCY = "pregnancy"
    POSTPARTUM = "postpartum"
    INFANT = "infant"


class ContactStatus(StrEnum):
    """Whether a contact not made yet is still wanted."""

    PLANNED = "planned"
    CANCELLED = "cancelled"


@dataclass(frozen=True, kw_only=True)
class PlannedContact:
    """One contact; `sequence` counts within its kind and is the birth order of an infant."""

    kind: ContactKind
    sequence: int
    ideal_on: date
    first_on: date
    last_on: date
    status: ContactStatus = ContactStatus.PLANNED


@dataclass(frozen=True, kw_only=True)
class PlannedDose:
    """One dose to come; `number` counts on from the doses given in the cycle."""

    number: int
    route: str
    ideal_on: date
    first_on: date
    last_on: date


@dataclass(frozen=True, kw_only=True)
class Schedule:
    """Doses and contacts, each in the order of their ideal days."""

    doses: tuple[PlannedDose, ...]
    contacts: tuple[PlannedContact, ...]


def schedule(cycle: CycleFacts, version: Parameters) -> Schedule:
    """Everything planned for a cycle under a protocol version. A later cycle of the same woman has its own."""
    return Schedule(doses=planned_doses(cycle, version), contacts=planned_contacts(cycle, version))


def planned_contacts(cycle: CycleFacts, version: Parameters) -> tuple[PlannedContact, ...]:
    """Contacts of a cycle's pregnancy: in it, after its end, and with each child born alive; none without one."""
    if cycle.pregnancy is None:
        return ()
    contacts = (
        *_pregnancy_visits(cycle, cycle.pregnancy, version),
        *_postpartum(cycle, cycle.pregnancy, version),
        *_infants(cycle, cycle.pregnancy, version),
    )
    return tuple(sorted(contacts, key=lambda contact: (contact.ideal_on, contact.sequence)))


def _pregnancy_visits(cycle: CycleFacts, pregnancy: PregnancyFact, version: Parameters) -> Iterator[PlannedContact]:
    if pregnancy.due_on is None:
        return
    for sequence, days in enumerate(version.pregnancy_visits, start=1):
        ideal_on = day_of_gestation(pregnancy.due_on, days)
        ends = (pregnancy.ended_on, cycle.died_on, *_left(cycle))
        yield _contact(ContactKind.PREGNANCY, sequence, ideal_on, version.pregnancy_visit_window, ends)


def _postpartum(cycle: CycleFacts, pregnancy: PregnancyFact, version: Parameters) -> Iterator[PlannedContact]:
    """One month after the actual end, in whatever way the pregnancy ended."""
    if pregnancy.ended_on is not None:
        ideal_on = add_months(pregnancy.ended_on, version.postpartum_months)
        ends = (cycle.died_on, *_left(cycle))
        yield _contact(ContactKind.POSTPARTUM, 1, ideal_on, version.postpartum_window, ends)


def _infants(cycle: CycleFacts, pregnancy: PregnancyFact, version: Parameters) -> Iterator[PlannedContact]:
    """Each child born alive; the death of the mother does not end it, that of the child does."""
    if pregnancy.ended_on is None:
        return
    ideal_on = add_months(pregnancy.ended_on, version.infant_months)
    for baby in pregnancy.babies:
        if baby.born_alive:
            ends = (baby.died_on, *_left(cycle))
            yield _contact(ContactKind.INFANT, baby.birth_order, ideal_on, version.infant_window, ends)


def _left(cycle: CycleFacts) -> tuple[date | None, ...]:
    """When she left the study, or no longer wished to be contacted."""
    return cycle.withdrawn_on, withdrawal_day(cycle.consents, scope="contact")


def _contact(
    kind: ContactKind, sequence: int, ideal_on: date, window: Window, ends: Iterable[date | None]
) -> PlannedContact:
    """A contact in its window; cancelled where an end came while the window was open or had not opened."""
    last_on = ideal_on + timedelta(days=window.last)
    cancelled = any(end is not None and end <= last_on for end in ends)
    return PlannedContact(
        kind=kind,
        sequence=sequence,
        ideal_on=ideal_on,
        first_on=ideal_on + timedelta(days=window.first),
        last_on=last_on,
        status=ContactStatus.CANCELLED if cancelled else ContactStatus.PLANNED,
    )


def planned_doses(cycle: CycleFacts, version: Parameters) -> tuple[PlannedDose, ...]:
    """Doses to come, the next one counted from the last actual one, else from the anchor.

    None after the last day of the last-dose window; none once a test was negative, the pregnancy ended or was lost
    from sight, treatment was stopped or withdrawn from, the cycle was cancelled, or she left or died. Before a
    positive test IV has no dose after the one before transfer or conception, SC goes on until the test.
    """
    if not _is_treated(cycle):
        return ()
    given = as_doses(cycle.doses)
    route = cycle.planned_route or (given[-1].route if given else "iv")
    awaits_test = route == "iv" and cycle.pregnancy is None
    first = _after(given, route, version) if given else _pre_dose(cycle, version, route)
    end = _last_day(cycle, version)
    if first is None or (given and awaits_test) or (cycle.pregnancy and end and first.ideal_on > end):
        return ()
    doses = _repeat(first, None if awaits_test else version.interval(route, route), end)
    if cycle.pregnancy is None or end is None:
        return tuple(doses)
    return tuple(replace(dose, last_on=min(dose.last_on, end)) for dose in doses)


def next_dose(cycle: CycleFacts, version: Parameters, on: date) -> PlannedDose | None:
    """The dose that she is to receive next as of a day; one overdue since her last dose stays the next."""
    cycle = cycle.as_of(on)
    end = _last_day(cycle, version)
    if cycle.pregnancy is not None and end is not None and on > end:
        return None
    doses = planned_doses(cycle, version)
    return next((dose for dose in doses if cycle.doses or dose.last_on >= on), None)


def _is_treated(cycle: CycleFacts) -> bool:
    pregnancy = cycle.pregnancy
    over = pregnancy.outcome != "ongoing" if pregnancy is not None else cycle.hcg_result == "negative"
    stops = (
        cycle.cancelled_on,
        cycle.treatment_stopped_on,
        cycle.withdrawn_on,
        cycle.died_on,
        withdrawal_day(cycle.consents, scope="treatment"),
    )
    return cycle.exposure != "none" and not over and all(stop is None for stop in stops)


def _after(given: tuple[Dose, ...], route: str, version: Parameters) -> PlannedDose | None:
    window = version.interval(given[-1].route, route)
    return None if window is None else _dose(len(given) + 1, route, given[-1].day, window)


def _pre_dose(cycle: CycleFacts, version: Parameters, route: str) -> PlannedDose | None:
    day, window = anchor(cycle, version), pre_dose_window(cycle, version, route=route)
    return None if day is None or window is None else _dose(1, route, day, window)


def _repeat(dose: PlannedDose, every: Window | None, end: date | None) -> Iterator[PlannedDose]:
    """A dose, and further ones each counted from the one before as far as the end; none where no end is known."""
    yield dose
    while every is not None and end is not None:
        dose = _dose(dose.number + 1, dose.route, dose.ideal_on, every)
        if dose.ideal_on > end:
            return
        yield dose


def _last_day(cycle: CycleFacts, version: Parameters) -> date | None:
    """The last day of the last-dose window, else the due date; before a pregnancy, the day of the test."""
    if cycle.pregnancy is None:
        day = anchor(cycle, version)
        return None if day is None else day + timedelta(days=PREGNANCY_TEST_AFTER_DAYS)
    if cycle.pregnancy.due_on is None or version.last_dose is None:
        return cycle.pregnancy.due_on
    return day_of_gestation(cycle.pregnancy.due_on, version.last_dose.last)


def _dose(number: int, route: str, from_day: date, window: Window) -> PlannedDose:
    return PlannedDose(
        number=number,
        route=route,
        ideal_on=from_day + timedelta(days=window.ideal),
        first_on=from_day + timedelta(days=window.first),
        last_on=from_day + timedelta(days=window.last),
    )


def contact_timing(contact: ContactFact) -> str:
    """`early` (which completes it too), `done` in its window, or `late`; "" where the contact was not made."""
    if contact.completed_on is None:
        return ""
    if contact.completed_on < contact.first_on:
        return "early"
    return "late" if contact.completed_on > contact.last_on else "done"
