"""Recording an infusion, traceable to its lots."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from registry.domain.recording import change, record
from registry.models import Cycle, Infusion, InfusionLot, Lot, Product, User
from registry.models.fields import SHORT_TEXT, split_codes
from registry.models.infusion import MOST_LOTS
from registry.models.product import UNKNOWN_LOT


def record_infusion(*, cycle: Cycle, by: User, today: date, product: str, lot_number: str, **values: Any) -> Infusion:
    """Record one administration; a product or lot not known yet is made from its name.

    `lot_number` names the lots separated by ";", or is "unknown", which asks for completion.
    """
    numbers = lot_numbers(lot_number)
    with transaction.atomic():
        brand = product_named(product)
        row = record(Infusion(cycle=cycle, product=brand, **values), by=by, today=today)
        set_lots(row, numbers)
    return row


def correct_infusion(
    row: Infusion,
    *,
    seen: int,
    by: User,
    today: date,
    reason: str = "",
    product: str | None = None,
    lot_number: str | None = None,
) -> Infusion:
    """Write the changed `row`; product and lots stay where None is given."""
    numbers = None if lot_number is None else lot_numbers(lot_number)
    with transaction.atomic():
        if product is not None:
            row.product = product_named(product)
        change(row, seen=seen, by=by, today=today, reason=reason)
        if numbers is not None:
            set_lots(row, numbers)
    return row


def lot_numbers(text: str) -> list[str]:
    """The lots of a form or file in their order, without "unknown"; blank is refused."""
    numbers = list(dict.fromkeys(split_codes(text)))
    if not numbers:
        raise ValidationError(
            {"lot_number": _("Give the lot number, or “%(word)s” where it is not known.") % {"word": UNKNOWN_LOT}}
        )
    if len(numbers) > MOST_LOTS:
        message = _("%(count)s lots in one infusion, at most %(most)s: divide the infusion.")
        raise ValidationError({"lot_number": message % {"count": len(numbers), "most": MOST_LOTS}})
    for number in numbers:
        if len(number) > SHORT_TEXT:
            message = _("A lot number has at most %(limit)s characters; this has %(length)s.")
            raise ValidationError({"lot_number": message % {"limit": SHORT_TEXT, "length": len(number)}})
    return [number for number in numbers if number.lower() != UNKNOWN_LOT]


def product_named(name: str) -> Product:
    """The brand of that name, made if the registry does not know it."""
    cleaned = name.strip()
    if not cleaned:
        raise ValidationError({"product": _("Give the product.")})
    if (known := Product.objects.filter(name=cleaned).first()) is not None:
        return known
    Product(name=cleaned).clean_fields()
    return Product.objects.get_or_create(name=cleaned)[0]  # somebody else may have made it meanwhile


def set_lots(row: Infusion, numbers: list[str]) -> None:
    """Link `row` to exactly these lots of its product, in this order; former links are voided."""
    wanted = [Lot.objects.get_or_create(product=row.product, lot_number=number)[0] for number in numbers]
    kept = {link.lot_id: link for link in InfusionLot.objects.filter(infusion=row)}
    for position, lot in enumerate(wanted, start=1):
        link = kept.pop(lot.pk, None)
        if link is None:
            InfusionLot.objects.create(infusion=row, patient=row.patient, lot=lot, position=position)
        elif link.position != position:
            link.position = position
            link.save(update_fields=["position"])
    for link in kept.values():
        former = InfusionLot.objects.filter(pk=link.pk)
        former.update(voided_at=Now(), void_reason=_("Lot corrected"))
