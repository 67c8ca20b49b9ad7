"""The Celery app and the whole timetable: `celery -A config.celery worker`, `celery -A config.celery beat`."""

import os

from celery import Celery
from celery.signals import beat_init, celeryd_init

from config import embedded

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("registry")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.conf.beat_schedule = {}


@celeryd_init.connect
@beat_init.connect
def start_what_is_missing(**_) -> None:
    embedded.start_what_is_missing()
