"""The Celery app and the whole timetable: `celery -A config.celery worker`, `celery -A config.celery beat`."""

import os

from celery import Celery
from celery.schedules import crontab
from celery.signals import beat_init, celeryd_init

from config import embedded

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("registry")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.conf.beat_schedule = {
    "reminders": {"task": "followup.tasks.remind", "schedule": crontab(minute="*/5")},
    # Night all over Canada, and its day is the one at every site.
    "reconciliation": {"task": "followup.tasks.reconcile_overnight", "schedule": crontab(hour="9", minute="10")},
}


@celeryd_init.connect
@beat_init.connect
def start_what_is_missing(**_) -> None:
    embedded.start_what_is_missing()


@beat_init.connect
def remind_at_once(**_) -> None:
    """After a standstill do not wait for the next round; what is due is claimed once however often this runs."""
    app.send_task("followup.tasks.remind")
