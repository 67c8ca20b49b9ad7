"""One record a function, made through the verbs that the product uses.

The defaults tell one unremarkable story: enrolled on 2026-01-12, transfer of a five-day blastocyst
on 2026-02-09, 40 g (667 mg/kg) a week before it. Models are imported inside: they need settings.
"""

# ruff: noqa: PLC0415

from datetime import UTC, date, datetime
from decimal import Decimal

TODAY = date(2026, 11, 20)
PASSWORD = "correct horse battery"


def site(code, *, by=None, **values):
    from registry.domain.acting import admit
    from registry.models import Site

    defaults = {
        "name": f"{code} clinic",
        "timezone": "America/Toronto",
        "reb_name": f"{code} board",
        "reb_number": f"{code}-1",
    }
    made = Site.objects.create(site_code=code, **(defaults | values))
    if by is not None:
        admit(by)
    return made


def person(username, role, site, **values):
    from registry.domain.people import grant
    from registry.models import User

    user = User.objects.create_user(username, f"{username}@example.org", PASSWORD, **values)
    where = None if role == "administrator" else site  # they administer every site
    grant(user=user, role=role, site=where, by=User.objects.system())
    return user


def patient(site, *, by, today=TODAY, **values):
    from registry.domain.enrolment import enrol

    defaults = {
        "date_of_birth": date(1990, 5, 4),
        "enrolled_on": date(2026, 1, 12),
        "indication": "rif",
        "height_cm": Decimal("165"),
        "weight_kg": Decimal("60"),
        "prior_live_births": 0,
        "prior_miscarriages": 1,
        "prior_unexplained_miscarriages": 1,
        "prior_transfers": 5,
        "failed_blastocyst_transfers": 5,
        "ig_contraindication": "no",
        "other_immunomodulator": "no",
        "conventional_treatment_failed": "yes",
        "workup_complete": "yes",
    }
    return enrol(site=site, by=by, today=today, **(defaults | values))


def consent(patient, *, by, today=TODAY, **values):
    from registry.domain.recording import record
    from registry.models import Consent

    defaults = dict.fromkeys(
        (
            "off_label",
            "guideline_position",
            "uncertain_benefit",
            "blood_product_risk",
            "costs",
            "contact_for_follow_up",
        ),
        "yes",
    ) | {"form_version": "2026-01", "signed_on": date(2026, 1, 12), "language": "en"}
    return record(Consent(patient=patient, **(defaults | values)), by=by, today=today)


def cycle(patient, *, by, today=TODAY, protocol="montreal-2014", **values):
    from registry.domain.cycles import open_cycle
    from registry.models import ProtocolVersion

    defaults = {
        "conception_mode": "embryo_transfer",
        "started_on": date(2026, 1, 19),
        "planned_on": date(2026, 2, 9),
        "transferred_on": date(2026, 2, 9),
        "embryo_age_days": 5,
        "embryos_transferred": 1,
    }
    version = ProtocolVersion.objects.get(code=protocol)
    return open_cycle(patient=patient, by=by, today=today, protocol=version, **(defaults | values))


def assessment(cycle, *, by, today=TODAY, **values):
    from registry.domain.eligibility import assess

    defaults = {"assessed_on": date(2026, 1, 19), "decision": "eligible", "reason": ""}
    return assess(cycle=cycle, by=by, today=today, **(defaults | values))


def infusion(cycle, *, by, today=TODAY, product="Privigen 10%", lot_number="LOT1", **values):
    from registry.domain.infusions import record_infusion

    defaults = {
        "started_at": datetime(2026, 2, 2, 14, 30, tzinfo=UTC),
        "route": "iv",
        "weight_kg": Decimal("60"),
        "dose_g": Decimal("40"),
        "setting": "clinic",
        "completed": "yes",
    }
    return record_infusion(
        cycle=cycle, by=by, today=today, product=product, lot_number=lot_number, **(defaults | values)
    )


def pregnancy(cycle, *, by, today=TODAY, **values):
    from registry.domain.pregnancies import record_pregnancy

    defaults = {
        "confirmed_on": date(2026, 2, 19),
        "dating_method": "transfer",
        "gestational_sacs": 1,
        "fetal_heartbeats": 1,
    }
    return record_pregnancy(cycle=cycle, by=by, today=today, **(defaults | values))


def event(patient, *, by, today=TODAY, **values):
    from registry.domain.events import report_adverse_event

    defaults = {"term": "Headache", "onset_on": date(2026, 2, 2), "grade": 1, "outcome": "recovered"}
    return report_adverse_event(patient=patient, by=by, today=today, **(defaults | values))
