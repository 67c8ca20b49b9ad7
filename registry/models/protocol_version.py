import json
from functools import lru_cache

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from registry.models.base import kept
from registry.models.codebook import Filed
from registry.models.fields import LongText, Text
from registry.protocol.versions import Parameters, from_json


@kept
class ProtocolVersion(models.Model):
    """A regimen as parameters; a cycle points to one. In use it cannot be changed, only superseded."""

    code = Text(_("Code"), required=True, length=40, unique=True)
    title = Text(_("Title"), required=True)
    description = LongText(_("Description"))
    parameters = models.JSONField(_("Parameters"))
    supersedes = models.ForeignKey("self", models.PROTECT, null=True, blank=True, verbose_name=_("Supersedes"))
    created_at = models.DateTimeField(_("Added at"), auto_now_add=True, editable=False)

    class Meta:
        ordering = ["code"]
        verbose_name = _("protocol version")
        verbose_name_plural = _("protocol versions")
        triggers = [
            pgtrigger.Trigger(
                name="used_version_stands",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                func=pgtrigger.Func(
                    """
                    IF EXISTS (SELECT FROM registry_cycle WHERE protocol_id = OLD.id)
                       AND (TG_OP = 'DELETE' OR NEW.parameters <> OLD.parameters
                            OR NEW.code <> OLD.code) THEN
                        RAISE EXCEPTION 'Protocol version % is in use: supersede it instead.',
                            OLD.code USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN COALESCE(NEW, OLD);
                    """
                ),
            )
        ]

    filed = dict.fromkeys(("code", "title", "description", "parameters", "supersedes"), Filed.OPEN)

    def __str__(self):
        return self.code

    @property
    def rules(self) -> Parameters:
        """The parameters as the rules of `registry.protocol` read them."""
        return _rules(json.dumps(self.parameters, sort_keys=True))


@lru_cache(maxsize=100)
def _rules(parameters: str) -> Parameters:
    # Thousands of cycles share a few versions, and reading one takes as long as judging a cycle by it.
    return from_json(json.loads(parameters))
