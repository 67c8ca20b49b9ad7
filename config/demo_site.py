"""A second, made-up site of forty women dated from today, so that every page of the demo has something to show.

Told as a table: how many women, how far each is, by which route, and what happened. Every row goes
through the verbs that the forms use, so that schedule, deviations and reminders are the real ones.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from followup.domain.recording import record_contact
from followup.models import FollowUp
from registry.domain.acting import admit
from registry.domain.cycles import open_cycle
from registry.domain.eligibility import assess
from registry.domain.enrolment import enrol
from registry.domain.events import report_adverse_event
from registry.domain.infusions import record_infusion
from registry.domain.pregnancies import record_pregnancy, record_pregnancy_outcome
from registry.domain.recording import record
from registry.domain.signals import telling_once
from registry.models import Consent, Cycle, Patient, ProtocolVersion, Site, User

GIVEN = ["Alice", "Béatrice", "Camille", "Diane", "Élise", "Florence", "Gabrielle", "Hélène", "Inès", "Jade"]
FAMILY = ["Tremblay", "Gagnon", "Roy", "Côté", "Bouchard"]
CHANNELS = ("email", "email", "email", "telephone", "none")
BRAND = {"iv": "Privigen 10%", "sc": "Hizentra 20%"}


@dataclass(frozen=True)
class Story:
    """Women whose transfer lies `days` after today (before it: negative), and how it went on."""

    women: int
    reached: str  # enrolled · assessed · treated · transferred · negative · pregnant · loss · born · comparator
    days: int = 0
    step: int = 0  # days between one woman of the story and the next
    route: str = "iv"


STORIES = (
    Story(3, "enrolled"),
    Story(3, "assessed", days=24, step=4),
    Story(4, "treated", days=2, step=1),
    Story(3, "transferred", days=-8, step=2),
    Story(5, "negative", days=-60, step=-21),
    Story(6, "pregnant", days=-51, step=-9),  # the third is reminded on the first day
    Story(4, "pregnant", days=-150, step=-8),
    Story(3, "pregnant", days=-70, step=-12, route="sc"),
    Story(2, "loss", days=-75, step=-18),
    Story(4, "born", days=-285, step=-12),
    Story(3, "comparator", days=-110, step=-20),
)


def make_demo_site(*, by: User, today: date) -> Site:
    """Make the site and its forty women as of `today`."""
    site = Site.objects.create(
        site_code="DEM",
        name="Demonstration clinic (made up)",
        city="Québec",
        timezone="America/Toronto",
        reb_name="Demonstration research ethics board",
        reb_number="DEMO-1",
    )
    admit(by)
    with telling_once(by=by, today=today):
        for number, (story, day) in enumerate(_women(today)):
            _Woman(site, number, story, day, by, today).live()
    _make_past_contacts(site, by=by, today=today)
    return site


def _make_past_contacts(site: Site, *, by: User, today: date) -> None:
    """The contacts whose ideal day has passed were made the day after it; one in nine still waits."""
    with telling_once(by=by, today=today):
        for number, row in enumerate(FollowUp.objects.filter(site=site, due_on__lt=today - timedelta(days=5))):
            if row.status == "" and number % 9:
                record_contact(
                    row,
                    seen=row.version,
                    by=by,
                    today=today,
                    completed_on=row.due_on + timedelta(days=1),
                    method="telephone",
                    new_adverse_event="no",
                    treatment="continued",
                )


def _women(today: date) -> Iterator[tuple[Story, date]]:
    for story in STORIES:
        for index in range(story.women):
            yield story, today + timedelta(days=story.days + index * story.step)


@dataclass
class _Woman:
    """One woman's way through the registry; `transfer` is the day of hers."""

    site: Site
    number: int
    story: Story
    transfer: date
    by: User
    today: date

    def live(self) -> None:
        reached = self.story.reached
        patient = self._enrol()
        if reached == "enrolled":
            return
        self._consent(patient)
        cycle = self._cycle(patient)
        self._assess(cycle)
        if reached == "assessed":
            return
        if reached != "comparator":
            self._infuse(cycle)
        if reached in ("pregnant", "loss", "born"):
            self._pregnancy(cycle)

    @property
    def started(self) -> date:
        return self.transfer - timedelta(days=40)

    def _enrol(self) -> Patient:
        n = self.number
        rif = n % 3 != 0
        weight = Decimal(54 + 3 * (n % 11))
        contact = {
            "given_name": GIVEN[n % 10],
            "family_name": FAMILY[n // 10 % 5],
            "medical_record_number": f"{700000 + 37 * n}",
            "email": f"patient{n + 1}@example.org",
            "language": "fr" if n % 2 else "en",
            "channel": CHANNELS[n % 5],
        }
        return enrol(
            site=self.site,
            by=self.by,
            today=self.today,
            contact=contact,
            date_of_birth=date(self.today.year - 30 - n % 11, 1 + n % 12, 1 + n % 27),
            enrolled_on=min(self.started, self.today),
            indication="rif" if rif else "rpl",
            height_cm=Decimal(158 + n % 15),
            weight_kg=weight,
            smoking=("never", "never", "former")[n % 3],
            prior_live_births=n % 4 // 3,
            prior_miscarriages=1 if rif else 5 + n % 3,
            prior_unexplained_miscarriages=0 if rif else 5,
            prior_transfers=5 + n % 3 if rif else 1,
            failed_blastocyst_transfers=4 + n % 3 if rif else 0,
            antiphospholipid_status="negative",
            ig_contraindication="no",
            other_immunomodulator="no",
            conventional_treatment_failed="yes",
            workup_complete="yes",
        )

    def _consent(self, patient: Patient) -> None:
        told = ("off_label", "guideline_position", "uncertain_benefit", "blood_product_risk", "costs")
        consent = Consent(
            patient=patient,
            form_version="2026-01",
            signed_on=patient.enrolled_on,
            language="fr" if self.number % 2 else "en",
            contact_for_follow_up="yes",
            **dict.fromkeys(told, "yes"),
        )
        record(consent, by=self.by, today=self.today)

    def _cycle(self, patient: Patient) -> Cycle:
        transferred = self.transfer if self.transfer <= self.today else None
        values: dict[str, Any] = {"planned_on": self.transfer}
        if transferred:
            values |= {"transferred_on": transferred, "embryo_age_days": 5, "embryos_transferred": 1}
        if self.story.reached in ("negative", "pregnant", "loss", "born", "comparator"):
            good = self.story.reached in ("pregnant", "loss", "born")
            values |= {
                "hcg_on": self.transfer + timedelta(days=10),
                "hcg_result": "positive" if good else "negative",
            }
        return open_cycle(
            patient=patient,
            by=self.by,
            today=self.today,
            protocol=ProtocolVersion.objects.get(code="montreal-2014"),
            exposure="none" if self.story.reached == "comparator" else "immunoglobulin",
            conception_mode="embryo_transfer",
            started_on=min(self.started, self.today),
            **values,
        )

    def _assess(self, cycle: Cycle) -> None:
        assess(cycle=cycle, assessed_on=cycle.started_on, decision="eligible", by=self.by, today=self.today,
               reason="Decided by the investigator of the demonstration clinic.")  # fmt: skip

    def _infuse(self, cycle: Cycle) -> None:
        sc = self.story.route == "sc"
        weight = cycle.patient.weight_kg
        grams = Decimal(round(weight * Decimal("0.16"))) if sc else 5 * Decimal(round(weight * Decimal("0.14")))
        day = self.transfer - timedelta(days=30 if sc else 7)
        last = self._last_dose_day()
        sequence = 0
        while day <= last:
            infusion = record_infusion(
                cycle=cycle,
                by=self.by,
                today=self.today,
                product=BRAND[self.story.route],
                lot_number=f"D{day:%y%m}{self.story.route.upper()}",
                started_at=datetime.combine(day, time(14), UTC),
                ended_at=datetime.combine(day, time(15 if sc else 18), UTC),
                route=self.story.route,
                weight_kg=weight,
                weight_basis="pre_pregnancy",
                # One first dose in nine is too low, so that deviations have something to explain.
                dose_g=grams - 15 if sequence == 0 and self.number % 9 == 7 else grams,
                setting="home" if sc else "clinic",
                completed="yes",
                funding="public",
            )
            if sequence == 0 and self.number % 4 == 0:
                self._headache(cycle, infusion, day)
            day += timedelta(days=7 if sc else 28)
            sequence += 1

    def _last_dose_day(self) -> date:
        """Doses go on in a pregnancy until 33w, its end, or yesterday."""
        going_on = self.story.reached in ("pregnant", "loss", "born")
        end = self.transfer + timedelta(days=212 if going_on else 0)
        if self.story.reached == "loss":
            end = self.transfer + timedelta(days=40)
        return min(end, self.today - timedelta(days=1))

    def _headache(self, cycle: Cycle, infusion: Any, day: date) -> None:
        report_adverse_event(
            patient=cycle.patient,
            by=self.by,
            today=self.today,
            cycle=cycle,
            infusion=infusion,
            term="Headache",
            dictionary="CTCAE 5.0",
            onset_on=day,
            grade=1,
            outcome="recovered",
            causality="probable",
            expected="yes",
            action_taken="none",
        )

    def _pregnancy(self, cycle: Cycle) -> None:
        row = record_pregnancy(
            cycle=cycle,
            by=self.by,
            today=self.today,
            confirmed_on=self.transfer + timedelta(days=10),
            dating_method="transfer",
            gestational_sacs=1,
            fetal_heartbeats=1,
        )
        if self.story.reached == "loss":
            self._end(row, outcome="loss", ended_on=self.transfer + timedelta(days=46))
        if self.story.reached == "born":
            baby = {"status": "live_birth", "sex": "female", "birth_weight_g": 3100 + 40 * self.number, "apgar_5": 9}
            self._end(
                row,
                outcome="birth",
                ended_on=self.transfer + timedelta(days=258),
                delivery_mode="vaginal",
                babies=[baby],
            )

    def _end(self, row: Any, **end: Any) -> None:
        record_pregnancy_outcome(row, seen=row.version, by=self.by, today=self.today, **end)
