"""The pages of one contact: the visit of 2026-04-22, window 2026-04-08 to 2026-05-06, opened on 23 April."""

from datetime import UTC, date, datetime

import pytest

from followup.domain.recording import record_attempt, record_contact
from followup.models import ContactAttempt, FollowUp, Reminder
from registry.domain.pregnancies import record_pregnancy_outcome
from registry.models import AdverseEvent, InfantFollowUp, Pregnancy
from tests import factories
from tests.followup.conftest import STEP_14, VISIT
from tests.registry.views.pages import answered, fill, refusals, refused, words_of

pytestmark = pytest.mark.django_db

TODAY = date(2026, 4, 23)


@pytest.fixture(autouse=True)
def in_april(time_machine):
    """Noon in Toronto the day after the ideal day."""
    time_machine.move_to(datetime(2026, 4, 23, 16, tzinfo=UTC), tick=False)


@pytest.fixture
def coordinator(client, alice):
    client.force_login(alice)
    return client


@pytest.fixture
def address(visit):
    return visit.get_absolute_url()


def stored(visit):
    return FollowUp.objects.get(pk=visit.pk)


def test_contact_that_is_filled_in_is_completed(coordinator, visit, address):
    response = fill(
        coordinator,
        address,
        completed_on="23 apr 2026",
        method="telephone",
        new_adverse_event="no",
        hospital_stay="no",
        treatment="continued",
        weight_kg="63.5",
        note="Feels well.",
    )

    row = stored(visit)
    assert (row.status, row.completed_on, row.method, row.note) == ("completed", TODAY, "telephone", "Feels well.")
    assert response["Location"] == f"/patients/{visit.patient.study_id}/#follow-up"


def test_contact_without_its_day_is_refused(coordinator, visit, address):
    assert refused(coordinator, address, method="visit") == {"completed_on": ["This is needed."]}
    assert stored(visit).status == ""


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("completed_on", "2026-04-24", "2026-04-24 is in the future"),
        ("completed_on", "2026-02-30", ""),
        ("weight_kg", "900", "900 kg is outside 30 to 250 kg"),
        ("method", "pigeon", ""),
        ("note", "x" * 4001, "4000"),
    ],
)
def test_contact_that_cannot_be_true_is_refused_at_its_field(name, value, sentence, coordinator, visit, address):
    answers = {"completed_on": "2026-04-23"} | {name: value}

    found = refused(coordinator, address, **answers)

    assert list(found) == [name]
    assert sentence in " ".join(found[name])
    assert stored(visit).status == ""


@pytest.mark.parametrize(
    ("day", "words"),
    [
        ("2026-04-07", "counts as early"),
        ("2026-04-23", "In the window."),
    ],
)
def test_contact_says_how_its_day_lies_to_the_window(day, words, coordinator, visit, address):
    fill(coordinator, address, completed_on=day)

    shown = words_of(coordinator.get(address))
    assert words in shown
    assert "Gestational age on that day:" in shown


def test_contact_that_told_of_an_event_leads_to_the_form_of_the_event_filled_in(coordinator, visit, address, acting):
    infusion = factories.infusion(visit.cycle, by=acting)

    response = fill(coordinator, address, completed_on="2026-04-23", new_adverse_event="yes")

    assert response["Location"] == f"/patients/{visit.patient.study_id}/event/new/?cycle=1"
    form = coordinator.get(response["Location"])
    page = form.context["page"]
    assert (page.head["cycle"].value(), page.head["infusion"].value()) == (visit.cycle_id, infusion.pk)
    assert "the contact is complete once the event is recorded" in words_of(form)
    fill(
        coordinator,
        response["Location"],
        term="Headache",
        onset_on="2026-04-20",
        grade="1",
        outcome="recovered",
    )
    assert AdverseEvent.objects.get(term="Headache").cycle == visit.cycle


def test_contact_corrected_later_asks_for_a_reason(coordinator, visit, address, acting):
    record_contact(visit, seen=visit.version, by=acting, today=TODAY, completed_on=TODAY, method="visit")

    assert "change_reason" in refused(coordinator, address, completed_on="2026-04-22")
    fill(coordinator, address, completed_on="2026-04-22", change_reason="Read off the chart again")
    assert stored(visit).completed_on == date(2026, 4, 22)


def test_contact_that_somebody_else_recorded_meanwhile_is_compared(coordinator, visit, address, acting):
    data = answered(coordinator, address, completed_on="2026-04-23", method="visit")
    record_contact(visit, seen=visit.version, by=acting, today=TODAY, completed_on=TODAY, method="telephone")

    response = coordinator.post(address, data)

    assert "Somebody else saved first" in words_of(response)
    assert stored(visit).method == "telephone"


