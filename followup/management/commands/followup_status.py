"""Whether the scheduler runs, and what waits for it."""

import json
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from followup.domain.heartbeat import in_words
from followup.domain.status import Status, status
from followup.models import ReminderState
from registry.domain.acting import acting_for
from registry.domain.permissions import check_can
from registry.management.people import add_user_argument, person
from registry.models import Right


class Command(BaseCommand):
    help = "Print when reminders last ran, how many are in which state, and which contacts are due."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--format", choices=("text", "json"), default="text")
        add_user_argument(parser)

    def handle(self, *, format: str, user: str, **options: Any) -> None:
        by = person(user)
        with acting_for(by, source="command"):
            try:
                check_can(by, Right.READ_FOLLOW_UP_STATUS)
            except PermissionDenied as refusal:
                raise CommandError(str(refusal)) from refusal
            found = status(now=timezone.now())
        self.stdout.write(as_json(found) if format == "json" else as_text(found))


def as_json(found: Status) -> str:
    run = found.reminders_last_ran
    return json.dumps(
        {
            "reminders_last_run": run.at and run.at.isoformat(),
            "reminders_late": run.is_late,
            "reminders": found.reminders,
            "waiting_since": found.waiting_since and found.waiting_since.isoformat(),
            "contacts": found.contacts,
        }
    )


def as_text(found: Status) -> str:
    lines = [in_words(found.reminders_last_ran)]
    if found.waiting_since is not None:
        waits = _("A reminder has been ready to go since %(moment)s.")
        lines.append(waits % {"moment": found.waiting_since.isoformat(timespec="minutes")})
    lines += [f"  {ReminderState(state).label:<20} {number:>6}" for state, number in found.reminders.items()]
    lines.append(_("Contacts due: %(due)s, overdue: %(overdue)s.") % found.contacts)
    return "\n".join(lines)
