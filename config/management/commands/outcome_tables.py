"""The outcome tables on the command line, from the same objects as the pages."""

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from config.catalogue import OUTCOME_TABLES
from registry.domain.acting import acting_for
from registry.management.people import add_user_argument, person
from registry.models import User
from registry.outcomes.asking import OutcomeTable, ask
from registry.outcomes.cut import Refused
from registry.outcomes.layout import as_text
from registry.outcomes.rows import ALL
from registry.outcomes.table import Table, as_csv, as_json
from registry.protocol.labels import DEFINITIONS

NAMES = [table.name for table in OUTCOME_TABLES]


class Command(BaseCommand):
    help = "Print the outcome tables of the sites whose outcomes you may read."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("tables", nargs="*", metavar="TABLE", help=f"one or more of {', '.join(NAMES)} (all)")
        parser.add_argument("--format", choices=("text", "json", "csv"), default="text")
        parser.add_argument("--definitions", choices=tuple(DEFINITIONS), default="", help="the set of definitions")
        parser.add_argument("--by", help=f"one stratum, or “{ALL}” for the whole alone (every one)")
        parser.add_argument("--site", default="", help="the code of one site (all of yours)")
        parser.add_argument("--reference", type=float, help="rate in percent that live birth is tested against (30)")
        parser.add_argument("--as-of", type=datetime.fromisoformat, help="the moment of the data cut (now)")
        add_user_argument(parser)

    def handle(self, *, tables: list[str], format: str, user: str, **options: Any) -> None:
        chosen = [table for table in OUTCOME_TABLES if not tables or table.name in tables]
        if unknown := sorted(set(tables) - set(NAMES)):
            raise CommandError(
                _("There is no outcome table “%(name)s”: choose from %(known)s.")
                % {"name": unknown[0], "known": ", ".join(NAMES)},
                returncode=2,
            )
        who = person(user)
        try:
            with acting_for(who, source="command"):
                found = [_ask(table, chosen, who, format, options) for table in chosen]
        except (Refused, PermissionDenied) as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(_written(found, chosen, format).rstrip("\n"))


def _ask(table: OutcomeTable, chosen: list[OutcomeTable], who: User, format: str, options: dict[str, Any]) -> Table:
    filters = {name: options[name] for name in ("definitions", "site")}
    # Among several tables, those that do not know the stratum show the whole.
    known_elsewhere = any(other.takes(options["by"]) for other in chosen)
    filters["by"] = ALL if known_elsewhere and not table.takes(options["by"]) else options["by"]
    if table.name == "live_birth" and options["reference"] is not None:
        filters["reference"] = options["reference"]
    as_of = options["as_of"]
    moment = as_of if as_of is None or timezone.is_aware(as_of) else timezone.make_aware(as_of)
    return ask(
        table,
        by_person=who,
        now=timezone.now(),
        as_of=moment,
        taken_as="" if format == "text" else format,
        **filters,
    )


def _written(tables: list[Table], chosen: list[OutcomeTable], format: str) -> str:
    if format == "json":
        return as_json(tables)
    if format == "csv":
        return as_csv(tables)
    pairs = zip(tables, chosen, strict=True)
    return "\n".join(as_text(table, asked.description) for table, asked in pairs)
