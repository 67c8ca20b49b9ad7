"""The Montreal cohort as rows, in bulk."""

from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.db import models

from followup.models import FollowUp
from registry.domain.acting import admit
from registry.domain.deviations import sweep
from registry.models import (
    AdverseEvent,
    Baby,
    Complication,
    Consent,
    Cycle,
    EligibilityAssessment,
    InfantFollowUp,
    Infusion,
    Medication,
    Patient,
    Pregnancy,
    Product,
    ProtocolVersion,
    Site,
)
from tests.montreal import rows

MONTREAL = ZoneInfo("America/Toronto")


def _values(model, row, *, skip=()):
    found = {}
    for name, text in row.items():
        if name in skip:
            continue
        field = model._meta.get_field("form_version" if name == "version" else name)
        if text == "":
            found[field.name] = None if field.null else ""
        elif isinstance(field, models.DateTimeField):
            found[field.name] = datetime.fromisoformat(text).replace(tzinfo=MONTREAL)
        elif isinstance(field, models.DecimalField):
            found[field.name] = Decimal(text)
        else:
            found[field.name] = field.to_python(text)
    return found


def load(acting, today):
    [row] = rows("sites")
    site = Site.objects.create(**_values(Site, row))
    admit(acting)
    Patient.objects.bulk_create(Patient(site=site, **_values(Patient, r, skip={"site_code"})) for r in rows("patients"))
    patients = {p.study_id: p for p in Patient.objects.all()}
    versions = {v.code: v for v in ProtocolVersion.objects.all()}

    def put(model, table, links=None, skip=()):
        made = []
        for row in rows(table):
            linked = links(row) if links else {}
            made.append(
                model(
                    site=site,
                    patient=patients[row["study_id"]],
                    **linked,
                    **_values(model, row, skip={"study_id", *skip}),
                )
            )
        model.objects.bulk_create(made)

    put(Cycle, "cycles", lambda r: {"protocol": versions[r["protocol_code"]]}, {"protocol_code"})
    cycles = {c.patient.study_id: c for c in Cycle.objects.select_related("patient")}

    def of_cycle(row):
        return {"cycle": cycles[row["study_id"]]}

    put(Consent, "consents")
    put(Medication, "medications")
    put(EligibilityAssessment, "eligibility", of_cycle, {"cycle_number"})
    products = {name: Product.objects.get_or_create(name=name)[0] for name in {r["product"] for r in rows("infusions")}}
    put(
        Infusion,
        "infusions",
        lambda r: of_cycle(r) | {"product": products[r["product"]]},
        {"cycle_number", "product", "lot_number"},
    )
    put(Pregnancy, "pregnancies", of_cycle, {"cycle_number", "edd"})
    pregnancies = {p.cycle_id: p for p in Pregnancy.objects.all()}

    def of_pregnancy(row):
        return of_cycle(row) | {"pregnancy": pregnancies[cycles[row["study_id"]].pk]}

    put(Complication, "complications", of_pregnancy, {"cycle_number"})
    put(Baby, "babies", of_pregnancy, {"cycle_number"})
    infusions = {(i.patient.study_id, i.started_at): i for i in Infusion.objects.select_related("patient")}

    def named(row):
        at = row["infusion_started_at"]
        at = at and datetime.fromisoformat(at).replace(tzinfo=MONTREAL)
        return of_cycle(row) | {"infusion": infusions[row["study_id"], at] if at else None}

    put(AdverseEvent, "adverse_events", named, {"cycle_number", "infusion_started_at"})
    put(
        InfantFollowUp,
        "infant_follow_ups",
        lambda r: of_cycle(r) | {"baby": Baby.objects.get(patient__study_id=r["study_id"])},
        {"cycle_number", "birth_order"},
    )
    put(FollowUp, "follow_ups", of_cycle, {"cycle_number"})
    sweep(today=today)
    return site
