"""Asking for a table: the one way that page and command share, with the same right and the same log."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from registry.domain.access import note_access
from registry.domain.permissions import check_can
from registry.models import AccessKind, Right, User
from registry.outcomes.counting import Behind
from registry.outcomes.cut import Refused
from registry.outcomes.describing import Description
from registry.outcomes.table import Table


@dataclass(frozen=True)
class OutcomeTable:
    """One table of the catalogue: how it describes itself, and the function that counts it.

    `women_behind` names the women behind one of its figures, where it can.
    """

    description: Description
    count: Callable[..., Table]
    women_behind: Callable[..., Behind | None] | None = None

    @property
    def name(self) -> str:
        return self.description.name

    def takes(self, by: str | None) -> bool:
        """Whether the table can be divided by that stratum."""
        return any(stratum.name == by for stratum in self.description.strata)


def ask(
    asked: OutcomeTable,
    *,
    by_person: User,
    now: datetime,
    as_of: datetime | None = None,
    taken_as: str = "",
    ip_address: str | None = None,
    **filters: Any,
) -> Table:
    """The table for a person who may read it, and a line in the access log.

    `filters` are those of the table's own function; `taken_as` is the format of a file that leaves. Raises
    `PermissionDenied` without the right, `Refused` for a question that has no answer. The tables read the registry
    as it is: a past moment is refused, because figures of today would pass for those of then.
    """
    check_can(by_person, Right.READ_OUTCOMES)
    if as_of is not None and as_of != now:
        raise Refused(
            _("The tables show the registry as it is now (%(now)s); they cannot be read as of %(as_of)s.")
            % {"now": f"{now:%Y-%m-%d %H:%M %Z}", "as_of": f"{as_of:%Y-%m-%d %H:%M %Z}"}
        )
    table = asked.count(as_of=now, visible_to=by_person, **filters)
    note_access(
        AccessKind.DOWNLOADED if taken_as else AccessKind.OUTCOMES_VIEWED,
        username=by_person.get_username(),
        subject=asked.name,
        ip_address=ip_address,
        format=taken_as,
        definitions=table.definitions,
        filters=dict(table.filters),
        rows=len(table.rows),
        data_hash=table.data_hash,
    )
    return table
