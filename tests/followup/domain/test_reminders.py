"""Opened once, claimed once, sent once; what fails is tried again, what was cut off is taken up."""

from datetime import datetime, timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from followup.channels import Permanent, Temporary
from followup.domain.reminders import RETRY_AFTER, deliver, open_due, ready, sweep
from followup.models import FollowUp, Reason, Reminder, ReminderState
from registry.database import as_owner
from registry.domain.acting import acting_for
from registry.domain.pregnancies import record_pregnancy_outcome
from registry.models import ContactDetails, Pregnancy, User
from tests import factories
from tests.followup.conftest import CONFIRMED, CONTACT, STEP_14, VISIT

DAY = timedelta(days=1)


class Service:
    """Stands for a channel: answers each letter with the next of `answers`, then takes it."""

    def __init__(self):
        self.letters, self.answers = [], []

    def send(self, letter):
        self.letters.append(letter)
        if self.answers:
            raise self.answers.pop(0)
        return letter.message_id


@pytest.fixture
def service(monkeypatch):
    service = Service()
    monkeypatch.setattr("followup.domain.reminders.channel_for", lambda name: service)
    return service


@pytest.fixture
def reminder(visit):
    open_due(now=STEP_14)
    return Reminder.objects.get()


def at(text):
    return datetime.fromisoformat(text)


def state(reminder):
    reminder.refresh_from_db()
    return reminder.state


class TestOpening:
    pytestmark = pytest.mark.django_db

    def test_step_is_opened_on_its_day(self, visit):
        assert open_due(now=STEP_14) == 1

        row = Reminder.objects.get()
        assert (row.follow_up, row.step, row.channel, row.due_on, row.state, row.opened_at, row.send_after) == (
            visit,
            "before_14",
            "email",
            VISIT,
            "opened",
            STEP_14,
            STEP_14,
        )

    def test_step_is_opened_once(self, visit):
        assert [open_due(now=STEP_14 + timedelta(minutes=5 * round)) for round in range(3)] == [1, 0, 0]

    @pytest.mark.parametrize(
        ("day", "steps"),
        [
            ("2026-04-07", []),
            ("2026-04-08", ["before_14"]),
            ("2026-04-10", ["before_14"]),
            ("2026-04-11", []),
            ("2026-04-18", []),
            ("2026-04-19", ["before_3"]),
            ("2026-04-21", ["before_1", "before_3"]),
            ("2026-04-22", ["before_1"]),
            ("2026-04-23", ["before_1"]),
            ("2026-04-24", []),
        ],
    )
    def test_step_is_opened_on_its_day_and_two_days_after(self, day, steps, visit):
        open_due(now=at(f"{day}T12:00-04:00"))

        assert sorted(Reminder.objects.values_list("step", flat=True)) == steps

    def test_day_is_that_of_the_site(self, visit):
        assert open_due(now=at("2026-04-08T03:59+00:00")) == 0  # still the 7th in Toronto
        assert open_due(now=at("2026-04-08T04:00+00:00")) == 1

    def test_step_whose_day_had_passed_when_the_contact_was_planned_is_never_opened(self, visit):
        FollowUp.objects.filter(pk=visit.pk).update(planned_on="2026-04-09")

        assert open_due(now=at("2026-04-09T12:00-04:00")) == 0
        assert open_due(now=at("2026-04-19T12:00-04:00")) == 1

    @pytest.mark.parametrize("channel", ["telephone", "none"])
    def test_woman_who_is_not_written_to_has_no_reminder(self, channel, visit):
        ContactDetails.objects.update(channel=channel)

        assert open_due(now=STEP_14) == 0

    @pytest.mark.parametrize("status", ["completed", "missed", "cancelled"])
    def test_contact_that_is_over_has_no_reminder(self, status, visit):
        FollowUp.objects.filter(pk=visit.pk).update(status=status, completed_on="2026-04-08")

        assert open_due(now=STEP_14) == 0

    def test_woman_without_contact_details_has_no_reminder(self, patient, acting):
        cycle = factories.cycle(patient, by=acting, today=CONFIRMED)
        factories.pregnancy(cycle, by=acting, today=CONFIRMED)

        assert open_due(now=STEP_14) == 0

    def test_change_of_channel_opens_the_step_again_only_where_nothing_was_sent(self, reminder):
        ContactDetails.objects.update(channel="sms")

        assert open_due(now=STEP_14) == 0
        Reminder.objects.update(state="no_longer_needed", reason="channel_changed", ended_at=STEP_14)
        assert open_due(now=STEP_14) == 1
        assert open_due(now=STEP_14) == 0

    def test_opening_asks_as_many_questions_for_one_as_for_many(self, visit, site, acting, django_assert_num_queries):
        for _each in range(3):
            patient = factories.patient(site, by=acting, today=CONFIRMED, contact=CONTACT)
            factories.pregnancy(factories.cycle(patient, by=acting, today=CONFIRMED), by=acting, today=CONFIRMED)

        with django_assert_num_queries(4):
            assert open_due(now=STEP_14) == 4

    def test_opening_reads_planned_contacts_by_their_index(self, visit, acting):
        self.plan_many(visit, acting)
        with CaptureQueriesContext(connection) as asked:
            open_due(now=STEP_14)
        [query] = [each["sql"] for each in asked if 'FROM "followup_followup"' in each["sql"]]

        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN {query}")
            plan = "\n".join(line for (line,) in cursor.fetchall())

        assert "follow_up_to_remind_of" in plan

    def plan_many(self, visit, acting):
        """Some three thousand contacts over ten years, most of them made; the database knows how they lie."""
        for _each in range(10):
            cycle = factories.cycle(visit.patient, by=acting, today=CONFIRMED)
            FollowUp.objects.bulk_create(
                FollowUp(
                    site=cycle.site,
                    patient=cycle.patient,
                    cycle=cycle,
                    kind=kind,
                    sequence=number,
                    due_on=VISIT + 36 * (number - 50) * DAY,
                    status="completed" if number < 90 else "",
                    completed_on=VISIT,
                )
                for kind in ("pregnancy", "postpartum", "infant")
                for number in range(1, 100)
            )
        with as_owner(), connection.cursor() as cursor:
            cursor.execute("ANALYZE followup_followup")


