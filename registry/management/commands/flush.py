from django.core.management.commands.flush import Command as Flush

from registry.database import as_owner
from registry.shipped import ship


class Command(Flush):
    """Empty the tables as the owner (tests only: elsewhere the database refuses), keeping what ships."""

    def handle(self, **options):
        with as_owner():
            super().handle(**options)
            ship()
