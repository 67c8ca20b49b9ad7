from collections import defaultdict
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from registry.models import AdverseEvent, Infusion
from registry.outcomes.side_effects import RELATED_CAUSALITY, side_effects
from tests import factories
from tests.registry.outcomes.random_cohort import Cohort


def figures(table, key):
    """(events, total) of a rate by its place."""
    return {
        (row.by, row.value, *row.fields.values()): (row.events, row.total)
        for row in table.rows
        if row.key == key and row.events
    }


@pytest.mark.parametrize("seed", range(3))
def test_side_effects_on_random_cohorts(acting, now, seed):
    Cohort(seed, by=acting)

    table = side_effects(as_of=now, visible_to=acting)

    women, infusions = plain_count()
    assert figures(table, "women") == women
    assert figures(table, "per_100_infusions") == infusions


def plain_count():
    """The same figures, event by event."""
    given = list(Infusion.objects.filter(patient__voided_at=None).select_related("site", "product"))
    by_woman = defaultdict(list)
    for infusion in sorted(given, key=lambda infusion: infusion.started_at):
        by_woman[infusion.patient_id].append(infusion)
    events, having = defaultdict(int), defaultdict(set)
    for event in AdverseEvent.objects.filter(patient__voided_at=None):
        for place in places_of(event, by_woman[event.patient_id]):
            events[place] += 1
            having[place].add(event.patient_id)
    totals = {place: exposure(place, by_woman) for place in events}
    return (
        {place: (len(having[place]), totals[place][0]) for place in events},
        {place: (events[place], totals[place][1]) for place in events},
    )


def places_of(event, infusions):
    days = [infusion.started_at.astimezone(ZoneInfo(infusion.site.timezone)).date() for infusion in infusions]
    if not days or event.onset_on < days[0]:
        return
    if event.infusion_id:
        source = next(infusion for infusion in infusions if infusion.pk == event.infusion_id)
    else:
        source = max(
            (infusion for infusion, day in zip(infusions, days, strict=True) if day <= event.onset_on),
            key=lambda infusion: infusion.started_at,
        )
    words = {"headache": "Headache", "any": "“any”"}.get(event.term.lower(), event.term)
    related = ["all"]
    if event.causality in RELATED_CAUSALITY:
        related.append("related")
    if not event.causality:
        related.append("not_assessed")
    strata = {
        "all": "all",
        "grade": str(event.grade),
        "serious": "yes" if event.serious else "no",
        "product": source.product.name,
        "infusion": "first" if source is infusions[0] else "later",
    }
    for by, value in strata.items():
        for term in ("any", words):
            for route in ("any", source.route):
                for causality in related:
                    yield by, value, term, route, causality, event.subject


def exposure(place, by_woman):
    """Women exposed and infusions given, by route, and where the stratum divides the infusions by that too."""
    by, value, _term, route, _related, _subject = place
    women, number = set(), 0
    for woman, infusions in by_woman.items():
        for infusion in infusions:
            turn = "first" if infusion is infusions[0] else "later"
            of_stratum = {"product": infusion.product.name, "infusion": turn}.get(by, value) == value
            if of_stratum and route in ("any", infusion.route):
                women.add(woman)
                number += 1
    return len(women), number


