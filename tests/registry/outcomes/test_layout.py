from datetime import UTC, datetime

import pytest

from registry.outcomes import live_birth, side_effects
from registry.outcomes.describing import Description, Heading
from registry.outcomes.figures import count, rate
from registry.outcomes.layout import as_text, sections
from registry.outcomes.rows import Place
from registry.outcomes.strata import ROUTE
from registry.outcomes.table import Table

DESCRIPTION = Description(
    name="example",
    title="Example",
    population="Everybody",
    strata=(ROUTE,),
    records=(),
    headings={
        "women": Heading("Women", "women exposed"),
        "infusions": Heading("Infusions"),
        "follow_up": Heading("Contacts", "contacts due"),
    },
)


def laid_out(*rows):
    table = Table(
        name="example",
        title="Example",
        definitions="icmart-2017",
        as_of=datetime(2026, 11, 20, tzinfo=UTC),
        population="Everybody",
        filters=(),
        data_hash="abc",
        rows=rows,
    )
    return table, list(sections(table, DESCRIPTION))


def lines(section):
    return [(*line.stubs, *(cell.text for cell in line.cells)) for line in section.lines]


def test_figures_of_the_whole_stand_below_each_other():
    _table, [whole] = laid_out(rate(Place(key="women"), 1, 4), count(Place(key="infusions"), 9))
    assert lines(whole) == [("Women, of women exposed", "1/4 (25.0 %, 4.6–69.9)"), ("Infusions", "9")]
    assert whole.content == "x/n (%, 95 % interval: Wilson); number"


def test_values_of_a_stratum_stand_side_by_side():
    by_route = (rate(Place(key=key, by="route", value=value), 0, 0) for value in ("iv", "sc") for key in ("women",))
    counts = (count(Place(key="infusions", by="route", value=value), 3) for value in ("iv", "sc"))
    _table, [section] = laid_out(*by_route, *counts)
    assert [column.title for column in section.columns] == ["Intravenous only", "Subcutaneous only"]
    assert lines(section) == [("Women, of women exposed", "–", "–"), ("Infusions", "3", "3")]


def test_fields_are_stubs_and_keys_stand_side_by_side():
    place = {"fields": (("term", "Headache"), ("route", "iv"))}
    _table, [section] = laid_out(rate(Place(key="women", **place), 1, 2), count(Place(key="infusions", **place), 5))
    assert section.stubs == ("Event", "Route")
    assert lines(section) == [("Headache", "Intravenous", "1/2 (50.0 %, 9.5–90.5)", "5")]


def test_one_key_with_fields_has_its_last_field_side_by_side():
    rows = [
        count(Place(key="infusions", fields=(("route", route), ("subject", subject))), 1)
        for route in ("iv", "sc")
        for subject in ("mother", "fetus")
    ]
    _table, [section] = laid_out(*rows)
    assert (section.stubs, [column.title for column in section.columns]) == (("Route",), ["Mother", "Fetus"])
    assert lines(section) == [("Intravenous", "1", "1"), ("Subcutaneous", "1", "1")]


def test_text_keeps_what_is_not_yet_known():
    table, _sections = laid_out(rate(Place(key="women"), 1, 4, 2))
    assert "1/4 (25.0 %, 4.6–69.9) of 4, of whom 2 not yet known: 25.0–75.0 %" in as_text(table, DESCRIPTION)


@pytest.mark.parametrize("module", [live_birth, side_effects])
def test_every_stratum_has_a_name_and_words(module):
    for stratum in module.DESCRIPTION.strata:
        assert str(stratum.title)
        assert all(str(words) for _value, words in stratum.values)
