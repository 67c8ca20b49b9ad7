"""Settings of the real worker and beat of a test: its database, its queue, its mail server."""

import os

from config.settings_test import *  # noqa: F403

DATABASES["default"]["NAME"] = os.environ["TEST_DATABASE"]  # noqa: F405
CELERY_TASK_DEFAULT_QUEUE = os.environ["TEST_QUEUE"]
CELERY_BEAT_SCHEDULE_FILENAME = os.environ["TEST_BEAT_SCHEDULE"]
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST, EMAIL_PORT = "127.0.0.1", int(os.environ["TEST_MAIL_PORT"])
EMAIL_USE_TLS = EMAIL_USE_SSL = False
