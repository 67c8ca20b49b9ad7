import hashlib

import pytest

from registry.domain.recording import change, void
from registry.models import Cycle, Patient
from registry.outcomes.fingerprint import data_hash
from tests import factories

EVERY = (
    *("sites", "patients", "cycles", "infusions", "pregnancies", "babies", "complications", "adverse_events"),
    *("deviations", "follow_ups", "consents", "eligibility", "medications", "infant_follow_ups"),
)


@pytest.fixture
def hashed(site):
    return lambda *records: data_hash(records, sites=[site])


def test_hash_is_of_the_rows_as_csv(hashed, patient):
    patient.refresh_from_db()
    values = [getattr(patient, column.field_name) for column in Patient.Codebook.columns]
    text = ",".join('""' if value == "" else "" if value is None else str(value) for value in values)
    assert hashed("patients") == hashlib.sha256(f"{text}\n".encode()).hexdigest()


def test_hash_of_nothing_is_that_of_no_bytes(hashed):
    assert hashed(*EVERY) != hashed()
    assert hashed("patients") == hashed() == hashlib.sha256().hexdigest()


def test_hash_changes_with_a_value_and_back(hashed, cycle, acting, today):
    before = hashed("cycles")
    cycle.hcg_on, cycle.hcg_result = today, "positive"
    change(cycle, seen=cycle.version, by=acting, today=today)
    assert hashed("cycles") != before
    cycle.hcg_on, cycle.hcg_result = None, ""
    change(cycle, seen=cycle.version, by=acting, today=today)
    assert hashed("cycles") == before


def test_hash_leaves_out_voided_rows_and_other_sites(hashed, cycle, other_site, acting, today, now):
    before = hashed("patients", "cycles")
    stranger = factories.patient(other_site, by=acting)
    factories.cycle(stranger, by=acting)
    second = factories.cycle(cycle.patient, by=acting)
    void(second, by=acting, today=today, now=now, reason="Twice")
    assert hashed("patients", "cycles") == before


def test_hash_does_not_depend_on_row_ids(hashed, cycle, acting, today, now):
    before = hashed("cycles")
    values = {f.attname: getattr(cycle, f.attname) for f in Cycle._meta.concrete_fields if f.name not in ("id", "key")}
    void(cycle, by=acting, today=today, now=now, reason="Written anew")
    Cycle.objects.create(**values)
    assert hashed("cycles") == before


def test_hash_covers_the_lots_in_their_order(hashed, cycle, acting):
    factories.infusion(cycle, by=acting, lot_number="B;A")
    before = hashed("infusions")
    [link, _other] = cycle.infusions.get().lot_links.all()
    type(link).objects.filter(pk=link.pk).update(position=9)
    assert hashed("infusions") != before


@pytest.mark.parametrize("name", EVERY)
def test_hash_reads_every_table(hashed, site, name):
    assert len(hashed(name)) == 64
