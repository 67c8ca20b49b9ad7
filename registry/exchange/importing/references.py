"""The rows that other rows refer to, read once for many rows and only where one may import."""

from collections.abc import Hashable, Iterable
from typing import Any

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from registry.domain.checks import fatal_events
from registry.models import (
    Baby,
    Cycle,
    Infusion,
    Patient,
    Pregnancy,
    Product,
    ProtocolVersion,
    Right,
    Site,
    User,
)


class Unknown(Exception):
    """A reference to a record that does not exist, at the column that makes it; `key` is its key in `table`."""

    def __init__(self, column: str, value: object, message: str, *, table: str = "", key: tuple[Any, ...] = ()) -> None:
        self.column, self.value, self.message = column, str(value), message
        self.table, self.key = table, key
        super().__init__(message)


class References:
    """Finds sites, patients, and what hangs on them, among the sites at which `by` may import.

    What another site holds is unknown here, so that an error tells nothing of it.
    """

    def __init__(self, by: User) -> None:
        self.by = by
        self._sites: dict[str, Site] = {}
        self._patients: dict[str, Patient] = {}
        self._by_number: dict[int, Patient] = {}
        self._asked: dict[str, set[Hashable]] = {}
        self._found: dict[str, dict[Hashable, Any]] = {}
        self._protocols = {version.code: version for version in ProtocolVersion.objects.all()}
        self._products = {product.name: product for product in Product.objects.all()}
        self.reload_sites()

    def reload_sites(self) -> None:
        """Read the sites again, after some were made."""
        self._sites = {site.site_code: site for site in Site.objects.visible_to(self.by, Right.IMPORT)}
        self._by_pk = {site.pk: site for site in self._sites.values()}

    @property
    def sites(self) -> dict[str, Site]:
        return self._sites

    def by_pk(self, pk: int) -> Site:
        """A site by its primary key."""
        return self._by_pk[pk]

    def load_patients(self, study_ids: Iterable[str]) -> None:
        """Read these women in one query, those known already left out."""
        wanted = self._not_asked("patients", study_ids)
        if not wanted:
            return
        deaths = Prefetch("adverse_events", fatal_events(), to_attr="fatal_events")
        found = Patient.objects.filter(study_id__in=wanted, site__in=self._by_pk).order_by()
        for patient in found.prefetch_related(deaths):
            patient.site = self._by_pk[patient.site_id]
            self._patients[patient.study_id] = self._by_number[patient.pk] = patient

    def patients(self, study_ids: Iterable[str]) -> list[Patient]:
        """Those of these women who are known."""
        return [self._patients[study_id] for study_id in study_ids if study_id in self._patients]

    def adopt(self, row: Any) -> None:
        """Hang a row that was read on the records known here, so that nothing is read again."""
        if hasattr(row, "site_id"):
            row.site = self._by_pk[row.site_id]
        if hasattr(row, "patient_id"):
            row.patient = self._by_number[row.patient_id]
        cycles = self._found.get("cycles", {})
        if getattr(row, "cycle_id", None) in cycles:
            row.cycle = cycles[row.cycle_id]
        if hasattr(row, "pregnancy_id"):
            row.pregnancy = self._found["pregnancies"][row.cycle_id]

    def site(self, code: str, column: str = "site_code") -> Site:
        if code not in self._sites:
            message = _("There is no site “%(value)s” among those for which you may import: its row belongs in sites.")
            raise Unknown(column, code, message % {"value": code}, table="sites", key=(code,))
        return self._sites[code]

    def patient(self, study_id: str, column: str = "study_id") -> Patient:
        self.load_patients([study_id])
        if study_id not in self._patients:
            message = _(
                "There is no patient “%(value)s” at the sites for which you may import: her row belongs in patients."
            )
            raise Unknown(column, study_id, message % {"value": study_id}, table="patients", key=(study_id,))
        return self._patients[study_id]

    def protocol(self, code: str, column: str = "protocol_code") -> ProtocolVersion:
        if code not in self._protocols:
            message = _("There is no protocol version “%(value)s”: the registry knows %(known)s.")
            raise Unknown(column, code, message % {"value": code, "known": ", ".join(sorted(self._protocols))})
        return self._protocols[code]

    def product(self, name: str) -> Product:
        """The product of that name; one that nobody knows is made by `keep` when its row is written."""
        return self._products.setdefault(name, Product(name=name))

    def keep(self, products: Iterable[Product]) -> None:
        """Write those products that are new."""
        for product in products:
            if product.pk is None:
                product.save()

    def cycle(self, patient: Patient, number: int, column: str = "cycle_number") -> Cycle:
        found = self._of_patient("cycles", patient).get((patient.pk, number))
        if found is None:
            message = _("%(patient)s has no cycle %(value)s: its row belongs in cycles.")
            key = (patient.study_id, number)
            raise Unknown(column, number, message % {"patient": patient, "value": number}, table="cycles", key=key)
        return found

    def pregnancy(self, cycle: Cycle) -> Pregnancy:
        found = self._of_patient("pregnancies", cycle.patient).get(cycle.pk)
        if found is None:
            message = _("Cycle %(value)s of %(patient)s has no pregnancy: its row belongs in pregnancies.")
            number, key = cycle.cycle_number, (cycle.patient.study_id, cycle.cycle_number)
            params = {"value": number, "patient": cycle.patient}
            raise Unknown("cycle_number", number, message % params, table="pregnancies", key=key)
        return found

    def baby(self, cycle: Cycle, order: int) -> Baby:
        found = self._of_patient("babies", cycle.patient).get((cycle.pk, order))
        if found is None:
            message = _("Cycle %(cycle)s of %(patient)s has no child %(value)s: its row belongs in babies.")
            params = {"cycle": cycle.cycle_number, "patient": cycle.patient, "value": order}
            key = (cycle.patient.study_id, cycle.cycle_number, order)
            raise Unknown("birth_order", order, message % params, table="babies", key=key)
        return found

    def infusion(self, patient: Patient, started_at: Any, column: str = "infusion_started_at") -> Infusion:
        found = self._of_patient("infusions", patient).get((patient.pk, started_at))
        if found is None:
            message = _("%(patient)s has no infusion that started at %(value)s: its row belongs in infusions.")
            params = {"patient": patient, "value": f"{started_at:%Y-%m-%d %H:%M %Z}"}
            key = (patient.study_id, started_at)
            raise Unknown(column, params["value"], message % params, table="infusions", key=key)
        return found

    def load(self, what: str, patients: Iterable[Patient]) -> None:
        """Read the `cycles`, `pregnancies`, `babies` or `infusions` of these women in one query."""
        women = {patient.pk: patient for patient in patients}
        wanted = self._not_asked(what, women)
        if wanted:
            getattr(self, f"_load_{what}")({pk: women[pk] for pk in wanted})

    def _of_patient(self, what: str, patient: Patient) -> dict[Hashable, Any]:
        self.load(what, [patient])
        return self._found.setdefault(what, {})

    def _not_asked(self, what: str, keys: Iterable[Hashable]) -> set[Any]:
        asked = self._asked.setdefault(what, set())
        new = set(keys) - asked
        asked |= new
        return new

    def _load_cycles(self, women: dict[int, Patient]) -> None:
        found = self._found.setdefault("cycles", {})
        versions = {version.pk: version for version in self._protocols.values()}
        for cycle in Cycle.objects.filter(patient__in=women).order_by():
            cycle.patient, cycle.protocol = women[cycle.patient_id], versions[cycle.protocol_id]
            cycle.site = cycle.patient.site
            found[cycle.patient_id, cycle.cycle_number] = found[cycle.pk] = cycle

    def _load_pregnancies(self, women: dict[int, Patient]) -> None:
        self.load("cycles", women.values())
        found, cycles = self._found.setdefault("pregnancies", {}), self._found["cycles"]
        for pregnancy in Pregnancy.objects.filter(patient__in=women).order_by():
            pregnancy.patient, pregnancy.cycle = women[pregnancy.patient_id], cycles[pregnancy.cycle_id]
            pregnancy.site = pregnancy.patient.site
            found[pregnancy.cycle_id] = pregnancy

    def _load_babies(self, women: dict[int, Patient]) -> None:
        self.load("pregnancies", women.values())
        found, pregnancies = self._found.setdefault("babies", {}), self._found["pregnancies"]
        for baby in Baby.objects.filter(patient__in=women).order_by():
            baby.patient, baby.pregnancy = women[baby.patient_id], pregnancies[baby.cycle_id]
            baby.cycle, baby.site = baby.pregnancy.cycle, baby.patient.site
            found[baby.cycle_id, baby.birth_order] = baby

    def _load_infusions(self, women: dict[int, Patient]) -> None:
        self.load("cycles", women.values())
        found, cycles = self._found.setdefault("infusions", {}), self._found["cycles"]
        for infusion in Infusion.objects.filter(patient__in=women).order_by():
            infusion.patient, infusion.cycle = women[infusion.patient_id], cycles[infusion.cycle_id]
            infusion.site = infusion.patient.site
            found[infusion.patient_id, infusion.started_at] = infusion
