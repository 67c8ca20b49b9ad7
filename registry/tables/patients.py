"""The list of patients: one line a woman, what matters today."""

from datetime import date
from typing import Any

import django_tables2 as tables
from django.db.models import Count, F, OuterRef, Prefetch, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from registry.domain.contacts import Contact, next_day
from registry.domain.patients import (
    due_date_of_ongoing,
    latest_cycles,
    open_deviations,
    with_state,
)
from registry.models import Cycle, Patient, Pregnancy
from registry.protocol.labels import CycleState

Ordered = tuple[QuerySet[Patient], bool]
NUMBER = {"td": {"class": "number"}, "th": {"class": "number"}}


def with_columns(patients: QuerySet[Patient]) -> QuerySet[Patient]:
    """The same women with all that a line shows, in a fixed number of queries."""
    pregnancies = Prefetch("pregnancies", Pregnancy.objects.all())
    cycles = with_state(latest_cycles()).prefetch_related(pregnancies)
    return patients.select_related("site").prefetch_related(
        Prefetch("cycles", cycles, to_attr="last_cycles"),
        Prefetch("deviations", open_deviations(), to_attr="open_deviations"),
    )


class Part(tables.Column):
    """A column whose cells are a small template of its own, with the woman and the day."""

    def __init__(self, template: str, **options: Any) -> None:
        self.template = f"registry/patients/{template}.html"
        super().__init__(accessor="pk", **options)

    def render(self, record: Patient, table: "PatientTable") -> str:
        return render_to_string(self.template, table.facts(record))


class PatientTable(tables.Table):
    study_id = tables.Column(
        verbose_name=_("Study ID"), linkify=True, attrs={"td": {"class": "card-title"}, "a": {"class": "study-id"}}
    )
    site = Part("site", verbose_name=_("Site"), order_by=("site__site_code", "study_id"))
    indication = Part("indication", verbose_name=_("Indication"), order_by=("indication", "study_id"))
    cycle = Part("cycle", verbose_name=_("Cycle"))
    gestation = Part("gestation", verbose_name=_("Gestational age today"), attrs=NUMBER)
    follow_up = Part("follow_up", verbose_name=_("Next follow-up"))
    deviations = Part("deviations", verbose_name=_("Open deviations"), attrs=NUMBER)

    class Meta:
        attrs = {"class": "rows rows-cards"}
        template_name = "components/list.html"
        order_by_field = "sort"

    def __init__(self, *args: Any, today: date, contacts: dict[int, Contact] | None = None, **options: Any) -> None:
        self.today = today
        self.contacts = contacts or {}
        super().__init__(*args, **options)

    def facts(self, patient: Patient) -> dict[str, object]:
        """What the cells of one line show."""
        cycle: Any = next(iter(patient.last_cycles), None)
        pregnancy = cycle.pregnancy if cycle is not None and cycle.state == CycleState.PREGNANT else None
        return {
            "patient": patient,
            "cycle": cycle,
            "days": pregnancy.gestation_on(self.today) if pregnancy else None,
            "due_on": pregnancy.due_on if pregnancy else None,
            "contact": self.contacts.get(patient.pk),
            "deviations": len(patient.open_deviations),
        }

    def order_cycle(self, patients: QuerySet[Patient], is_descending: bool) -> Ordered:
        last_first = Cycle.objects.filter(patient=OuterRef("pk")).order_by("-cycle_number")
        last = Subquery(last_first.values("cycle_number")[:1])
        return _sorted(patients, last, is_descending)

    def order_gestation(self, patients: QuerySet[Patient], is_descending: bool) -> Ordered:
        # The further the pregnancy, the sooner it is due.
        return _sorted(patients, due_date_of_ongoing(), not is_descending)

    def order_follow_up(self, patients: QuerySet[Patient], is_descending: bool) -> Ordered:
        return _sorted(patients, next_day(self.today), is_descending)

    def order_deviations(self, patients: QuerySet[Patient], is_descending: bool) -> Ordered:
        per_woman = open_deviations().order_by().filter(patient=OuterRef("pk")).values("patient")
        number = Coalesce(Subquery(per_woman.annotate(number=Count("pk")).values("number")), 0)
        return _sorted(patients, number, is_descending)


def _sorted(patients: QuerySet[Patient], value: Any, is_descending: bool) -> Ordered:
    """By `value`, women without one last either way."""
    by = F("sorted_by").desc(nulls_last=True) if is_descending else F("sorted_by").asc(nulls_last=True)
    return patients.annotate(sorted_by=value).order_by(by, "study_id"), True
