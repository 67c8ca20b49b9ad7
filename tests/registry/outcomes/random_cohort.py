"""Random women with everything that a rule looks at, odd ones too: written in bulk, the same for the same seed."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from random import Random

from registry.domain.acting import admit
from registry.models import (
    AdverseEvent,
    Baby,
    Complication,
    Cycle,
    Deviation,
    Infusion,
    Patient,
    Pregnancy,
    Product,
    ProtocolVersion,
    Site,
)
from registry.protocol.dating import due_date

FIRST_DAY = date(2023, 1, 2)
LAST_DAY = date(2026, 11, 20)
ZONES = {"MTL": "America/Toronto", "SYD": "Australia/Sydney"}
# Days of gestation at which words change.
LIMITS = (84, 140, 154, 168, 196, 224, 259)
TERMS = ("Headache", "headache", "Nausea", "=1+1", "any")


class Cohort:
    """Builds the rows of one seed; each method fills the rows of one record."""

    def __init__(self, seed, *, by, women=40):
        self.random = Random(seed)
        self.sites = [
            Site.objects.create(site_code=code, name=code, timezone=zone, reb_name=code, reb_number=code)
            for code, zone in ZONES.items()
        ]
        admit(by)
        self.versions = list(ProtocolVersion.objects.order_by("code"))
        self.products = [Product.objects.get_or_create(name=name)[0] for name in ("Privigen 10%", "Hizentra 20%")]
        self.women = Patient.objects.bulk_create(self._woman(number) for number in range(1, women + 1))
        self.cycles = Cycle.objects.bulk_create(cycle for woman in self.women for cycle in self._cycles(woman))
        self.infusions = Infusion.objects.bulk_create(
            infusion for cycle in self.cycles if cycle.exposure != "none" for infusion in self._infusions(cycle)
        )
        self.pregnancies = Pregnancy.objects.bulk_create(
            self._pregnancy(cycle) for cycle in self.cycles if self.chance(0.6)
        )
        born = [pregnancy for pregnancy in self.pregnancies if pregnancy.outcome == "birth"]
        Baby.objects.bulk_create(baby for pregnancy in born for baby in self._babies(pregnancy))
        Complication.objects.bulk_create(self._complication(p) for p in self.pregnancies if self.chance(0.3))
        Deviation.objects.bulk_create(self._deviation(cycle) for cycle in self.cycles if self.chance(0.4))
        AdverseEvent.objects.bulk_create(event for woman in self.women for event in self._events(woman))

    def chance(self, share):
        return self.random.random() < share

    def maybe(self, value, share=0.8):
        return value if self.chance(share) else None

    def one_of(self, *values):
        return self.random.choice(values)

    def _woman(self, number):
        site = self.one_of(*self.sites)
        unexplained, failed = self.random.randint(0, 7), self.random.randint(0, 7)
        return Patient(
            site=site,
            study_id=f"{site.site_code}-{number:04}",
            date_of_birth=date(1978, 1, 1) + timedelta(days=self.random.randint(0, 6000)),
            enrolled_on=FIRST_DAY,
            indication=self.one_of("rif", "rpl"),
            prior_live_births=self.maybe(self.random.randint(0, 2)),
            prior_miscarriages=self.maybe(unexplained + self.random.randint(0, 2)),
            prior_unexplained_miscarriages=self.maybe(unexplained),
            prior_transfers=failed + 1,
            failed_blastocyst_transfers=self.maybe(failed),
            nk_cell_percent=self.maybe(Decimal(self.random.randint(100, 140)) / 10, 0.5),
            **self._voided(0.05),
        )

    def _voided(self, share=0.05):
        return {"voided_at": datetime(2026, 1, 1, tzinfo=UTC), "void_reason": "error"} if self.chance(share) else {}

    def _cycles(self, woman):
        day = FIRST_DAY + timedelta(days=self.random.randint(0, 400))
        for number in range(1, self.one_of(1, 1, 1, 2, 3, 5) + 1):
            yield self._cycle(woman, number, day)
            day += timedelta(days=self.random.randint(0, 250))

    def _cycle(self, woman, number, day):
        mode = self.one_of("embryo_transfer", "embryo_transfer", "natural")
        planned = self.maybe(day + timedelta(days=self.random.randint(5, 40)))
        moved = (planned or day + timedelta(days=14)) + timedelta(days=self.random.randint(-2, 2))
        transferred = self.maybe(moved, 0.7) if mode == "embryo_transfer" else None
        tested = self.maybe(moved + timedelta(days=10), 0.7)
        return Cycle(
            site=woman.site,
            patient=woman,
            cycle_number=number,
            protocol=self.one_of(*self.versions),
            exposure=self.one_of("immunoglobulin", "immunoglobulin", "none"),
            conception_mode=mode,
            started_on=day,
            planned_on=planned,
            transferred_on=transferred,
            embryo_age_days=transferred and self.random.randint(2, 7),
            embryos_transferred=transferred and 1,
            lmp_on=self.maybe(day, 0.6) if mode == "natural" else None,
            hcg_on=tested,
            hcg_result=self.one_of("negative", "positive") if tested else "",
            cancelled_on=self.maybe(max(day, moved + timedelta(days=self.random.randint(-9, 9))), 0.15),
            **self._voided(),
        )

    def _infusions(self, cycle):
        day = cycle.started_on + timedelta(days=self.random.randint(-3, 25))
        route = self.one_of("iv", "sc")
        taken = set()
        for _number in range(self.one_of(0, 1, 2, 4, 8)):
            at = datetime(day.year, day.month, day.day, self.random.randint(0, 23), self.one_of(0, 30), tzinfo=UTC)
            while at in taken:
                at += timedelta(minutes=1)
            taken.add(at)
            yield self._infusion(cycle, route, at)
            route = self.one_of(route, route, route, "iv", "sc")
            day += timedelta(days=self.one_of(0, 1, 1, 5, 7, 9, 10, 21, 28, 30, 40))

    def _infusion(self, cycle, route, at):
        weight = Decimal(self.random.randint(480, 900)) / 10
        step = self.one_of(1, 1, 5)
        per_kg = self.one_of(300, 400, 500, 700, 850) if route == "iv" else self.one_of(90, 120, 160, 190, 230)
        return Infusion(
            site=cycle.site,
            patient=cycle.patient,
            cycle=cycle,
            # Two women of one cohort may start at the same minute, one woman may not.
            started_at=at + timedelta(seconds=cycle.cycle_number),
            route=route,
            weight_kg=weight,
            dose_g=max(1, round(weight * per_kg / 1000 / step) * step),
            product=self.one_of(*self.products),
            setting="clinic",
            completed="yes",
            **self._voided(),
        )

    def _pregnancy(self, cycle):
        anchor = cycle.transferred_on or cycle.lmp_on or cycle.started_on
        confirmed = anchor + timedelta(days=self.random.randint(10, 20))
        outcome = self.one_of("ongoing", "unknown", "biochemical", "ectopic", "loss", "termination", *["birth"] * 4)
        method = self.one_of("transfer", "lmp", "ultrasound")
        edd = confirmed + timedelta(days=250) if method == "ultrasound" else None
        due = due_date(
            dating_method=method,
            transferred_on=cycle.transferred_on,
            embryo_age_days=cycle.embryo_age_days,
            lmp_on=cycle.lmp_on,
            edd=edd,
        )
        gestation = self.one_of(50, *LIMITS, 270) + self.random.randint(-1, 1)
        ended = max(confirmed, (due or confirmed + timedelta(days=250)) - timedelta(days=280 - gestation))
        is_open = outcome in ("ongoing", "unknown") or ended > LAST_DAY
        sacs = self.maybe(self.random.randint(0, 3))
        return Pregnancy(
            site=cycle.site,
            patient=cycle.patient,
            cycle=cycle,
            confirmed_on=confirmed,
            dating_method=method,
            edd=edd,
            gestational_sacs=sacs,
            fetal_heartbeats=self.maybe(self.random.randint(0, sacs)) if sacs is not None else None,
            heartbeat_12w=self.one_of("", "", "no", "yes"),
            outcome=outcome if not is_open or outcome == "unknown" else "ongoing",
            ended_on=None if is_open else ended,
            delivery_mode=self.one_of("", "vaginal", "caesarean") if outcome == "birth" and not is_open else "",
            **self._voided(),
        )

    def _babies(self, pregnancy):
        for number in range(1, self.one_of(0, 1, 1, 1, 2, 3) + 1):
            alive = self.chance(0.7)
            died = pregnancy.ended_on + timedelta(days=self.one_of(0, 3, 27, 28, 90))
            yield Baby(
                site=pregnancy.site,
                patient=pregnancy.patient,
                cycle=pregnancy.cycle,
                pregnancy=pregnancy,
                birth_order=number,
                status="live_birth" if alive else "stillbirth",
                sex=self.one_of("", "female", "male"),
                birth_weight_g=self.maybe(self.one_of(300, 499, 500, 900, 1499, 1500, 2499, 2500, 3300)),
                apgar_5=self.maybe(self.random.randint(0, 10)),
                nicu=self.one_of("", "no", "yes"),
                anomaly=self.one_of("", "", "Cleft lip"),
                died_on=died if alive and died <= LAST_DAY and self.chance(0.2) else None,
                **self._voided(),
            )

    def _complication(self, pregnancy):
        return Complication(
            site=pregnancy.site,
            patient=pregnancy.patient,
            cycle=pregnancy.cycle,
            pregnancy=pregnancy,
            complication=self.one_of("preterm_labour", "preeclampsia", "haemorrhage"),
            **self._voided(),
        )

    def _deviation(self, cycle):
        closed = self.maybe(LAST_DAY, 0.5)
        return Deviation(
            site=cycle.site,
            patient=cycle.patient,
            cycle=cycle,
            code=self.one_of("DOSE_LOW", "INTERVAL", "STOPPED_EARLY"),
            record_table="cycles",
            record_id=cycle.pk,
            opened_on=FIRST_DAY,
            closed_on=closed,
            reason=self.one_of("", "Explained."),
            classification=self.one_of("important", "not_important"),
            resolved_by_correction=bool(closed) and self.chance(0.5),
            **self._voided(),
        )

    def _events(self, woman):
        mine = [infusion for infusion in self.infusions if infusion.patient == woman and not infusion.voided_at]
        for number in range(1, self.one_of(0, 0, 1, 2, 4) + 1):
            serious = self.one_of("", "", "hospitalisation")
            onset = FIRST_DAY + timedelta(days=self.random.randint(0, 900))
            named = self.one_of(*mine) if mine and self.chance(0.5) else None
            yield AdverseEvent(
                site=woman.site,
                patient=woman,
                event_number=number,
                infusion=named,
                subject=self.one_of("mother", "mother", "mother", "fetus", "infant"),
                term=self.one_of(*TERMS),
                onset_on=onset,
                grade=self.random.randint(1, 4),
                serious=serious,
                aware_on=onset if serious else None,
                causality=self.one_of("", "certain", "probable", "possible", "unlikely", "unassessable"),
                outcome="recovered",
                **self._voided(),
            )