class TestDelivery:
    pytestmark = pytest.mark.django_db

    def test_reminder_is_sent(self, reminder, service, acting):
        assert deliver(reminder.pk, by=acting, now=STEP_14)

        assert state(reminder) == ReminderState.SENT
        assert (reminder.attempts, reminder.sent_at, reminder.ended_at, reminder.reason) == (1, STEP_14, STEP_14, "")
        [letter] = service.letters
        assert (letter.address, letter.message_id) == (CONTACT["email"], reminder.message_id)

    def test_reminder_is_sent_once(self, reminder, service, acting):
        assert [deliver(reminder.pk, by=acting, now=STEP_14) for _time in range(2)] == [True, False]
        assert len(service.letters) == 1

    def test_reminder_after_a_loss_is_no_longer_needed(self, reminder, service, acting):
        row = Pregnancy.objects.get()
        today = STEP_14.date()
        record_pregnancy_outcome(row, seen=row.version, by=acting, today=today, outcome="loss", ended_on=today)

        deliver(reminder.pk, by=acting, now=STEP_14)

        assert (state(reminder), reminder.reason, reminder.ended_at) == ("no_longer_needed", Reason.SILENCE, STEP_14)
        assert service.letters == []

    def test_reminder_in_quiet_hours_is_moved_and_sent_in_the_morning(self, reminder, service, acting):
        deliver(reminder.pk, by=acting, now=at("2026-04-08T20:30-04:00"))

        assert (state(reminder), reminder.reason, reminder.attempts) == ("opened", Reason.QUIET_HOURS, 0)
        morning = at("2026-04-09T09:00-04:00")
        assert (ready(now=morning - timedelta(seconds=1)), ready(now=morning)) == ([], [reminder.pk])
        deliver(reminder.pk, by=acting, now=morning)
        assert state(reminder) == ReminderState.SENT

    def test_temporary_failure_is_tried_again_ever_later_with_the_same_message_id(self, reminder, service, acting):
        service.answers = [Temporary("421"), Temporary("421")]
        deliver(reminder.pk, by=acting, now=STEP_14)

        assert (state(reminder), reminder.reason, reminder.answer) == ("opened", Reason.TEMPORARY, "421")
        assert reminder.send_after == STEP_14 + timedelta(minutes=1)
        again = reminder.send_after
        deliver(reminder.pk, by=acting, now=again)
        assert state(reminder) == ReminderState.OPENED
        assert reminder.send_after == again + timedelta(minutes=3)
        deliver(reminder.pk, by=acting, now=reminder.send_after)
        assert (state(reminder), reminder.attempts, reminder.reason, reminder.answer) == ("sent", 3, "", "")
        assert {letter.message_id for letter in service.letters} == {reminder.message_id}

    def test_temporary_failure_is_given_up_after_eight_more_trials(self, reminder, service, acting, monkeypatch):
        monkeypatch.setattr("followup.domain.reminders.wait", lambda case: None)  # by day and by night
        service.answers = [Temporary("421")] * 20

        while state(reminder) == ReminderState.OPENED:
            deliver(reminder.pk, by=acting, now=reminder.send_after)

        assert (reminder.state, reminder.reason, reminder.attempts) == ("failed", Reason.GIVEN_UP, 9)
        assert (RETRY_AFTER[0], RETRY_AFTER[-1], len(RETRY_AFTER)) == (timedelta(minutes=1), timedelta(hours=6), 8)

    def test_lasting_failure_is_failed_at_once(self, reminder, service, acting):
        service.answers = [Permanent("550")]

        deliver(reminder.pk, by=acting, now=STEP_14)

        assert (state(reminder), reminder.reason, reminder.answer) == ("failed", Reason.REFUSED, "550")

    def test_reminder_before_its_time_is_not_claimed(self, reminder, service, acting):
        Reminder.objects.update(send_after=STEP_14 + timedelta(minutes=1))

        assert not deliver(reminder.pk, by=acting, now=STEP_14)

    def test_steps_follow_one_another_to_the_day_before(self, visit, service, acting):
        for day in range(20):
            now = STEP_14 + day * DAY
            open_due(now=now)
            for pk in ready(now=now):
                deliver(pk, by=acting, now=now)

        sent = Reminder.objects.order_by("sent_at").values_list("step", "sent_at", "state")
        assert list(sent) == [
            ("before_14", STEP_14, "sent"),
            ("before_3", STEP_14 + 11 * DAY, "sent"),
            ("before_1", STEP_14 + 13 * DAY, "sent"),
        ]


