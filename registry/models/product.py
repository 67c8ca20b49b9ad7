from django.db import models
from django.utils.translation import gettext_lazy as _

from registry.models.base import kept
from registry.models.choices import LotStatus, Route
from registry.models.codebook import Filed, column, key
from registry.models.fields import Code, Text, Whole

# The word that stands for a lot nobody wrote down; it asks for completion.
UNKNOWN_LOT = "unknown"


@kept
class Product(models.Model):
    """A brand of immunoglobulin; one that an infusion names first is made from its name alone."""

    name = Text(_("Product"), required=True, unique=True)
    manufacturer = Text(_("Manufacturer"))
    concentration_percent = Whole(_("Concentration"), 1, 25, help_text=_("10 % = 100 mg/mL"))
    route = Code(_("Licensed route"), Route)
    created_at = models.DateTimeField(_("Added at"), auto_now_add=True, editable=False)

    class Meta:
        ordering = ["name"]
        verbose_name = _("product")
        verbose_name_plural = _("products")

    filed = dict.fromkeys(("name", "manufacturer", "concentration_percent", "route"), Filed.OPEN)

    def __str__(self):
        return self.name


@kept
class Lot(models.Model):
    """A batch of a product; registry-wide, so that a recall reaches every site."""

    product = models.ForeignKey(Product, models.PROTECT, related_name="lots", verbose_name=_("Product"))
    lot_number = Text(_("Lot number"), required=True)
    expires_on = models.DateField(_("Expires on"), null=True, blank=True)
    status = Code(_("State"), LotStatus, required=True, default=LotStatus.IN_USE)
    created_at = models.DateTimeField(_("Added at"), auto_now_add=True, editable=False)

    class Meta:
        ordering = ["product", "lot_number"]
        verbose_name = _("lot")
        verbose_name_plural = _("lots")
        constraints = [
            models.UniqueConstraint(
                fields=["product", "lot_number"],
                name="one_lot_for_each_number",
                violation_error_message=_("This lot of this product is already known."),
            ),
            models.CheckConstraint(condition=~models.Q(lot_number=UNKNOWN_LOT), name="lot_number_is_known"),
        ]

    class Codebook:
        table = "lots"
        columns = (
            key("product", Filed.OPEN, "product.name"),
            key("lot_number", Filed.OPEN),
            column("expires_on", Filed.OPEN),
            column("status", Filed.OPEN),
        )

    def __str__(self):
        return self.lot_number
