"""Row security and history as the database keeps them, below every queryset."""

import pghistory
import pytest
from django.db import ProgrammingError, connection, transaction
from django.db.utils import InternalError

from registry.database import ROLE, as_owner, clinical_models, event_models, secure
from registry.domain.acting import acting_for
from registry.models import Patient
from tests import factories

Events = Patient.pgh_event_model


def run(sql, *values):
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall() if cursor.description else None


def test_connection_works_as_the_application_role(db):
    assert run("SELECT current_user") == [(ROLE,)]


def test_role_owns_nothing_and_passes_no_policy(db):
    rights = "rolsuper, rolbypassrls, rolcanlogin, rolcreaterole, rolcreatedb"

    assert run(f"SELECT {rights} FROM pg_roles WHERE rolname = %s", ROLE) == [(False,) * 5]


def test_every_clinical_table_and_its_events_are_fenced(db):
    fenced = {
        name
        for (name,) in run(
            "SELECT relname FROM pg_class JOIN pg_policy ON polrelid = pg_class.oid "
            "WHERE relrowsecurity AND NOT relforcerowsecurity"
        )
    }
    expected = {m._meta.db_table for m in clinical_models()}
    expected |= {m._meta.db_table for m in event_models() if m.pgh_tracked_model in clinical_models()}

    assert len(expected) > 40
    assert fenced == expected


def test_rows_without_a_person_are_none(patient):
    run("SELECT set_config('registry.sites', '', true)")

    assert run("SELECT count(*) FROM registry_patient") == [(0,)]
    assert run("SELECT count(*) FROM registry_patientevent") == [(0,)]


def test_rows_of_another_site_are_none(patient, charlie):
    with acting_for(charlie):
        assert run("SELECT count(*) FROM registry_patient") == [(0,)]


def test_rows_of_ones_own_site_are_seen(patient, alice):
    with acting_for(alice):
        assert run("SELECT study_id FROM registry_patient") == [("MTL-0001",)]


def test_writing_into_another_site_is_refused(patient, charlie, site):
    with acting_for(charlie), pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        run(
            "INSERT INTO registry_screening (site_id, version, key, seen_on, number, result, reason, void_reason) "
            "VALUES (%s, 1, gen_random_uuid(), '2026-01-01', 1, 'other', '', '')",
            site.pk,
        )


def test_raw_update_is_history_with_who_and_why(patient, system):
    with acting_for(system), pghistory.context(reason="measured again"):
        run("UPDATE registry_patient SET height_cm = 170 WHERE id = %s", patient.pk)

    event = Events.objects.filter(pgh_obj_id=patient.pk).order_by("pgh_id").last()
    assert (event.pgh_label, event.height_cm, event.pgh_context["user"], event.pgh_context["reason"]) == (
        "update",
        170,
        "system",
        "measured again",
    )


def test_bulk_update_is_history(site, acting, today):
    women = [factories.patient(site, by=acting, today=today) for _ in range(3)]
    Patient.objects.filter(site=site).update(smoking="never")

    assert Events.objects.filter(pgh_label="update", pgh_obj_id__in=[w.pk for w in women]).count() == 3


def test_silencing_the_triggers_does_not_silence_history(patient):
    run("SELECT set_config('pgtrigger.ignore', '{registry_patient:update_update,update_update}', true)")
    before = Events.objects.count()
    run("UPDATE registry_patient SET height_cm = 171 WHERE id = %s", patient.pk)

    assert Events.objects.count() == before + 1


@pytest.mark.parametrize("statement", ["UPDATE {} SET id = id", "DELETE FROM {}", "TRUNCATE {}"])
@pytest.mark.parametrize("table", ["registry_patientevent", "registry_accesslog", "followup_followupevent"])
def test_history_refuses_every_change_to_its_owner_too(db, statement, table):
    statement = statement.format(table)
    with as_owner():
        secure(refuse_truncate=True)
        with pytest.raises((ProgrammingError, InternalError), match="only grows"), transaction.atomic():
            run(statement)


def test_emptying_a_clinical_table_is_refused_to_its_owner_too(db):
    with as_owner():
        secure(refuse_truncate=True)
        with pytest.raises(ProgrammingError, match="only grows"), transaction.atomic():
            run("TRUNCATE registry_patient CASCADE")


def test_deleting_a_clinical_row_is_refused(patient):
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        run("DELETE FROM registry_patient")


def test_contact_details_are_unreadable_in_table_and_history(site, acting, today):
    contact = {"given_name": "Élise", "family_name": "Tremblay", "language": "fr", "channel": "none"}
    factories.patient(site, by=acting, today=today, contact=contact)

    stored = str(run("SELECT * FROM registry_contactdetails")) + str(run("SELECT * FROM registry_contactdetailsevent"))
    assert "Tremblay" not in stored
    assert "Élise" not in stored


def test_membership_of_all_sites_is_given_by_the_application_and_kept_in_history(administrator, acting):
    kept = run("SELECT all_sites, site_id FROM registry_membershipevent WHERE user_id = %s", administrator.pk)

    assert kept == [(True, None)]
