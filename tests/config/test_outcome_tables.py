"""The command: what it prints, for whom, and what it refuses."""

import csv
import io
import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from registry.domain.acting import acting_for
from registry.models import AccessLog
from tests import factories
from tests.registry.outcomes.stories import born

TABLES = ["live_birth", "side_effects", "pregnancy", "adherence", "montreal"]


def run(*arguments):
    """What the command writes to standard output; nothing may stand beside it."""
    out, err = StringIO(), StringIO()
    call_command("outcome_tables", *arguments, stdout=out, stderr=err)
    assert err.getvalue() == ""
    return out.getvalue()


@pytest.fixture
def one_birth(site, acting):
    return born(site, by=acting)


def test_text_shows_every_table_with_its_head(one_birth):
    text = run()
    for title in ("Live birth\n", "Side effects\n", "Pregnancy and newborn\n", "Adherence to", "The four Montreal"):
        assert title in text
    assert "1/1 (100.0 %, 2.5–100.0)" in text
    assert "Definitions: ICMART 2017 (icmart-2017): miscarriage below 22w0d, stillbirth from 28w0d" in text


def test_text_is_aligned(one_birth):
    lines = run("live_birth", "--by", "route").splitlines()
    start = next(number for number, line in enumerate(lines) if "Intravenous only" in line)
    assert len({len(line) for line in lines[start : start + 17]}) == 1


def test_json_is_a_list_of_tables_and_nothing_else(one_birth):
    assert [table["table"] for table in json.loads(run("--format", "json"))] == TABLES


def test_named_tables_alone_are_printed(one_birth):
    assert [table["table"] for table in json.loads(run("montreal", "live_birth", "--format", "json"))] == [
        *("live_birth", "montreal")
    ]


def test_csv_has_a_line_for_each_figure(one_birth):
    lines = list(csv.DictReader(io.StringIO(run("live_birth", "--by", "all", "--format", "csv"))))
    assert {(line["table"], line["by"]) for line in lines} == {("live_birth", "all")}
    assert len(lines) == 17
    assert lines[0] | {"key": "per_woman", "events": "1", "total": "1", "percent": "100.0"} == lines[0]


def test_stratum_that_one_table_knows_leaves_the_others_whole(one_birth):
    tables = json.loads(run("--by", "route", "--format", "json"))
    assert {table["table"]: {row["by"] for row in table["rows"]} for table in tables} == {
        "live_birth": {"all", "route"},
        **{name: {"all"} for name in TABLES[1:]},
    }


def test_same_question_has_the_same_rows_and_hash(one_birth):
    first, second = (json.loads(run("--format", "json")) for _time in range(2))
    assert [table["rows"] for table in first] == [table["rows"] for table in second]
    assert [table["data_hash"] for table in first] == [table["data_hash"] for table in second]


def test_definitions_are_those_asked_for(site, acting):
    born(site, by=acting, days=145)
    for code, births in (("icmart-2017", 0), ("commit-2020", 1)):
        [table] = json.loads(run("live_birth", "--definitions", code, "--by", "all", "--format", "json"))
        assert (table["definitions"], table["rows"][0]["events"]) == (code, births)


def test_person_sees_her_sites_only(one_birth, other_site, charlie):
    [table] = json.loads(run("live_birth", "--user", "charlie", "--by", "all", "--format", "json"))
    assert table["rows"][0]["total"] == 0


def test_site_asked_for_is_the_one_counted(one_birth, other_site, acting):
    born(other_site, by=acting)
    [table] = json.loads(run("live_birth", "--site", "OTT", "--by", "all", "--format", "json"))
    assert table["rows"][0]["total"] == 1


@pytest.mark.parametrize(
    ("arguments", "sentence", "code"),
    [
        (["nonsense"], "There is no outcome table “nonsense”: choose from live_birth", 2),
        (["--by", "colour"], "has no stratum “colour”", 1),
        (["montreal", "--by", "route"], "The table montreal has no stratum “route”: choose one of all", 1),
        (["--site", "XYZ"], "There is no site “XYZ”.", 1),
        (["--reference", "130"], "The reference rate is 130 %", 1),
        (["--user", "nobody"], "There is no active user “nobody”.", 2),
        (["--as-of", "2020-01-01T00:00:00+00:00"], "they cannot be read as of 2020-01-01 00:00 UTC", 1),
        (["--as-of", "2120-01-01"], "they cannot be read as of 2120-01-01 00:00 UTC", 1),
    ],
)
def test_question_without_an_answer_is_refused(one_birth, arguments, sentence, code):
    with pytest.raises(CommandError, match=sentence) as refusal:
        run(*arguments)
    assert refusal.value.returncode == code


@pytest.mark.parametrize("arguments", [["--format", "exe"], ["--definitions", "mine"], ["--as-of", "yesterday"]])
def test_wrong_usage_is_told(db, arguments):
    with pytest.raises(CommandError, match="invalid"):
        run(*arguments)


def test_administrator_may_not_read_outcomes(one_birth, administrator):
    with pytest.raises(CommandError, match="it takes one of these roles"):
        run("--user", "adam")


def test_run_is_noted_in_the_access_log(one_birth, alice):
    run("montreal", "--user", "alice")
    run("montreal", "--user", "alice", "--format", "csv")
    with acting_for(alice):
        noted = AccessLog.objects.filter(subject="montreal").order_by("pk").values_list("username", "kind")
        assert list(noted) == [("alice", "outcomes_viewed"), ("alice", "downloaded")]


def test_term_like_a_formula_is_text_in_every_file(one_birth, acting):
    factories.event(one_birth.patient, by=acting, cycle=one_birth, term="=1+1")
    terms = {line["term"] for line in csv.DictReader(io.StringIO(run("side_effects", "--format", "csv")))}
    assert "'=1+1" in terms
    assert "=1+1" not in terms
    [table] = json.loads(run("side_effects", "--format", "json"))
    assert "=1+1" in {row.get("term") for row in table["rows"]}
