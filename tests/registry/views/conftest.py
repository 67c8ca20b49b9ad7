from datetime import UTC, datetime, time

import pytest
import time_machine
from django.urls import reverse

from tests import factories


@pytest.fixture(autouse=True)
def _on_the_day(today):
    """The pages ask the clock what day it is: it is `today`, at noon in Montreal."""
    with time_machine.travel(datetime.combine(today, time(17, 0), tzinfo=UTC)):
        yield


@pytest.fixture
def new(patient):
    """The address on which a row of a kind is made: `new("consent")`, `new("infusion", cycle=1)`."""

    def address(kind, **query):
        path = reverse("record_new", kwargs={"study_id": patient.study_id, "kind": kind})
        return path + ("?" + "&".join(f"{name}={value}" for name, value in query.items()) if query else "")

    return address


@pytest.fixture
def edit(patient):
    """The address on which a row is changed: `edit("consent", row)`."""

    def address(kind, row, name="record_edit"):
        return reverse(name, kwargs={"study_id": patient.study_id, "kind": kind, "pk": row.pk})

    return address


@pytest.fixture
def coordinator(client, alice):
    """A browser in which the site's coordinator is signed in."""
    client.force_login(alice)
    return client


@pytest.fixture
def consent(patient, acting, today):
    return factories.consent(patient, by=acting, today=today)


@pytest.fixture
def assessment(cycle, consent, acting, today):
    return factories.assessment(cycle, by=acting, today=today)


@pytest.fixture
def infusion(cycle, assessment, acting, today):
    return factories.infusion(cycle, by=acting, today=today)


@pytest.fixture
def pregnancy(cycle, acting, today):
    return factories.pregnancy(cycle, by=acting, today=today)


@pytest.fixture
def event(patient, acting, today):
    return factories.event(patient, by=acting, today=today)
