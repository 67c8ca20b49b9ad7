from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from registry.models.base import kept
from registry.models.codebook import Filed, column, key
from registry.models.fields import CareDateField, Text
from registry.models.rights import Right
from registry.models.timezones import validate_timezone

site_code_validator = RegexValidator(
    r"^[A-Z]{2,5}\Z", _("“%(value)s” is not a site code: write 2 to 5 capital letters, such as MTL.")
)


class SiteQuerySet(models.QuerySet):
    def visible_to(self, user, right=Right.USE):
        """Sites at which `user` holds `right`."""
        return self.filter(pk__in=user.sites_with(right))


@kept
class Site(models.Model):
    """A clinic with its research ethics board; `timezone` is an IANA name."""

    site_code = Text(_("Site code"), required=True, length=5, unique=True, validators=[site_code_validator])
    name = Text(_("Site name"), required=True)
    city = Text(_("City"))
    timezone = Text(
        _("Time zone"),
        required=True,
        default="America/Toronto",
        validators=[validate_timezone],
        help_text=_("A name such as America/Toronto"),
    )
    reb_name = Text(_("Research ethics board"), required=True)
    reb_number = Text(_("Ethics approval number"), required=True)
    reb_approved_on = CareDateField(_("Ethics approval from"))
    reb_approval_ends_on = models.DateField(_("Ethics approval until"), null=True, blank=True)
    created_at = models.DateTimeField(_("Added at"), auto_now_add=True, editable=False)

    objects = SiteQuerySet.as_manager()

    class Meta:
        ordering = ["site_code"]
        verbose_name = _("site")
        verbose_name_plural = _("sites")
        constraints = [
            models.CheckConstraint(condition=Q(site_code__regex=r"^[A-Z]{2,5}$"), name="site_code_is_capitals"),
            models.CheckConstraint(
                condition=Q(reb_approval_ends_on__gte=models.F("reb_approved_on")),
                name="site_approval_ends_after_it_begins",
                violation_error_message=_("The approval ends before it begins."),
            ),
        ]

    class Codebook:
        table = "sites"
        columns = (
            key("site_code", Filed.OPEN),
            column("name", Filed.OPEN),
            column("city", Filed.OPEN),
            column("timezone", Filed.OPEN),
            column("reb_name", Filed.OPEN),
            column("reb_number", Filed.OPEN),
            column("reb_approved_on", Filed.OPEN),
            column("reb_approval_ends_on", Filed.OPEN),
        )

    def __str__(self):
        return self.site_code
