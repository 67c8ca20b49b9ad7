from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FollowupConfig(AppConfig):
    name = "followup"
    verbose_name = _("follow-up")

    def ready(self) -> None:
        # Models are complete only now.
        from followup.domain import receivers  # noqa: F401, PLC0415
