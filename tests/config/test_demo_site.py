from datetime import UTC, datetime

from config.demo_site import STORIES, make_demo_site
from followup.domain.reminders import deliver, open_due, ready
from followup.domain.worklist import worklist
from followup.models import Reminder
from registry.models import AdverseEvent, Cycle, Infusion, Patient, Pregnancy


def test_demo_site_has_forty_women_at_every_stage(acting, today):
    site = make_demo_site(by=acting, today=today)

    assert sum(story.women for story in STORIES) == 40
    assert Patient.objects.filter(site=site).count() == 40
    assert set(Pregnancy.objects.values_list("outcome", flat=True)) == {"ongoing", "loss", "birth"}
    assert set(Infusion.objects.values_list("route", flat=True)) == {"iv", "sc"}
    assert Cycle.objects.filter(transferred_on=None, planned_on__gt=today).exists()
    assert AdverseEvent.objects.exists()


def test_demo_site_has_contacts_on_the_worklist_and_a_reminder_to_send_on_its_first_day(acting, today, mailoutbox):
    make_demo_site(by=acting, today=today)
    noon = datetime(today.year, today.month, today.day, 17, tzinfo=UTC)

    open_due(now=noon)
    for pk in ready(now=noon):
        deliver(pk, by=acting, now=noon)

    assert list(Reminder.objects.values_list("step", "state")) == [("before_3", "sent")]
    assert len(mailoutbox) == 1
    assert worklist(acting, now=noon).count() > 5
