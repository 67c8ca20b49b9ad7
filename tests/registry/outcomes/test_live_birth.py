from datetime import date

import pytest

from registry.domain.acting import acting_for
from registry.domain.deviations import explain
from registry.domain.recording import void
from registry.models import Deviation
from registry.outcomes.cut import Refused
from registry.outcomes.live_birth import live_birth
from tests import factories
from tests.registry.outcomes.stories import ALIVE, STILLBORN, born, ended, pregnant, treated

TWINS_OF_WHOM_ONE_DIED = (ALIVE, STILLBORN)


@pytest.fixture
def counted(acting, now):
    """(events, total, unresolved) of a rate over all women."""

    def count(key, by="all", value="all", **asked):
        [row] = [
            row
            for row in live_birth(as_of=now, visible_to=acting, **({"by": by} | asked)).rows
            if (row.key, row.by, row.value) == (key, by, value)
        ]
        return row.events, row.total, row.unresolved

    return count


def test_nobody_gives_dashes_and_no_error(site, acting, now):
    rows = live_birth(as_of=now, visible_to=acting).rows
    assert {row.total for row in rows if row.key != "reference_test"} == {0}
    assert {row.percent for row in rows if row.key != "reference_test"} == {None}
    assert {row.p for row in rows if row.key == "reference_test"} == {None}


@pytest.mark.parametrize(("outcome", "limits"), [("none", (0, 97.5)), ("all", (2.5, 100))])
def test_none_and_all_have_exact_intervals(site, acting, now, outcome, limits):
    if outcome == "all":
        born(site, by=acting)
    else:
        treated(site, by=acting, hcg_result="negative")
    row = live_birth(as_of=now, visible_to=acting, by="all").rows[0]
    assert (row.key, row.total, row.method, row.unresolved) == ("per_woman", 1, "clopper_pearson", 0)
    assert (row.low, row.high) == pytest.approx(limits)


def test_woman_without_a_dose_has_not_started(site, acting, counted):
    factories.cycle(factories.patient(site, by=acting), by=acting)
    assert counted("per_woman") == (0, 0, 0)


def test_ongoing_pregnancy_is_not_resolved_and_opens_the_bounds(site, acting, now, counted):
    born(site, by=acting)
    pregnant(treated(site, by=acting), by=acting)
    assert counted("per_woman") == (1, 2, 1)
    [row] = [row for row in live_birth(as_of=now, visible_to=acting, by="all").rows if row.key == "per_woman"]
    assert (row.percent, row.bound_low, row.bound_high) == (50, 50, 100)


def test_cycle_without_a_test_yet_is_not_resolved(site, acting, counted):
    treated(site, by=acting, hcg_on=None, hcg_result="")
    assert counted("per_woman") == (0, 1, 1)
    assert counted("failed_transfer") == (0, 0, 0)


def test_cycle_cancelled_after_a_dose_is_resolved(site, acting, counted):
    cancelled = {"hcg_on": None, "hcg_result": "", "transferred_on": None, "cancelled_on": date(2026, 2, 5)}
    treated(site, by=acting, embryo_age_days=None, embryos_transferred=None, **cancelled)
    assert counted("per_woman") == (0, 1, 0)
    assert counted("per_transfer") == (0, 0, 0)


def test_lost_from_sight_is_not_resolved(site, acting, counted):
    row = pregnant(treated(site, by=acting), by=acting)
    row.outcome = "unknown"
    row.save()
    assert counted("per_woman") == (0, 1, 1)
    assert counted("ongoing_12w") == (0, 1, 1)


@pytest.mark.parametrize(("cancelled_on", "women"), [(None, 1), (date(2026, 2, 8), 0), (date(2026, 2, 9), 1)])
def test_comparator_starts_unless_cancelled_before_its_planned_day(site, acting, counted, cancelled_on, women):
    factories.cycle(
        factories.patient(site, by=acting),
        by=acting,
        exposure="none",
        transferred_on=None,
        embryo_age_days=None,
        embryos_transferred=None,
        planned_on=date(2026, 2, 9),
        cancelled_on=cancelled_on,
    )
    assert counted("per_woman")[1] == women
    assert counted("per_woman", "route", "none")[1] == women
    assert counted("per_woman", "exposure", "none")[1] == women


def test_woman_with_several_cycles_counts_by_her_first(site, acting, counted):
    first = treated(site, by=acting, hcg_result="negative")
    born(site, by=acting, woman=first.patient, started_on=date(2026, 1, 26))
    assert counted("per_woman") == (0, 1, 0)
    assert counted("per_woman_cumulative") == (1, 1, 0)
    assert counted("per_cycle") == (1, 2, 0)
    assert counted("per_transfer") == (1, 2, 0)


def test_first_cycle_is_the_earliest_one_that_started(site, acting, counted):
    woman = factories.patient(site, by=acting)
    factories.cycle(woman, by=acting, started_on=date(2026, 1, 12))
    born(site, by=acting, woman=woman)
    assert counted("per_woman") == (1, 1, 0)


def test_twins_of_whom_one_died_are_one_live_birth(site, acting, counted):
    born(site, by=acting, babies=TWINS_OF_WHOM_ONE_DIED)
    assert counted("per_woman") == (1, 1, 0)
    assert counted("multiple_delivery") == (1, 1, 0)