@pytest.fixture
def treated(cycle, acting):
    """Two infusions IV on 2 and 30 March, then one SC on 6 April."""
    for day, route, grams in ((2, "iv", 40), (30, "iv", 40), (36, "sc", 10)):
        at = datetime(2026, 3, 1, 15, tzinfo=UTC).replace(month=3 + day // 32, day=day % 32 or 1)
        factories.infusion(cycle, by=acting, started_at=at, route=route, dose_g=grams)
    return cycle


def report(cycle, acting, **values):
    from registry.domain.events import report_adverse_event  # noqa: PLC0415

    defaults = {"term": "Headache", "grade": 1, "outcome": "recovered", "onset_on": date(2026, 3, 2)}
    return report_adverse_event(
        patient=cycle.patient, cycle=cycle, by=acting, today=factories.TODAY, **(defaults | values)
    )


def women(table, route, **fields):
    wanted = {"term": "any", "route": route, "related": "all", "subject": "mother"} | fields
    return [(row.events, row.total) for row in table.rows if row.key == "women" and row.fields == wanted]


def test_event_belongs_to_the_last_dose_on_or_before_its_onset(treated, acting, now):
    report(treated, acting, onset_on=date(2026, 3, 29))
    assert women(side_effects(as_of=now, visible_to=acting, by="all"), "iv") == [(1, 1)]


def test_event_belongs_to_the_infusion_it_names(treated, acting, now):
    named = Infusion.objects.get(route="sc")
    report(treated, acting, onset_on=date(2026, 3, 29), infusion=named)
    table = side_effects(as_of=now, visible_to=acting, by="all")
    assert (women(table, "iv"), women(table, "sc")) == ([(0, 1)], [(1, 1)])


def test_event_before_the_first_dose_is_counted_as_not_counted(treated, acting, now):
    report(treated, acting, onset_on=date(2026, 3, 1))
    table = side_effects(as_of=now, visible_to=acting, by="all")
    unseen = {row.fields["reason"]: row.count for row in table.rows if row.key == "events_not_counted"}
    assert women(table, "any") == [(0, 1)]
    assert unseen == {"no_dose": 0, "before_first_dose": 1}


def test_event_of_a_woman_without_a_dose_is_counted_as_not_counted(cycle, acting, now):
    report(cycle, acting)
    table = side_effects(as_of=now, visible_to=acting, by="all")
    unseen = {row.fields["reason"]: row.count for row in table.rows if row.key == "events_not_counted"}
    assert unseen == {"no_dose": 1, "before_first_dose": 0}


def test_terms_compare_without_case(treated, acting, now):
    report(treated, acting, term="headache")
    report(treated, acting, term="Headache")
    table = side_effects(as_of=now, visible_to=acting, by="all")
    assert women(table, "iv", term="Headache") == [(1, 1)]
    assert women(table, "iv", term="headache") == []
    [rate] = [
        row
        for row in table.rows
        if row.key == "per_100_infusions"
        and row.fields == {"term": "Headache", "route": "iv", "related": "all", "subject": "mother"}
    ]
    assert (rate.events, rate.total, rate.method) == (2, 2, "garwood")


def test_event_not_yet_assessed_is_a_row_of_its_own(treated, acting, now):
    report(treated, acting)
    report(treated, acting, causality="unlikely")
    table = side_effects(as_of=now, visible_to=acting, by="all")
    assert women(table, "any", related="not_assessed") == [(1, 1)]
    assert women(table, "any", related="related") == [(0, 1)]


def test_event_of_the_fetus_has_rows_of_its_own(treated, acting, now):
    report(treated, acting, subject="fetus")
    table = side_effects(as_of=now, visible_to=acting, by="all")
    assert women(table, "any") == [(0, 1)]
    assert women(table, "any", subject="fetus") == [(1, 1)]


def test_latency_is_counted_from_the_infusion(treated, acting, now):
    report(treated, acting, onset_on=date(2026, 3, 5))
    [latency] = [
        row
        for row in side_effects(as_of=now, visible_to=acting, by="all").rows
        if row.key == "latency_days"
        and row.fields == {"term": "any", "route": "any", "related": "all", "subject": "mother"}
    ]
    assert (latency.n, latency.mean, latency.sd) == (1, 3, None)


def test_nobody_exposed_gives_dashes_and_no_error(site, acting, now):
    table = side_effects(as_of=now, visible_to=acting)
    assert women(table, "any")[0] == (0, 0)
    assert {row.percent for row in table.rows if row.key == "women"} == {None}
