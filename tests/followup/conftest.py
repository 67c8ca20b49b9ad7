"""A woman who is expecting and agreed to e-mail: first visit planned for Wednesday 2026-04-22.

Her steps are 8 April (14 days before), Sunday 19 April (3) and 21 April (1); her site is in America/Toronto.
"""

from datetime import UTC, date, datetime

import pytest

from tests import factories

CONFIRMED = date(2026, 2, 20)
VISIT = date(2026, 4, 22)
STEP_14 = datetime(2026, 4, 8, 15, 0, tzinfo=UTC)  # 11:00 in Toronto
CONTACT = {
    "given_name": "Zoé",
    "family_name": "Tremblay",
    "email": "zoe@example.org",
    "language": "fr",
    "channel": "email",
}


@pytest.fixture
def expecting(site, acting):
    """The patient."""
    patient = factories.patient(site, by=acting, today=CONFIRMED, contact=CONTACT)
    factories.consent(patient, by=acting, today=CONFIRMED)
    cycle = factories.cycle(patient, by=acting, today=CONFIRMED)
    factories.pregnancy(cycle, by=acting, today=CONFIRMED)
    return patient


@pytest.fixture
def visit(expecting):
    """Her first visit."""
    from followup.models import FollowUp  # noqa: PLC0415  models need settings

    return FollowUp.objects.get(kind="pregnancy", sequence=1)
