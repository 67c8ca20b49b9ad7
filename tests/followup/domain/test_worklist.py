"""The list at one site, around the visit of 2026-04-22, window 2026-04-08 to 2026-05-06."""

from datetime import UTC, date, datetime, timedelta

import pytest

from followup.domain.recording import record_contact
from followup.domain.worklist import lacking_event, lines, worklist
from followup.models import FollowUp
from registry.domain.pregnancies import record_pregnancy_outcome
from registry.models import ContactDetails, Pregnancy, User
from tests import factories
from tests.followup.conftest import CONFIRMED

pytestmark = pytest.mark.django_db


def noon(text):
    """Noon in Toronto of that day."""
    return datetime.fromisoformat(f"{text}T16:00").replace(tzinfo=UTC)


def listed(user, day, **narrowed):
    now = noon(day)
    return [
        (each.contact.kind, each.contact.sequence, each.state.value, each.days_left)
        for each in shown(user, now, **narrowed)
    ]


def shown(user, now, **narrowed):
    return lines(worklist(user, now=now, **narrowed), now=now)


@pytest.mark.parametrize(
    ("day", "state", "days_left"),
    [
        ("2026-03-25", "planned", 42),
        ("2026-04-08", "due", 28),
        ("2026-05-06", "due", 0),
        ("2026-05-07", "overdue", -1),
    ],
)
def test_contact_is_listed_from_two_weeks_before_its_window(day, state, days_left, visit, alice):
    assert listed(alice, day) == [("pregnancy", 1, state, days_left)]


def test_contact_is_not_listed_earlier(visit, alice):
    assert listed(alice, "2026-03-24") == []


def test_contact_given_up_for_the_next_one_is_listed_no_more(visit, alice):
    assert listed(alice, "2026-07-08") == [("pregnancy", 2, "due", 28)]


def test_contact_that_was_made_is_listed_no_more(visit, alice, acting):
    day = date(2026, 4, 10)
    record_contact(visit, seen=visit.version, by=acting, today=day, completed_on=day)

    assert listed(alice, "2026-04-10") == []


def test_contact_over_before_she_was_entered_is_never_listed(alice, acting, patient):
    today = date(2026, 5, 20)
    factories.pregnancy(factories.cycle(patient, by=acting, today=today), by=acting, today=today)

    assert listed(alice, "2026-05-20") == []


def test_overdue_comes_before_due_and_due_before_what_is_to_come(site, alice, acting):
    for days in (-25, 0, 20):
        moved = timedelta(days=days)
        transfer = date(2026, 2, 9) + moved
        patient = factories.patient(site, by=acting, today=CONFIRMED)
        cycle = factories.cycle(
            patient, by=acting, today=date(2026, 3, 20), planned_on=transfer, transferred_on=transfer
        )
        factories.pregnancy(cycle, by=acting, today=date(2026, 3, 20), confirmed_on=date(2026, 2, 19) + moved)

    assert [state for _kind, _sequence, state, _days in listed(alice, "2026-04-16")] == ["overdue", "due", "planned"]


def test_other_site_sees_nothing_of_it(visit, charlie):
    assert listed(charlie, "2026-04-10") == []


def test_list_can_be_narrowed_to_a_site(visit, other_site, administrator, acting):
    assert listed(acting, "2026-04-10", site_code="OTT") == []
    assert len(listed(acting, "2026-04-10", site_code="MTL")) == 1


@pytest.mark.parametrize(("channel", "calls"), [("email", False), ("sms", False), ("telephone", True), ("none", True)])
def test_coordinator_calls_those_who_are_not_written_to(channel, calls, visit, alice):
    ContactDetails.objects.update(channel=channel)

    assert [each.calls for each in shown(alice, noon("2026-04-10"))] == [calls]


def test_coordinator_calls_after_a_loss(visit, alice, acting):
    row, day = Pregnancy.objects.get(), date(2026, 4, 10)
    record_pregnancy_outcome(row, seen=row.version, by=acting, today=day, outcome="loss", ended_on=day)

    assert [(each.contact.kind, each.calls) for each in shown(alice, noon("2026-05-10"))] == [("postpartum", True)]


def test_list_asks_as_many_questions_for_one_as_for_three(site, visit, alice, acting, django_assert_num_queries):
    with django_assert_num_queries(14) as one:
        shown(alice, noon("2026-04-10"))
    for _each in range(2):
        patient = factories.patient(site, by=acting, today=CONFIRMED)
        factories.pregnancy(factories.cycle(patient, by=acting, today=CONFIRMED), by=acting, today=CONFIRMED)

    next_request = User.objects.get(pk=alice.pk)  # who holds nothing yet of what was read for the first
    with django_assert_num_queries(len(one)):
        assert len(shown(next_request, noon("2026-04-10"))) == 3


def told_of_an_event(visit, acting):
    day = date(2026, 4, 10)
    return record_contact(visit, seen=visit.version, by=acting, today=day, completed_on=day, new_adverse_event="yes")


def test_contact_that_told_of_an_event_lacks_it_until_it_is_recorded(visit, alice, acting):
    told_of_an_event(visit, acting)
    assert [row.pk for row in lacking_event(alice)] == [visit.pk]

    factories.event(visit.patient, by=acting, today=date(2026, 4, 11), onset_on=date(2026, 4, 2))

    assert list(lacking_event(alice)) == []


@pytest.mark.parametrize("onset", [date(2026, 4, 11), date(2026, 4, 9)])
def test_event_of_another_time_is_not_the_one_that_was_told_of(onset, visit, alice, acting):
    told_of_an_event(visit, acting)
    second, day = FollowUp.objects.get(kind="pregnancy", sequence=2), date(2026, 7, 20)
    record_contact(second, seen=second.version, by=acting, today=day, completed_on=day, new_adverse_event="yes")

    factories.event(visit.patient, by=acting, today=day, onset_on=onset)

    assert len(lacking_event(alice)) == 1
