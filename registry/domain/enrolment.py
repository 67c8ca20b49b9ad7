"""Enrolling a woman, and letting her go."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils.translation import gettext as _

from registry.domain.permissions import check_can
from registry.domain.recording import change, record
from registry.models import ContactDetails, Patient, Right, Site, User
from registry.models.choices import WithdrawalReason


def next_study_id(site: Site) -> str:
    """The next free study ID of the site, such as MTL-0016; never one that was used before.

    Enrolments of one site wait for each other (a lock until the end of the transaction), so that
    no two women get the same number. Only numbers of up to seven digits count: a longer one was brought from
    elsewhere (a number of another system) and is no place to go on from.
    """
    hold_study_ids(site.pk)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(max(substring(study_id FROM '-([0-9]{4,7})$')::int), 0) + 1"
            " FROM registry_patient WHERE site_id = %s",
            [site.pk],
        )
        number = cursor.fetchone()[0]
    return f"{site.site_code}-{number:04d}"


def hold_study_ids(site_pk: int) -> None:
    """Let every other enrolment at the site wait until this transaction has ended."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('study_id'), %s)", [site_pk])


def enrol(
    *,
    site: Site,
    by: User,
    today: date,
    study_id: str = "",
    contact: dict[str, Any] | None = None,
    **values: Any,
) -> Patient:
    """Enrol a woman at `site` under the next free study ID, with her contact details where given."""
    check_can(by, Right.ENTER_RECORD, site)
    with transaction.atomic():
        patient = record(Patient(site=site, study_id=study_id or next_study_id(site), **values), by=by, today=today)
        if contact:
            details = ContactDetails(patient=patient, **contact)
            record(details, by=by, today=today, right=Right.CHANGE_IDENTITIES)
    return patient


def withdraw(patient: Patient, *, on: date, why: str, seen: int, by: User, today: date, reason: str = "") -> Patient:
    """Record that she left the study on a day, and why (a code of `WithdrawalReason`)."""
    if why not in WithdrawalReason.values:
        allowed = ", ".join(WithdrawalReason.values)
        raise ValidationError(
            {"withdrawal_reason": _("“%(value)s” is not one of %(allowed)s.") % {"value": why, "allowed": allowed}}
        )
    patient.withdrawn_on, patient.withdrawal_reason = on, why
    return change(patient, seen=seen, by=by, today=today, reason=reason)
