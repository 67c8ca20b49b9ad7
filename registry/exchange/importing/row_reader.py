"""Reading the rows of one table: text to values, and the records that a row refers to."""

from typing import TYPE_CHECKING, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from registry.exchange.cells import cells_of, shown
from registry.exchange.importing.drafts import Draft, sentences
from registry.exchange.importing.references import Unknown
from registry.exchange.importing.report import MASK
from registry.models.codebook import Column

if TYPE_CHECKING:
    from registry.exchange.importing.run import Run


class RowReader:
    """Reads the rows of one table into drafts."""

    mask = ""  # stands for each value in messages

    # Links in the order in which they are found, with the link that must be found before.
    needs: ClassVar[dict[str, str]] = {
        "site": "",
        "patient": "",
        "protocol": "",
        "product": "",
        "cycle": "patient",
        "pregnancy": "cycle",
        "baby": "cycle",
        "infusion": "patient",
    }
    plurals: ClassVar[dict[str, str]] = {
        "cycle": "cycles",
        "pregnancy": "pregnancies",
        "baby": "babies",
        "infusion": "infusions",
    }

    def __init__(self, model: type[models.Model], run: "Run") -> None:
        self.model, self.run = model, run
        self.name: str = model.Codebook.table
        self.columns: tuple[Column, ...] = model.Codebook.columns
        self.cells = cells_of(model)
        self.keys = [column for column in self.columns if column.key]
        self.link_columns = {
            link: [column for column in self.columns if column.path.startswith(f"{link}.")]
            for link in self.needs
            if hasattr(model, f"{link}_id")
        }
        # A pregnancy has no column of its own: it is the cycle's. Other links without columns follow by themselves.
        self.links = [link for link, columns in self.link_columns.items() if columns or link == "pregnancy"]
        self.own = [column for column in self.columns if "." not in column.path]
        self.not_cleaned = {
            field.name
            for field in model._meta.concrete_fields
            if field.is_relation or not field.editable or isinstance(field, models.JSONField)
        }

    # What rows refer to -------------------------------------------------------------------------

    def load(self, drafts: list[Draft]) -> None:
        """Read what the rows of a chunk refer to, each kind in one query."""
        if "study_id" not in self.cells:
            return
        references = self.run.references
        study_ids = {draft.cells.get("study_id", "").strip() for draft in drafts}
        references.load_patients(study_ids)
        women = references.patients(study_ids)
        for link in self.links:
            if link in self.plurals:
                references.load(self.plurals[link], women)

    def find(self, link: str, draft: Draft) -> models.Model:
        """The record that the row refers to; raises `Unknown`."""
        references, values, owners = self.run.references, draft.values, draft.owners
        match link:
            case "site":
                return references.site(values["site_code"])
            case "patient":
                return references.patient(values["study_id"])
            case "protocol":
                return references.protocol(values["protocol_code"])
            case "product":
                return references.product(values["product"])
            case "cycle":
                return references.cycle(owners["patient"], values["cycle_number"])
            case "pregnancy":
                return references.pregnancy(owners["cycle"])
            case "baby":
                return references.baby(owners["cycle"], values["birth_order"])
            case "infusion":
                return references.infusion(owners["patient"], values["infusion_started_at"])
        raise LookupError(link)

    # From text to values ------------------------------------------------------------------------

    def read(self, draft: Draft) -> None:
        """Read every cell and find every record that the row refers to."""
        for link in self.links:
            self._read_link(draft, link)
        for column in self.own:
            self._read_cell(draft, column)
        for column in self.keys:
            if not self.is_given(draft, column):
                self.demand(draft, column)
        if {name for name, _value, _message in draft.problems}.isdisjoint(column.name for column in self.keys):
            draft.key = tuple(draft.values.get(column.name, self.cells[column.name].blank) for column in self.keys)

    def _read_link(self, draft: Draft, link: str) -> None:
        columns = self.link_columns[link]
        for column in columns:
            self._read_cell(draft, column)
        before = self.needs[link]
        if before and before not in draft.owners:
            return
        if not all(draft.values.get(column.name) not in (None, "") for column in columns):
            return
        try:
            draft.owners[link] = self.find(link, draft)
        except Unknown as unknown:
            draft.refuse(unknown.column, unknown.value, unknown.message + self.run.hint(unknown))

    def _read_cell(self, draft: Draft, column: Column) -> None:
        text = draft.cells.get(column.name)
        if text is None:
            return
        try:
            cell = self.cells[column.name]
            draft.values[column.name] = cell.read(text, draft.zone if cell.type == "datetime" else None)
        except ValidationError as refusal:
            for sentence in sentences(refusal, self.mask):
                draft.refuse(column.name, shown(text), sentence)

    def is_given(self, draft: Draft, column: Column) -> bool:
        """Whether nothing is missing in this column; a cell refused already is not asked for again."""
        if not self.cells[column.name].required or any(name == column.name for name, _v, _m in draft.problems):
            return True
        return draft.values.get(column.name) not in (None, "")

    def demand(self, draft: Draft, column: Column) -> None:
        allowed = ", ".join(self._allowed(column))
        message = _("This is required: write one of %(allowed)s.") if allowed else _("This is required.")
        draft.refuse(column.name, "", message % {"allowed": allowed})

    def _allowed(self, column: Column) -> list[str]:
        return [value for value, _label in self.cells[column.name].field.choices or () if value]

    def key_text(self, draft: Draft) -> str:
        """The key of a row as people read it."""
        texts = (draft.cells.get(column.name, "").strip() for column in self.keys)
        return "/".join(MASK if self.mask and i else text for i, text in enumerate(texts))