class TestCutOff:
    pytestmark = pytest.mark.django_db

    def cut_off(self, reminder, service, acting, now):
        """The worker dies while the service has the letter."""
        service.answers = [KeyboardInterrupt()]
        with pytest.raises(KeyboardInterrupt):
            deliver(reminder.pk, by=acting, now=now)
        assert state(reminder) == ReminderState.SENDING

    def test_reminder_that_a_worker_left_is_sent_again_once_and_marked(self, reminder, service, acting):
        self.cut_off(reminder, service, acting, STEP_14)
        later = STEP_14 + timedelta(minutes=15, seconds=1)

        assert (sweep(now=STEP_14 + timedelta(minutes=15)), sweep(now=later)) == (0, 1)
        deliver(reminder.pk, by=acting, now=later)

        assert (state(reminder), reminder.resent_at) == ("sent", later)
        first, second = service.letters
        assert first.message_id == second.message_id == reminder.message_id

    def test_reminder_cut_off_twice_is_failed(self, reminder, service, acting):
        self.cut_off(reminder, service, acting, STEP_14)
        sweep(now=STEP_14 + timedelta(minutes=16))
        self.cut_off(reminder, service, acting, STEP_14 + timedelta(minutes=16))

        assert sweep(now=STEP_14 + timedelta(minutes=32)) == 0

        assert (state(reminder), reminder.reason) == ("failed", Reason.CUT_OFF)
        assert len(service.letters) == 2

    def test_worker_that_comes_back_late_does_not_undo_what_the_sweep_did(self, reminder, service, acting):
        class Slow(Service):
            def send(self, letter):
                sweep(now=STEP_14 + timedelta(minutes=16))
                return super().send(letter)

        service.send = Slow().send
        deliver(reminder.pk, by=acting, now=STEP_14)

        assert (state(reminder), reminder.resent_at) == ("opened", STEP_14 + timedelta(minutes=16))

    def test_reminder_whose_contact_was_made_meanwhile_is_not_sent_again(self, reminder, visit, service, acting):
        self.cut_off(reminder, service, acting, STEP_14)
        sweep(now=STEP_14 + timedelta(minutes=16))
        FollowUp.objects.filter(pk=visit.pk).update(status="completed", completed_on=STEP_14.date())

        deliver(reminder.pk, by=acting, now=STEP_14 + timedelta(minutes=16))

        assert (state(reminder), reminder.reason) == ("no_longer_needed", Reason.COMPLETED)
        assert len(service.letters) == 1


def at_once(work, times):
    """Run `work` on that many connections at the same moment; what each returned."""
    found, together = [], Barrier(times)

    def worker():
        together.wait()
        found.append(work())
        connection.close()

    threads = [Thread(target=worker) for _each in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    return found


@pytest.fixture
def system_with_a_visit(transactional_db):
    """The story of `visit`, committed."""
    system = User.objects.system()
    with acting_for(system, source="test"):
        site = factories.site("MTL", by=system)
        patient = factories.patient(site, by=system, today=CONFIRMED, contact=CONTACT)
        factories.consent(patient, by=system, today=CONFIRMED)
        factories.pregnancy(factories.cycle(patient, by=system, today=CONFIRMED), by=system, today=CONFIRMED)
    return system


def test_opening_by_two_beats_at_once_opens_once(system_with_a_visit):
    system = system_with_a_visit

    def beat():
        with acting_for(system, source="test"):
            open_due(now=STEP_14)

    at_once(beat, 3)

    with acting_for(system, source="test"):
        assert Reminder.objects.count() == 1


def test_claim_by_several_connections_at_once_gives_one(system_with_a_visit, service):
    system = system_with_a_visit
    with acting_for(system, source="test"):
        open_due(now=STEP_14)
        pk = Reminder.objects.get().pk

    won = at_once(lambda: deliver(pk, by=system, now=STEP_14), 4)

    assert sorted(won) == [False, False, False, True]
    assert len(service.letters) == 1