@pytest.mark.parametrize(
    ("definitions", "days", "child", "key"),
    [
        ("icmart-2017", 153, ALIVE, "loss"),
        ("icmart-2017", 154, ALIVE, "per_woman"),
        ("commit-2020", 140, ALIVE, "per_woman"),
        ("eshre", 153, ALIVE, "loss"),
        ("icmart-2017", 195, STILLBORN, "loss"),
        ("icmart-2017", 196, STILLBORN, "stillbirth"),
        ("commit-2020", 140, STILLBORN, "stillbirth"),
        ("eshre", 168, STILLBORN, "stillbirth"),
    ],
)
def test_label_follows_the_definition_set(site, acting, counted, definitions, days, child, key):
    born(site, by=acting, days=days, babies=[child])
    named = {
        name for name in ("per_woman", "loss", "stillbirth") if counted(name, definitions=definitions) == (1, 1, 0)
    }
    assert named == {key}


@pytest.mark.parametrize(("days", "figure"), [(83, (0, 1, 0)), (84, (1, 1, 0))])
def test_pregnancy_lasted_twelve_weeks_on_the_day_itself(site, acting, counted, days, figure):
    ended(treated(site, by=acting), by=acting, outcome="loss", days=days)
    assert counted("ongoing_12w") == figure


def test_biochemical_pregnancy_is_no_failed_transfer_and_not_clinical(site, acting, counted):
    ended(treated(site, by=acting), by=acting, outcome="biochemical", days=35, gestational_sacs=0, fetal_heartbeats=0)
    assert counted("failed_transfer") == (0, 1, 0)
    assert counted("biochemical") == (1, 1, 0)
    assert counted("clinical_pregnancy") == (0, 1, 0)
    assert counted("per_clinical_pregnancy") == (0, 0, 0)


def test_pregnancy_without_a_scan_is_not_known_to_be_clinical(site, acting, counted):
    pregnant(treated(site, by=acting), by=acting, gestational_sacs=None, fetal_heartbeats=None)
    assert counted("clinical_pregnancy") == (0, 1, 1)
    assert counted("biochemical") == (0, 1, 1)


def test_explained_deviation_keeps_a_woman_out_of_per_protocol(site, acting, today, counted):
    cycle = born(site, by=acting)
    assert counted("per_protocol") == (0, 0, 0)  # nobody found her eligible, nobody had her consent
    for row in Deviation.objects.filter(cycle=cycle):
        explain(row, seen=row.version, by=acting, today=today, reason="Known.", closed_on=today)
    assert counted("per_protocol") == (0, 0, 0)


def test_unimportant_deviation_leaves_her_per_protocol(site, acting, today, counted):
    cycle = born(site, by=acting)
    for row in Deviation.objects.filter(cycle=cycle):
        explain(row, seen=row.version, by=acting, today=today, reason="Known.", classification="not_important")
    assert counted("per_protocol") == (1, 1, 0)


def test_voided_record_is_counted_nowhere(site, acting, today, now, counted):
    cycle = treated(site, by=acting)
    void(cycle.infusions.get(), by=acting, today=today, now=now, reason="Wrong patient")
    assert counted("per_woman") == (0, 0, 0)


def test_strata_that_are_not_known_are_a_row_of_their_own(site, acting, counted):
    woman = factories.patient(site, by=acting, prior_live_births=None)
    born(site, by=acting, woman=woman)
    assert counted("per_woman", "montreal_group", "missing") == (1, 1, 0)
    assert counted("per_woman", "nk", "not_done") == (1, 1, 0)


def test_person_counts_the_women_of_her_sites_only(site, other_site, acting, alice, charlie, now):
    born(site, by=acting)
    for person, women in ((alice, 1), (charlie, 0)):
        with acting_for(person):
            table = live_birth(as_of=now, visible_to=person, by="all")
            assert table.rows[0].total == women


def test_site_of_others_is_refused_like_one_that_is_not_there(site, other_site, alice, now):
    for code in ("OTT", "XYZ"):
        with pytest.raises(Refused, match=f"There is no site “{code}”"):
            live_birth(as_of=now, visible_to=alice, site=code)


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"by": "colour"}, "has no stratum “colour”: choose one of all, montreal_group"),
        ({"definitions": "mine"}, "There is no definition set “mine”: choose one of icmart-2017"),
        ({"reference": 130}, "The reference rate is 130 %: give 0 to 100."),
    ],
)
def test_question_without_an_answer_is_refused(acting, now, asked, sentence):
    with pytest.raises(Refused, match=sentence):
        live_birth(as_of=now, visible_to=acting, **asked)


def test_strata_of_a_closed_list_stand_there_with_nobody_in_them(site, acting, now):
    rows = live_birth(as_of=now, visible_to=acting, by="route").rows
    assert [row.value for row in rows if row.key == "per_woman"] == [
        *("all", "iv", "sc", "iv_then_sc", "sc_then_iv", "none")
    ]


def test_table_takes_a_fixed_number_of_queries(site, acting, now, django_assert_num_queries):
    born(site, by=acting)
    live_birth(as_of=now, visible_to=acting)  # the person's memberships are read once
    with django_assert_num_queries(10):
        live_birth(as_of=now, visible_to=acting)
    born(site, by=acting)
    born(site, by=acting)
    with django_assert_num_queries(10):
        live_birth(as_of=now, visible_to=acting)
