"""Sites and lots: what other rows name. Kept by administrators; a file may repeat them, and bring new lots."""

from django.db import models
from django.utils.translation import gettext as _

from registry.domain.permissions import can
from registry.exchange.importing.drafts import Draft
from registry.exchange.importing.table import TableImport, Turn
from registry.models import Right
from registry.models.choices import LotStatus


class SiteImport(TableImport):
    """A site is made and changed by an administrator only."""

    turn = Turn.NAMED

    def scope(self, drafts: list[Draft]) -> models.Q:
        codes = {draft.values["site_code"] for draft in drafts}
        return models.Q(site_code__in=codes & set(self.run.references.sites))

    def judge(self, drafts: list[Draft]) -> None:
        if not can(self.run.by, Right.CHANGE_SETTINGS):
            message = _("A site is made and changed by an administrator: ask for it, then import again.")
            for draft in drafts:
                draft.refuse("site_code", draft.values["site_code"], message)


class LotImport(TableImport):
    """A lot in use is made by anyone who may import; to recall one, or change one, takes the right to recall."""

    turn = Turn.NAMED

    def scope(self, drafts: list[Draft]) -> models.Q:
        return models.Q(
            product__name__in={draft.values["product"] for draft in drafts},
            lot_number__in={draft.values["lot_number"] for draft in drafts},
        )

    def judge(self, drafts: list[Draft]) -> None:
        if can(self.run.by, Right.RECALL_LOTS):
            return
        message = _("To change a lot, or to bring one in quarantine or recalled, takes the right to recall lots.")
        for draft in drafts:
            if not draft.is_new or draft.values["status"] != LotStatus.IN_USE:
                draft.refuse("status", draft.values.get("status", ""), message)


class ScreeningImport(TableImport):
    """Women seen and not enrolled belong to a site, not to a patient."""

    def scope(self, drafts: list[Draft]) -> models.Q:
        sites = {draft.owners["site"].pk for draft in drafts}
        return models.Q(site__in=sites, seen_on__in={draft.values["seen_on"] for draft in drafts})
