from datetime import UTC, date, datetime

import pytest

from followup.domain.recording import record_contact, report_missed
from followup.models import FollowUp
from followup.outcomes import adherence
from registry.domain.recording import record
from registry.models import InfantFollowUp
from registry.protocol.deviations import RULES
from tests import factories
from tests.registry.outcomes.stories import born, ended, pregnant, treated

NOW = datetime(2026, 11, 20, 16, tzinfo=UTC)


@pytest.fixture
def expecting(site, acting):
    """A woman on treatment whose contacts are ideally on 22 April, 22 July and 21 October, a fortnight either way."""
    return pregnant(treated(site, by=acting), by=acting).cycle


@pytest.fixture
def counted(acting):
    """(events, total, unresolved) of the contacts of a kind by status, those that nobody has left out."""

    def count(kind="pregnancy", now=NOW):
        rows = adherence(as_of=now, visible_to=acting).rows
        return {
            row.fields["status"]: (row.events, row.total, row.unresolved)
            for row in rows
            if row.key == "follow_up" and row.value == kind and (row.events or row.unresolved)
        }

    return count


def made(acting, sequence, day):
    row = FollowUp.objects.get(kind="pregnancy", sequence=sequence)
    record_contact(row, seen=row.version, by=acting, today=factories.TODAY, completed_on=day, method="telephone")


def test_contact_on_the_last_day_of_its_window_is_done_and_the_day_after_late(expecting, acting, counted):
    made(acting, 1, date(2026, 5, 6))
    made(acting, 2, date(2026, 8, 6))
    made(acting, 3, date(2026, 11, 4))
    assert counted() == {"done": (2, 3, 0), "late": (1, 3, 0)}


def test_contact_before_its_window_is_early(expecting, acting, counted):
    made(acting, 1, date(2026, 4, 7))
    assert counted()["early"] == (1, 3, 0)


def test_contact_that_nobody_made_is_missed_after_its_window(expecting, counted):
    assert counted() == {"missed": (3, 3, 0)}


def test_contact_reported_missed_is_missed_at_once(expecting, acting, counted):
    row = FollowUp.objects.get(kind="pregnancy", sequence=3)
    report_missed(row, seen=row.version, by=acting, today=date(2026, 10, 10), note="Not reached.")
    assert counted(now=datetime(2026, 10, 10, 16, tzinfo=UTC))["missed"] == (3, 3, 0)


def test_contact_whose_window_is_open_is_not_yet_known(expecting, counted):
    found = counted(now=datetime(2026, 4, 30, 16, tzinfo=UTC))
    assert found == dict.fromkeys(("done", "early", "late", "missed", "lost"), (0, 1, 1))


def test_contact_whose_window_is_still_to_open_is_not_counted(expecting, counted):
    assert counted(now=datetime(2026, 4, 7, 16, tzinfo=UTC)) == {}


def test_contact_of_a_woman_lost_from_sight_is_lost(expecting, acting, counted):
    pregnancy = expecting.pregnancies.get()
    pregnancy.outcome = "unknown"
    pregnancy.save()
    assert counted() == {"lost": (3, 3, 0)}


def test_contacts_after_a_loss_are_cancelled_and_not_counted(site, acting, counted):
    ended(treated(site, by=acting), by=acting, outcome="loss", days=90)
    assert counted() == {}
    assert counted("postpartum") == {"missed": (1, 1, 0)}


def test_child_that_was_seen_is_a_contact_done(site, acting, counted, today):
    cycle = born(site, by=acting)
    contact = FollowUp.objects.get(kind="infant")
    seen = InfantFollowUp(baby=cycle.pregnancies.get().babies.get(), seen_on=contact.window_opens_on)
    seen.alive, seen.neurodevelopment = "yes", "normal"
    record(seen, by=acting, today=contact.window_opens_on)
    later = datetime.combine(contact.window_closes_on, datetime.min.time(), UTC)
    assert counted("infant", later) == {"done": (1, 1, 0)}


def test_every_rule_has_a_row_and_none_for_the_whole(site, acting):
    rows = [row for row in adherence(as_of=NOW, visible_to=acting).rows if row.key == "deviation"]
    assert [(row.by, row.value) for row in rows] == [("code", code) for code in RULES]
    assert {row.percent for row in rows} == {None}


def test_deviation_counts_each_woman_once(expecting, acting):
    for day in (9, 16):
        at = datetime(2026, 3, day, 15, tzinfo=UTC)
        factories.infusion(expecting, by=acting, started_at=at, dose_g=10)
    treated(expecting.site, by=acting)
    table = adherence(as_of=NOW, visible_to=acting, by="code")
    assert {row.value: (row.events, row.total) for row in table.rows if row.value == "DOSE_LOW"} == {"DOSE_LOW": (1, 2)}


@pytest.mark.parametrize(("by", "strata"), [("all", {"all"}), ("kind", {"all", "kind"}), ("code", {"all", "code"})])
def test_table_is_divided_as_asked(site, acting, by, strata):
    assert {row.by for row in adherence(as_of=NOW, visible_to=acting, by=by).rows} == strata
