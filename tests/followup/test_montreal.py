"""The Montreal cohort, imported ten years later: its contacts stand as in its file, and nobody gets a message."""

from datetime import UTC, date, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import call_command

from followup.domain.nightly import differences
from followup.domain.reminders import open_due
from followup.domain.worklist import lacking_event, worklist
from followup.models import FollowUp, Reminder
from followup.schedule import planned_contacts
from registry.domain.facts import cycle_facts, with_facts
from registry.models import ContactDetails, Cycle, Patient
from tests.montreal import FOLDER, day, rows

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 20)


@pytest.fixture(scope="module")
def cohort(django_db_setup, django_db_blocker):
    """Imported once for this file."""
    from django.db import transaction  # noqa: PLC0415

    with django_db_blocker.unblock(), transaction.atomic():
        call_command("import_cohort", FOLDER, stdout=StringIO(), stderr=StringIO())
        yield
        transaction.set_rollback(True)


@pytest.fixture
def imported(cohort, acting):
    """Seen by `system`."""
    return acting


def place(row):
    return row["study_id"], row["kind"], int(row["sequence"])


def stored(rows):
    return {(row.patient.study_id, row.kind, row.sequence): row for row in rows.select_related("patient")}


def test_states_and_days_equal_the_file(imported):
    found = stored(FollowUp.objects.exchanged())

    assert {key: (row.status, row.due_on, row.completed_on, row.method) for key, row in found.items()} == {
        place(row): (row["status"], day(row["due_on"]), day(row["completed_on"]), row["method"])
        for row in rows("follow_ups")
    }


def test_days_equal_the_schedule(imported):
    for cycle in with_facts(Cycle.objects.all()):
        planned = {
            (each.kind.value, each.sequence): (each.ideal_on, each.first_on, each.last_on)
            for each in planned_contacts(cycle_facts(cycle), cycle.protocol.rules)
            if each.status == "planned" or (each.kind.value, each.sequence) in _done(cycle)
        }
        kept = FollowUp.objects.filter(cycle=cycle)
        windows = {(row.kind, row.sequence): (row.due_on, row.window_opens_on, row.window_closes_on) for row in kept}
        assert windows == planned


def _done(cycle):
    return {(row.kind, row.sequence) for row in FollowUp.objects.filter(cycle=cycle, status="completed")}


def test_children_are_planned_and_the_one_that_was_seen_is_done(imported):
    children = FollowUp.objects.filter(kind="infant")

    assert len(children) == 14
    [seen] = children.filter(status="completed")
    assert (seen.patient.study_id, seen.completed_on) == ("MTL-0005", date(2016, 8, 27))
    assert {row.state_on(TODAY).value for row in children} == {"completed", "missed"}


def test_nothing_is_on_a_worklist(imported):
    assert list(worklist(imported, now=datetime(2026, 11, 20, 15, tzinfo=UTC))) == []


def test_no_reminder_is_opened_in_the_next_fortnight(imported):
    for patient in Patient.objects.all():
        ContactDetails.objects.create(
            patient=patient, given_name="A", family_name="B", email="a@example.org", language="fr", channel="email"
        )

    opened = [open_due(now=datetime(2026, 11, 20, 15, tzinfo=UTC) + timedelta(days=days)) for days in range(15)]

    assert (set(opened), Reminder.objects.count()) == ({0}, 0)


def test_contacts_that_told_of_an_event_have_it_recorded(imported):
    assert [str(row) for row in lacking_event(imported)] == []


def test_what_is_stored_is_what_the_schedule_plans(imported):
    assert differences(Cycle.objects.all(), today=TODAY) == []
