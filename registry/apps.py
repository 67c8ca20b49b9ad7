from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RegistryConfig(AppConfig):
    name = "registry"
    verbose_name = _("registry")

    def ready(self) -> None:
        # Models are complete only now.
        from registry import database  # noqa: PLC0415
        from registry.domain import receivers  # noqa: F401, PLC0415

        database.install()
