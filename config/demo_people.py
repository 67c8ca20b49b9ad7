"""The demo's users: one for each role, with passwords made at the first start and kept beside the data."""

import json
import os
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path

from registry.domain.people import grant
from registry.models import Role, User

FIRST_NAMES = {
    Role.COORDINATOR: "Camille",
    Role.INVESTIGATOR: "Ines",
    Role.DATA_MANAGER: "David",
    Role.ETHICS_BOARD: "Esther",
    Role.ADMINISTRATOR: "Ada",
}


@dataclass(frozen=True)
class DemoUser:
    username: str
    role: str
    password: str


def demo_users(kept: Path) -> list[DemoUser]:
    """The users from the file `kept` (mode 600), made first if need be; each exists in the database afterwards."""
    if not kept.exists():
        made = [DemoUser(name.lower(), role.value, secrets.token_urlsafe(12)) for role, name in FIRST_NAMES.items()]
        with open(os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            json.dump([asdict(user) for user in made], file, indent=2)
    users = [DemoUser(**fields) for fields in json.loads(kept.read_text())]
    for user in users:
        _bring_in_step(user)
    return users


def _bring_in_step(user: DemoUser) -> None:
    row, created = User.objects.get_or_create(
        username=user.username,
        defaults={"first_name": FIRST_NAMES[Role(user.role)]},
    )
    if created or not row.check_password(user.password):
        row.set_password(user.password)
        row.save()
    grant(user=row, role=user.role, site=None, by=User.objects.system())
