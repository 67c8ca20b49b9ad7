"""The codebook: what each column of an import or export means."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.template.loader import render_to_string

from registry.exchange.codebook import as_csv, as_json, chapters, entries
from registry.exchange.tables import published
from registry.management.people import add_user_argument, person


class Command(BaseCommand):
    help = "Print every column that is imported and exported, with its type, unit and allowed values."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--format", choices=("csv", "json", "html"), default="csv")
        add_user_argument(parser)

    def handle(self, *, format: str, user: str, **options: Any) -> None:
        if user:  # it needs no database otherwise
            person(user)
        models = [table.model for table in published()]
        if format == "html":
            text = render_to_string("registry/codebook/document.html", {"tables": chapters(models)})
        else:
            text = {"csv": as_csv, "json": as_json}[format](entries(models))
        self.stdout.write(text.rstrip("\n"))
