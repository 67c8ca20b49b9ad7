"""What the database itself refuses, behind every check in Python."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from registry.domain.recording import change, void
from registry.models import Baby, Cycle, Infusion, Patient, ProtocolVersion
from tests import factories


def refused(constraint):
    return pytest.raises(IntegrityError, match=constraint)


def update_at_once(row, **values):
    """Update, and have the deferred constraints speak now instead of at commit."""
    type(row).objects.filter(pk=row.pk).update(**values)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_weight_outside_limits_is_refused(patient):
    with refused("patient_weight_kg_within_limits"), transaction.atomic():
        Patient.objects.filter(pk=patient.pk).update(weight_kg=Decimal("251"))


def test_weight_left_blank_is_kept(patient):
    Patient.objects.filter(pk=patient.pk).update(weight_kg=None)

    patient.refresh_from_db()
    assert patient.weight_kg is None


def test_code_that_is_not_listed_is_refused(patient):
    with refused("patient_indication_is_listed"), transaction.atomic():
        Patient.objects.filter(pk=patient.pk).update(indication="ivf")


def test_transfer_without_embryo_age_is_refused(cycle):
    with refused("cycle_transfer_is_complete"), transaction.atomic():
        Cycle.objects.filter(pk=cycle.pk).update(embryo_age_days=None)


def test_infusion_in_comparator_cycle_is_refused(patient, cycle, acting, today):
    comparator = factories.cycle(patient, by=acting, today=today, exposure="none")
    infusion = factories.infusion(cycle, by=acting, today=today)

    with pytest.raises(IntegrityError, match="comparator cycle takes no infusion"), transaction.atomic():
        Infusion.objects.filter(pk=infusion.pk).update(cycle=comparator)


def test_baby_of_an_ongoing_pregnancy_is_refused(cycle, acting, today):
    pregnancy = factories.pregnancy(cycle, by=acting, today=today)

    with pytest.raises(IntegrityError, match="needs a pregnancy that ended in a birth"), transaction.atomic():
        Baby.objects.create(pregnancy=pregnancy, birth_order=1, status="live_birth")


def test_row_of_another_site_than_its_patient_is_refused(cycle, other_site):
    with pytest.raises(IntegrityError, match="registry_cycle_patient_id_site_id_fk"), transaction.atomic():
        update_at_once(cycle, site=other_site)


def test_infusion_of_another_patient_than_its_cycle_is_refused(site, cycle, acting, today):
    infusion = factories.infusion(cycle, by=acting, today=today)
    other = factories.patient(site, by=acting, today=today)

    with pytest.raises(IntegrityError, match="registry_infusion.*patient_id_fk"), transaction.atomic():
        update_at_once(infusion, patient=other)


def test_protocol_version_in_use_cannot_change(cycle):
    with pytest.raises(IntegrityError, match="montreal-2014 is in use"), transaction.atomic():
        ProtocolVersion.objects.filter(pk=cycle.protocol_id).update(parameters={})


def test_protocol_version_not_in_use_can_change(acting):
    changed = ProtocolVersion.objects.filter(code="ksri-2017").update(title="Korean regimen")

    assert changed == 1


def test_cycle_number_twice_is_refused(patient, cycle, acting, today):
    with refused("one_cycle_for_each_number"), transaction.atomic():
        Cycle.objects.create(
            patient=patient,
            cycle_number=cycle.cycle_number,
            protocol=cycle.protocol,
            conception_mode="natural",
            started_on=date(2026, 6, 1),
        )


def test_treated_cycle_made_a_comparator_is_refused(cycle, acting, today):
    factories.infusion(cycle, by=acting, today=today)

    with pytest.raises(IntegrityError, match="cycle with infusions is no comparator"), transaction.atomic():
        Cycle.objects.filter(pk=cycle.pk).update(exposure="none")


def test_cycle_whose_infusion_is_void_may_become_a_comparator_and_takes_it_no_more(cycle, acting, today):
    infusion = factories.infusion(cycle, by=acting, today=today)
    void(infusion, by=acting, today=today, now=datetime(2026, 11, 20, tzinfo=UTC), reason="Another woman's")
    cycle.exposure = "none"
    change(cycle, seen=1, by=acting, today=today)

    with pytest.raises(IntegrityError, match="comparator cycle takes no infusion"), transaction.atomic():
        Infusion.everything.filter(pk=infusion.pk).update(voided_at=None)


def test_cycle_cancelled_before_its_start_is_refused(cycle):
    with refused("cycle_cancelled_after_its_start"), transaction.atomic():
        Cycle.objects.filter(pk=cycle.pk).update(cancelled_on=date(2026, 1, 18))


def test_withdrawal_before_enrolment_is_refused(patient):
    with refused("patient_withdrawn_after_enrolment"), transaction.atomic():
        Patient.objects.update(withdrawn_on=date(2026, 1, 11), withdrawal_reason="moved")
