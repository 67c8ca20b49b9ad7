from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "config"

    def ready(self) -> None:
        # Web processes and commands send tasks through the Celery app too, and note who signs in; both read
        # settings, so not before.
        # The catalogue names the models of both apps, which are loaded only now.
        from config import celery, checks, sign_in  # noqa: F401, PLC0415
        from config.catalogue import TABLES  # noqa: PLC0415
        from followup.domain import contacts  # noqa: PLC0415
        from registry.domain.contacts import answer_with  # noqa: PLC0415
        from registry.exchange.tables import publish  # noqa: PLC0415

        publish(TABLES)
        answer_with(contacts)
