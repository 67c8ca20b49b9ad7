from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.urls import reverse

from registry.domain import changes
from registry.domain.acting import acting_for
from registry.domain.changes import changes_of
from registry.domain.infusions import correct_infusion
from registry.domain.recording import change, restore, void
from registry.models import ContactDetails, Infusion
from tests import factories
from tests.registry.views.test_identities import MARIE


def told(patient, kind=Infusion):
    """Who did what, why, and each field with its old and new value; the earliest first."""
    return [
        (each.who, each.action, each.why, {f.field.name: (f.old, f.new) for f in each.fields})
        for each in changes_of(patient)[0][::-1]
        if each.model is kind
    ]


@pytest.fixture
def infusion(cycle, acting):
    return factories.infusion(cycle, by=acting)


@pytest.fixture
def corrected(infusion, alice, today):
    infusion.dose_g = Decimal("35")
    with acting_for(alice):
        correct_infusion(infusion, seen=1, by=alice, today=today, reason="Misread the form", lot_number="LOT2")
    return infusion


def test_change_tells_who_what_and_why(corrected):
    first, second = told(corrected.patient)

    assert first[:2] == ("system", "recorded")
    assert first[3]["dose_g"] == (None, Decimal("40"))
    assert second == ("alice", "changed", "Misread the form", {"dose_g": (Decimal("40"), Decimal("35"))})


def test_change_names_the_rows_that_it_points_to(corrected, alice, today):
    with acting_for(alice):
        correct_infusion(corrected, seen=2, by=alice, today=today, product="Hizentra 20%")

    assert told(corrected.patient)[-1][3] == {"product": ("Privigen 10%", "Hizentra 20%")}


def test_void_and_restore_are_told_with_their_reason(infusion, alice, today):
    now = datetime(2026, 11, 20, 12, tzinfo=UTC)
    for link in infusion.lot_links.all():
        with acting_for(alice):
            void(link, by=alice, today=today, now=now, reason="With its infusion")
    with acting_for(alice):
        void(infusion, by=alice, today=today, now=now, reason="Another patient's")
    with acting_for(alice, reason="It was hers"):
        restore(infusion, by=alice, today=today, reason="It was hers")

    assert [each[:3] for each in told(infusion.patient)[1:]] == [
        ("alice", "voided", "Another patient's"),
        ("alice", "restored", "It was hers"),
    ]


def test_change_of_contact_details_shows_no_value(site, acting, alice, today):
    woman = factories.patient(site, by=acting, contact=MARIE)
    details = ContactDetails.objects.get()
    details.family_name = "Gagnon"
    with acting_for(alice):
        change(details, seen=1, by=alice, today=today)

    assert told(woman, ContactDetails)[-1][3] == {"family_name": (None, None)}


def test_changes_on_the_page_are_sentences(client, alice, corrected):
    client.force_login(alice)
    page = client.get(reverse("changes", args=[corrected.patient.study_id])).content.decode()

    assert "Changed: infusion (2 Feb 2026, 09:30)" in page
    assert "<del>40\u202fg</del>" in page
    assert "<ins>35\u202fg</ins>" in page
    assert "Reason: Misread the form" in page


def test_changes_on_the_page_never_show_who_she_is(client, alice, site, acting):
    woman = factories.patient(site, by=acting, contact=MARIE)
    client.force_login(alice)
    page = client.get(reverse("changes", args=[woman.study_id])).content.decode()

    assert "says who she is: not shown" in page
    assert "gAAAA" not in page
    assert "1990" not in page


@pytest.mark.parametrize(
    ("asked", "number"),
    [
        ({"who": "alice", "field": "Dose given"}, 1),
        ({"who": "system", "field": "Dose given"}, 1),
        ({"who": "nobody"}, 0),
        ({"day": "1999-01-01"}, 0),
        ({"day": "2026-02-31"}, 0),
        ({"day": "x"}, 0),
        ({"page": "x", "field": "Dose given"}, 2),
    ],
)
def test_changes_are_narrowed(client, alice, corrected, asked, number):
    client.force_login(alice)
    answer = client.get(reverse("changes", args=[corrected.patient.study_id]), asked)

    assert answer.context["number"] == number


def test_changes_of_another_site_do_not_exist(client, charlie, patient):
    client.force_login(charlie)

    assert client.get(reverse("changes", args=[patient.study_id])).status_code == 404


def test_changes_for_an_administrator_are_refused(client, administrator, patient):
    client.force_login(administrator)

    assert client.get(reverse("changes", args=[patient.study_id])).status_code == 403


def test_changes_are_read_in_parts_that_say_the_same_as_the_whole(corrected, monkeypatch):
    def said(part):
        told, _more = changes_of(corrected.patient, part=part)
        return [(c.at, c.action, {f.field.name: (f.old, f.new) for f in c.fields}) for c in told]

    whole = said(1)
    monkeypatch.setattr(changes, "READ_TOGETHER", 1)
    parts = [changes_of(corrected.patient, part=part)[1] for part in range(1, 100)]
    number = parts.index(False) + 1

    assert number >= len(whole) > 2
    assert [each for part in range(1, number + 1) for each in said(part)] == whole


@pytest.mark.parametrize(
    ("part", "links"), [("1", (False, True)), ("2", (True, True)), ("0", (False, True)), ("²", (False, True))]
)
def test_page_leads_on_to_earlier_changes(client, alice, corrected, monkeypatch, part, links):
    monkeypatch.setattr(changes, "READ_TOGETHER", 1)
    client.force_login(alice)
    page = client.get(reverse("changes", args=[corrected.patient.study_id]), {"part": part}).content.decode()

    assert ("Later changes" in page, "Earlier changes" in page) == links
