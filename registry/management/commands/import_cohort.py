"""Import a folder or zip of TABLE.csv files; see the codebook for their columns."""

import sys
from datetime import date
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import OperationalError
from django.utils import timezone
from django.utils.translation import gettext as _

from registry.domain.acting import acting_for
from registry.exchange.importing import Report, WrongPath, import_cohort
from registry.exchange.tables import published
from registry.management.people import add_user_argument, person
from registry.models import Site, User

REFUSED, WRONG_USAGE = 1, 2
WIDTH = 30  # of the bar


class Command(BaseCommand):
    help = "Import a cohort: first everything is checked, then written in one transaction, or refused in words."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path, help="a folder or zip of TABLE.csv files, or one such file")
        parser.add_argument("--dry-run", action="store_true", help="a preview: say what would be done, write nothing")
        parser.add_argument(
            "--partial", action="store_true", help="import what is right; refused rows come back in a zip beside PATH"
        )
        parser.add_argument("--blanks", action="store_true", help="let blank cells blank the values that are there")
        parser.add_argument("--format", choices=("text", "json"), default="text")
        parser.add_argument("--reason", default="", help="why, for the history of what is changed")
        add_user_argument(parser)

    def handle(self, *, path: Path, **options: Any) -> None:
        try:
            report = self._import(Path(path), **options)
        except WrongPath as problem:
            raise CommandError(str(problem), returncode=WRONG_USAGE) from problem
        except PermissionDenied as problem:
            raise CommandError(str(problem), returncode=REFUSED) from problem
        except OperationalError as problem:
            message = _("The database ended the import (%(problem)s): nothing was imported, try again.")
            raise CommandError(message % {"problem": str(problem).strip()}, returncode=REFUSED) from problem
        except OSError as problem:
            message = _("The file of refused rows cannot be written (%(problem)s): nothing was imported.")
            raise CommandError(message % {"problem": problem}, returncode=REFUSED) from problem
        except KeyboardInterrupt:
            raise CommandError(_("Stopped: nothing was imported."), returncode=REFUSED) from None
        self.stdout.write(report.as_json() if options["format"] == "json" else report.as_text())
        self._say_how_it_ended(report, preview=options["dry_run"], partial=options["partial"])

    def _import(self, path: Path, *, user: str, reason: str, **options: Any) -> Report:
        by = person(user)
        with acting_for(by, reason=reason, source="import"):
            return import_cohort(
                path,
                tables=published(),
                by=by,
                today=_today_for(by),
                preview=options["dry_run"],
                partial=options["partial"],
                blanks=options["blanks"],
                progress=self._progress,
            )

    def _progress(self, table: str, done: int, total: int) -> None:
        if sys.stderr.isatty():
            bar = "█" * round(WIDTH * done / total)
            sys.stderr.write(f"\r{bar:░<{WIDTH}} {table:<20}" + ("\r\033[K" if done == total else ""))
            sys.stderr.flush()

    def _say_how_it_ended(self, report: Report, *, preview: bool, partial: bool) -> None:
        if report.refused_file is not None:
            message = _("The refused rows are in %(file)s, each with its reasons.")
            self.stderr.write(message % {"file": report.refused_file})
        if preview:
            self.stderr.write(_("This is a preview: nothing was written."))
        if report.problems:
            message = (
                _("Refused rows were left out.") if partial else _("Nothing is imported: correct what is refused.")
            )
            raise CommandError(message, returncode=REFUSED)


def _today_for(user: User) -> date:
    """The latest day that it is at a site of theirs: a day of care there is not in the future."""
    zones = {site.timezone for site in Site.objects.visible_to(user)}
    return max((timezone.localdate(timezone=ZoneInfo(zone)) for zone in zones), default=timezone.localdate())
