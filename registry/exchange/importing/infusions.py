"""Infusions with their lots: a product or lot that nobody knows yet is made from its name."""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from registry.domain.infusions import lot_numbers
from registry.exchange.importing.drafts import Draft
from registry.exchange.importing.report import Change
from registry.exchange.importing.table import TableImport
from registry.models import InfusionLot, Lot
from registry.models.codebook import Column
from registry.models.product import UNKNOWN_LOT

LOTS = "lot_number"


class InfusionImport(TableImport):
    """The lots of a row are links to records of their own; those that a file no longer names are voided."""

    def read(self, draft: Draft) -> None:
        super().read(draft)
        text = draft.values.get(LOTS)
        if not text:
            return
        try:
            numbers = lot_numbers(text)
        except ValidationError as refusal:
            self.refuse_fields(draft, refusal)
        else:
            draft.values[LOTS] = ";".join(numbers) or UNKNOWN_LOT

    def existing(self, drafts: list[Draft]) -> dict[tuple[Any, ...], Any]:
        there = super().existing(drafts)
        by_pk = {row.pk: row for row in there.values()}
        links: dict[int, list[InfusionLot]] = {pk: [] for pk in by_pk}
        for link in InfusionLot.objects.filter(infusion__in=by_pk).select_related("lot").order_by("position"):
            links[link.infusion_id].append(link)
        for pk, row in by_pk.items():
            row.links_in_force = links[pk]
        return there

    def value(self, row: Any, column: Column) -> Any:
        if column.name == LOTS:
            return ";".join(link.lot.lot_number for link in row.links_in_force) or UNKNOWN_LOT
        return super().value(row, column)

    def changes(self, draft: Draft) -> Iterator[Change]:
        yield from super().changes(draft)
        old, new = draft.before.get(LOTS), draft.values.get(LOTS)
        if old is not None and new and old != new:
            yield self.change(draft, LOTS, old, new)

    def after_write(self, drafts: list[Draft]) -> None:
        """Link each infusion to exactly the lots that its row names, in this order."""
        named = [draft for draft in drafts if draft.values.get(LOTS)]
        lots = self._lots(named)
        new: list[InfusionLot] = []
        for draft in named:
            row, left = draft.row, {link.lot_id: link for link in getattr(draft.row, "links_in_force", [])}
            for position, number in enumerate(_numbers(draft), start=1):
                lot = lots[row.product_id, number]
                link = left.pop(lot.pk, None)
                if link is None:
                    new.append(
                        InfusionLot(
                            infusion=row, lot=lot, position=position, patient_id=row.patient_id, site_id=row.site_id
                        )
                    )
                elif link.position != position:
                    InfusionLot.objects.filter(pk=link.pk).update(position=position)
            if left:
                voided = InfusionLot.objects.filter(pk__in=[link.pk for link in left.values()])
                voided.update(voided_at=timezone.now(), void_reason=_("Lot corrected"))
        InfusionLot.objects.bulk_create(new)

    def _lots(self, drafts: list[Draft]) -> dict[tuple[int, str], Lot]:
        """The lots that the rows name, those made that are new."""
        wanted = {(draft.row.product_id, number) for draft in drafts for number in _numbers(draft)}
        known = self._known_lots(wanted)
        new = [Lot(product_id=product, lot_number=number) for product, number in sorted(wanted - set(known))]
        if new:
            Lot.objects.bulk_create(new, ignore_conflicts=True)  # another import may have made them meanwhile
            known = self._known_lots(wanted)
        return known

    def _known_lots(self, wanted: set[tuple[int, str]]) -> dict[tuple[int, str], Lot]:
        rows = Lot.objects.filter(
            product__in={p for p, _n in wanted}, lot_number__in={n for _p, n in wanted}
        ).order_by()
        return {(lot.product_id, lot.lot_number): lot for lot in rows}


def _numbers(draft: Draft) -> list[str]:
    text = draft.values[LOTS]
    return [] if text == UNKNOWN_LOT else text.split(";")