def test_contact_shows_its_day_attempts_and_messages(coordinator, visit, address, acting):
    at = datetime(2026, 4, 8, 14, 5, tzinfo=UTC)
    record_attempt(visit, by=acting, today=at.date(), attempted_at=at, channel="telephone", result="no_answer")
    sent = {"state": "sent", "sent_at": STEP_14, "ended_at": STEP_14}
    Reminder.objects.create(site=visit.site, follow_up=visit, step="before_14", channel="email", due_on=VISIT, **sent)

    shown = words_of(coordinator.get(address))

    assert "22 April 2026" in shown
    assert "8 Apr 2026, 10:05 · Telephone · No answer" in shown
    assert "14 days before · E-mail · Sent, 8 Apr 2026, 11:00" in shown


def test_attempt_is_recorded_once_however_often_it_is_sent(coordinator, visit, address):
    data = answered(
        coordinator,
        f"{address}attempt/",
        attempted_at="2026-04-23 10:05",
        channel="telephone",
        result="no_answer",
    )

    answers = [coordinator.post(f"{address}attempt/", data) for _time in range(2)]

    assert [answer["Location"] for answer in answers] == [address, address]
    assert ContactAttempt.objects.get().attempted_at == datetime(2026, 4, 23, 14, 5, tzinfo=UTC)


def test_attempt_in_the_future_is_refused(coordinator, visit, address):
    answers = {"attempted_at": "2026-04-24 10:05", "channel": "telephone", "result": "no_answer"}

    assert list(refused(coordinator, f"{address}attempt/", **answers)) == ["attempted_at"]


def test_contact_is_reported_missed_with_its_reason(coordinator, visit, address):
    assert "In pregnancy 1" in words_of(coordinator.get(f"{address}missed/"))
    assert list(refused(coordinator, f"{address}missed/")) == ["note"]

    fill(coordinator, f"{address}missed/", note="Abroad until June")

    assert (stored(visit).status, stored(visit).note) == ("missed", "Abroad until June")


def test_contact_whose_window_has_not_opened_cannot_be_reported_missed(coordinator, visit):
    second = FollowUp.objects.get(kind="pregnancy", sequence=2)

    found = refused(coordinator, f"{second.get_absolute_url()}missed/", note="Abroad")

    assert "The window opens on 2026-07-08" in " ".join(found[""])


@pytest.fixture
def child(visit, acting):
    """Born today: her contact at twelve months."""
    row = Pregnancy.objects.get()
    alive = [{"status": "live_birth"}]
    record_pregnancy_outcome(
        row, seen=row.version, by=acting, today=TODAY, outcome="birth", ended_on=TODAY, babies=alive
    )
    return FollowUp.objects.get(kind="infant")


def test_contact_with_a_child_leads_to_its_look_and_is_completed_by_it(coordinator, alice, child, time_machine):
    time_machine.move_to(datetime(2027, 4, 23, 16, tzinfo=UTC), tick=False)
    coordinator.force_login(alice)
    address = child.get_absolute_url()
    look = coordinator.get(address).context["look_address"]

    fill(coordinator, look, seen_on="2027-04-22", alive="yes", neurodevelopment="normal")

    assert (stored(child).status, stored(child).completed_on) == ("completed", date(2027, 4, 22))
    done = InfantFollowUp.objects.get()
    edit = f"/patients/{child.patient.study_id}/infant/{done.pk}/edit/"
    assert coordinator.get(address).context["look_address"] == edit


def test_contact_with_a_child_takes_no_answers_of_its_own(coordinator, child):
    coordinator.post(child.get_absolute_url(), {"completed_on": "2026-04-23"})

    assert stored(child).status == ""


def test_contact_is_read_and_not_recorded_by_the_data_manager(client, data_manager, visit, address):
    client.force_login(data_manager)

    shown = client.get(address)

    assert (shown.status_code, '<form method="post" novalidate' in shown.content.decode()) == (200, False)
    assert client.post(address, {"completed_on": "2026-04-23"}).status_code == 403
    assert [client.get(f"{address}{page}/").status_code for page in ("attempt", "missed")] == [403, 403]


def test_contact_of_another_site_is_not_there(client, charlie, visit, address):
    client.force_login(charlie)

    assert [client.get(address + page).status_code for page in ("", "attempt/", "missed/")] == [404, 404, 404]


def test_contact_under_another_woman_is_not_there(coordinator, visit, site, acting):
    other = factories.patient(site, by=acting)

    assert coordinator.get(f"/patients/{other.study_id}/follow-up/{visit.pk}/").status_code == 404


def test_contact_is_refused_to_the_ethics_board(client, board_member, visit, address):
    client.force_login(board_member)

    assert client.get(address).status_code == 403


def test_contact_page_shows_its_refusals(coordinator, visit, address):
    response = coordinator.post(address, answered(coordinator, address, method="visit"))

    assert refusals(response)
    assert "This was not saved yet" in words_of(response)
