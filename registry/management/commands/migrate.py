from django.conf import settings
from django.core.management.commands.migrate import Command as Migrate

from registry.database import as_owner, secure
from registry.shipped import ship


class Command(Migrate):
    """Migrate as the owner, then fence the tables and write what ships with the registry."""

    def handle(self, *args, **options):
        with as_owner():
            super().handle(*args, **options)
            if options["app_label"] is None and not options["plan"] and not options["check_unapplied"]:
                secure(refuse_truncate=settings.REFUSE_TRUNCATE)
                ship()
