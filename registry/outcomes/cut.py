"""Over what a table is counted: the moment, the definition set and the sites."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from registry.models import Right, Site, User
from registry.protocol.labels import DEFAULT_DEFINITIONS, DEFINITIONS, DefinitionSet

SORTING_MEMORY = "64MB"


class Refused(Exception):
    """The question cannot be answered; the sentence says why and what can be asked."""


@dataclass(frozen=True, kw_only=True)
class DataCut:
    """What the registry knew at the moment `as_of` of the `sites`, in the words of `definitions`.

    `site` is the code that was chosen, "" for all that the person may see. The rules' day is the local day of the
    moment at each site.
    """

    as_of: datetime
    definitions: DefinitionSet
    sites: tuple[Site, ...]
    site: str = ""

    @property
    def filters(self) -> tuple[tuple[str, str], ...]:
        """What was chosen, by name, for the table's head."""
        return (("sites", ", ".join(site.site_code for site in self.sites) or "–"),)

    @property
    def parameters(self) -> dict[str, Any]:
        """The cut as parameters of a query."""
        return {"as_of": self.as_of, "sites": [site.pk for site in self.sites]}

    def rows(self, query: str, parameters: dict[str, Any]) -> list[dict[str, Any]]:
        """The answer to one aggregating query as dictionaries; the cut's own parameters are added."""
        with connection.cursor() as cursor:
            cursor.execute(query, parameters | self.parameters)
            names = [column.name for column in cursor.description]
            return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def data_cut(
    *, as_of: datetime, visible_to: User, definitions: str = "", site: str = "", right: Right = Right.READ_OUTCOMES
) -> DataCut:
    """The cut that a person asks for: never more than the sites at which she holds `right`.

    Raises `Refused` for a definition set that does not exist and a site that is not there for her.
    """
    with connection.cursor() as cursor:
        # Rows of a large registry are sorted in memory and not on disk; ends with the transaction.
        cursor.execute("SELECT set_config('work_mem', %s, true)", [SORTING_MEMORY])
    sites = Site.objects.visible_to(visible_to, right)
    chosen = tuple(sites.filter(site_code=site) if site else sites)
    if site and not chosen:
        raise Refused(_("There is no site “%(site)s”.") % {"site": site})
    return DataCut(as_of=as_of, definitions=definition_set(definitions), sites=chosen, site=site)


def definition_set(code: str = "") -> DefinitionSet:
    """The definition set of that code, the default without one. Raises `Refused` naming those that exist."""
    if code and code not in DEFINITIONS:
        raise Refused(
            _("There is no definition set “%(code)s”: choose one of %(known)s.")
            % {"code": code, "known": ", ".join(DEFINITIONS)}
        )
    return DEFINITIONS[code] if code else DEFAULT_DEFINITIONS
