"""What the clock does: load, delegate, leave a heartbeat. The timetable is in `config.celery`."""

from celery import shared_task
from django.utils import timezone

from followup.domain import heartbeat, nightly, reminders
from registry.domain.acting import acting_for
from registry.domain.deviations import sweep
from registry.models import User

HAND_OUT_EXPIRES = 240  # seconds; the next beat hands out again what nobody took


@shared_task
def remind() -> None:
    """Open what is due, take up what was cut off, and hand out what is ready, one task for each."""
    now = timezone.now()
    with acting_for(User.objects.system(), source="task"):
        reminders.open_due(now=now)
        reminders.sweep(now=now)
        to_send = reminders.ready(now=now)
    for pk in to_send:
        send_reminder.apply_async([pk], expires=HAND_OUT_EXPIRES)
    heartbeat.beat(heartbeat.REMINDERS, now=now)


@shared_task
def send_reminder(pk: int) -> None:
    """Send one reminder, unless another worker has it."""
    reminders.deliver(pk, by=User.objects.system(), now=timezone.now())


@shared_task
def reconcile_overnight() -> None:
    """Prove that what is planned is what the schedule says, and open what was missed yesterday."""
    now = timezone.now()
    system = User.objects.system()
    nightly.reconcile(by=system, now=now)
    sweep(by=system, today=now.date())
    heartbeat.beat(heartbeat.NIGHTLY, now=now)
