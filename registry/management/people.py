"""In whose name a command runs."""

from django.core.management.base import CommandError, CommandParser
from django.utils.translation import gettext as _

from registry.models import User


def add_user_argument(parser: CommandParser) -> None:
    """`--user NAME`, which every command takes."""
    parser.add_argument("--user", default="", help="the person in whose name the command runs (system)")


def person(username: str) -> User:
    """The active person of that name, `system` without one. A name that is not there ends the command."""
    if not username:
        return User.objects.system()
    found = User.objects.filter(username=username, is_active=True).first()
    if found is None:
        raise CommandError(_("There is no active user “%(name)s”.") % {"name": username}, returncode=2)
    return found
