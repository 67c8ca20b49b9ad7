"""Women, who they are, and what they signed."""

from typing import Any

from django.db import models
from django.db.models import Prefetch
from django.utils.translation import gettext as _

from registry.domain.checks import fatal_events
from registry.domain.enrolment import hold_study_ids
from registry.domain.permissions import can
from registry.exchange.importing.drafts import Draft
from registry.exchange.importing.report import MASK
from registry.exchange.importing.table import TableImport
from registry.models import Patient, Right
from registry.models.choices import ConsentSubject


class PatientImport(TableImport):
    """A study ID is never used again, also that of a woman whose record was voided."""

    def load(self, drafts: list[Draft]) -> None:
        """Nothing: the rows are the patients themselves."""

    def scope(self, drafts: list[Draft]) -> models.Q:
        study_ids = {draft.values["study_id"] for draft in drafts}
        return models.Q(study_id__in=study_ids, site__in=[site.pk for site in self.run.references.sites.values()])

    def existing(self, drafts: list[Draft]) -> dict[tuple[Any, ...], Any]:
        void_rows = Patient.everything.filter(self.scope(drafts)).exclude(voided_at=None)
        voided = set(void_rows.values_list("study_id", flat=True))
        for draft in drafts:
            study_id = draft.values["study_id"]
            if study_id in voided:
                message = _("%(value)s was voided, and a study ID is never used again: restore her record instead.")
                draft.refuse("study_id", study_id, message % {"value": study_id})
        there = super().existing(drafts)
        models.prefetch_related_objects(
            list(there.values()), Prefetch("adverse_events", fatal_events(), to_attr="fatal_events")
        )
        return there

    def before_write(self, drafts: list[Draft]) -> None:
        """Let enrolments by form wait for this import, so that nobody is given a study ID of its file."""
        for site in {draft.row.site_id for draft in drafts if draft.row.pk is None}:
            hold_study_ids(site)


class ContactImport(TableImport):
    """Identities: their own right, and no value of theirs in any message."""

    mask = MASK

    def read(self, draft: Draft) -> None:
        super().read(draft)
        patient = draft.owners.get("patient")
        if patient is not None and not can(self.run.by, Right.CHANGE_IDENTITIES, patient.site):
            message = _("“%(user)s” may not enter who a patient is at %(site)s.")
            params = {"user": self.run.by.get_username(), "site": patient.site}
            draft.refuse("study_id", patient.study_id, message % params)

    def before_write(self, drafts: list[Draft]) -> None:
        for draft in drafts:
            draft.row.renew_search_hashes()


class ConsentImport(TableImport):
    """A consent that does not say for whom is the mother's."""

    def read(self, draft: Draft) -> None:
        subject = draft.cells.get("subject", "").strip()
        draft.cells = draft.cells | {"subject": subject or ConsentSubject.MOTHER.value}
        super().read(draft)
