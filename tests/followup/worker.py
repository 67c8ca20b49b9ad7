"""The registry's own Celery app with its timetable, sped up so that a test need not wait five minutes."""

from datetime import timedelta

from config.celery import app

app.conf.beat_schedule["reminders"]["schedule"] = timedelta(seconds=1)
