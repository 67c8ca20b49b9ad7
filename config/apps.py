from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "config"

    def ready(self) -> None:
        # Web processes and commands send tasks through the Celery app too; it reads settings, so not before.
        from config import celery  # noqa: F401, PLC0415
