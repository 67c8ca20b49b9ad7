import re
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from registry.domain.recording import record, void
from registry.models import Complication, Medication
from tests import factories


@pytest.fixture
def treated(cycle, acting):
    """A woman with a dose a week before transfer, another in pregnancy, and an event."""
    factories.consent(cycle.patient, by=acting)
    factories.assessment(cycle, by=acting)
    first = factories.infusion(cycle, by=acting)
    factories.infusion(cycle, by=acting, started_at=datetime(2026, 3, 2, 15, tzinfo=UTC), lot_number="A1;A2")
    factories.pregnancy(cycle, by=acting)
    factories.event(cycle.patient, by=acting, cycle=cycle, infusion=first, onset_on=date(2026, 3, 3))
    return cycle.patient


@pytest.fixture
def page(client, alice, time_machine):
    """The chart of a patient's page as alice sees it on 2026-03-30."""

    def page(patient):
        time_machine.move_to(datetime(2026, 3, 30, 15, tzinfo=UTC), tick=False)
        client.force_login(alice)
        return client.get(patient.get_absolute_url())

    return page


def without_token(answer):
    return re.sub(r'(value="|Token": ")\w{64}', "", answer.content.decode())


def test_patient_signed_out_leads_to_sign_in(client, patient):
    assert client.get(patient.get_absolute_url()).status_code == 302


def test_patient_of_another_site_does_not_exist(client, charlie, patient):
    client.force_login(charlie)
    theirs, nobodys = (client.get(f"/patients/{study_id}/") for study_id in (patient.study_id, "MTL-9999"))

    assert (theirs.status_code, nobodys.status_code) == (404, 404)
    assert without_token(theirs).replace(patient.study_id, "MTL-9999") == without_token(nobodys)


def test_patient_for_the_ethics_board_is_refused(client, board_member, patient):
    client.force_login(board_member)

    assert client.get(patient.get_absolute_url()).status_code == 403


def test_patient_header_says_where_she_stands(page, treated):
    chart = page(treated).context["chart"]

    assert (chart.age, chart.current.state, chart.current.gestation) == (35, "pregnant", 68)
    assert chart.current.pregnancy.due_on == date(2026, 10, 28)
    assert chart.next_contact.due_on > chart.today


def test_patient_infusions_say_how_far_she_was(page, treated):
    first, second = page(treated).context["chart"].current.infusions

    assert (first.on_that_day.days_before, first.on_that_day.gestation, first.since_last) == (7, None, None)
    assert (second.on_that_day.days_before, second.on_that_day.gestation, second.since_last) == (None, 40, 28)
    assert round(first.mg_per_kg, 2) == Decimal("666.67")
    text = page(treated).content.decode()
    assert "5w5d" in text
    assert "667" in text
    assert "A1;A2" in text


def test_patient_infusion_shows_its_open_deviation(page, treated, cycle, acting):
    factories.infusion(cycle, by=acting, started_at=datetime(2026, 3, 30, 14, tzinfo=UTC), dose_g=Decimal("20"))

    lines = page(treated).context["chart"].current.infusions

    assert [[each.code for each in line.deviations] for line in lines] == [[], [], ["DOSE_LOW"]]


def test_patient_without_anything_says_how_to_start(page, patient):
    text = page(patient).content.decode()

    assert "No consent is recorded" in text
    assert "No cycle is opened yet" in text


def test_patient_shows_nothing_that_was_voided(page, treated, acting, today):
    event = treated.adverse_events.get()
    void(event, by=acting, today=today, now=datetime(2026, 3, 29, tzinfo=UTC), reason="Another patient's")

    assert page(treated).context["chart"].events == ()


def test_patient_of_a_reader_offers_no_change(client, data_manager, treated):
    client.force_login(data_manager)
    text = client.get(treated.get_absolute_url()).content.decode()

    assert "/edit/" not in text
    assert "/new/" not in text
    assert "Show who she is" not in text


def test_patient_page_takes_as_many_queries_for_many_rows_as_for_one(page, treated, cycle, acting, today, client):
    pregnancy = cycle.pregnancy
    page(treated)

    def queries():
        with CaptureQueriesContext(connection) as captured:
            client.get(treated.get_absolute_url())
        return len(captured)

    one = queries()
    for hour in range(3):
        factories.infusion(cycle, by=acting, started_at=datetime(2026, 3, 20 + hour, 14, tzinfo=UTC))
        factories.event(treated, by=acting, cycle=cycle)
        aspirin = Medication(patient=treated, agent="aspirin", timing="concomitant", started_on=f"201{hour}")
        record(aspirin, by=acting, today=today)
        record(Complication(pregnancy=pregnancy, complication="other", detail=f"{hour}"), by=acting, today=today)
    second = factories.cycle(treated, by=acting)
    factories.infusion(second, by=acting, started_at=datetime(2026, 3, 25, 14, tzinfo=UTC))
    factories.pregnancy(second, by=acting)

    assert queries() == one
