from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import factories

ADDRESS = reverse("patients")


@pytest.fixture
def signed_in(client, alice):
    client.force_login(alice)
    return client


def enrolled(site, acting, number):
    return [factories.patient(site, by=acting) for _ in range(number)]


def shown(answer):
    return [row.record.study_id for row in answer.context["table"].page.object_list]


def test_patients_signed_out_leads_to_sign_in(client, db):
    assert client.get(ADDRESS).url.startswith(reverse("account_login"))


def test_patients_of_another_site_are_not_there(client, charlie, patient):
    client.force_login(charlie)
    answer = client.get(ADDRESS)

    assert shown(answer) == []
    assert patient.study_id not in answer.content.decode()
    assert "No patient is enrolled yet" in answer.content.decode()


def test_patients_for_the_ethics_board_are_refused_in_words(client, board_member, patient):
    client.force_login(board_member)
    answer = client.get(ADDRESS)

    assert answer.status_code == 403
    assert "it takes one of these roles" in answer.content.decode()


def test_patients_lists_what_matters_today(signed_in, cycle, acting, today):
    factories.pregnancy(cycle, by=acting, confirmed_on=date(2026, 2, 19))
    table = signed_in.get(ADDRESS).context["table"]

    facts = table.facts(table.page.object_list[0].record)

    assert (facts["cycle"].state, facts["due_on"]) == ("pregnant", date(2026, 10, 28))
    assert facts["days"] == 280 - (date(2026, 10, 28) - table.today).days


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("MTL-0002", ["MTL-0002"]),
        ("mtl-000", ["MTL-0001", "MTL-0002", "MTL-0003"]),
        (" 3 ", ["MTL-0003"]),
        ("OTT", []),
        ("MTL-0002x", []),
        ("\U0010ffff", []),
        ("%", []),
    ],
)
def test_patients_by_the_beginning_of_a_study_id(signed_in, site, acting, asked, found):
    enrolled(site, acting, 3)

    assert shown(signed_in.get(ADDRESS, {"study_id": asked})) == found


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"state": "planned"}, []),
        ({"state": "tested_negative"}, ["MTL-0001"]),
        ({"state": "no_cycle"}, ["MTL-0002"]),
        ({"state": "withdrawn"}, []),
        ({"exposure": "immunoglobulin"}, ["MTL-0001"]),
        ({"exposure": "none"}, []),
        ({"indication": "rpl"}, ["MTL-0002"]),
        ({"indication": "rpl", "exposure": "immunoglobulin"}, []),
    ],
)
def test_patients_narrowed_by(signed_in, site, acting, filters, found):
    first = factories.patient(site, by=acting, indication="rif")
    factories.patient(site, by=acting, indication="rpl")
    factories.cycle(first, by=acting, hcg_on=date(2026, 2, 19), hcg_result="negative")

    assert shown(signed_in.get(ADDRESS, filters)) == found


@pytest.mark.parametrize("filters", [{"state": "flying"}, {"sort": "-nothing"}, {"page": "x"}, {"page": "99"}])
def test_patients_with_a_filter_that_is_none_answers_all_the_same(signed_in, patient, filters):
    assert signed_in.get(ADDRESS, filters).status_code == 200


@pytest.mark.parametrize("column", ["study_id", "site", "indication", "cycle", "gestation", "follow_up", "deviations"])
def test_patients_sort_by_every_column_in_both_directions(signed_in, site, acting, column):
    plain, pregnant = enrolled(site, acting, 2)
    factories.pregnancy(factories.cycle(pregnant, by=acting), by=acting)

    upwards, downwards = (shown(signed_in.get(ADDRESS, {"sort": sort})) for sort in (column, f"-{column}"))

    assert sorted(upwards) == sorted(downwards) == [plain.study_id, pregnant.study_id]
    if column in {"gestation", "cycle"}:
        assert upwards[0] == downwards[0] == pregnant.study_id  # women without one come last either way


def test_patients_are_paged(signed_in, site, acting):
    enrolled(site, acting, 27)

    assert len(shown(signed_in.get(ADDRESS))) == 25
    assert shown(signed_in.get(ADDRESS, {"page": 2})) == ["MTL-0026", "MTL-0027"]


def queries_of(client, address):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_patients_takes_as_many_queries_for_three_as_for_one(signed_in, site, acting):
    def story():
        woman = factories.patient(site, by=acting)
        cycle = factories.cycle(woman, by=acting)
        factories.infusion(cycle, by=acting)
        factories.pregnancy(cycle, by=acting)

    story()
    one = queries_of(signed_in, ADDRESS)
    story()
    story()

    assert queries_of(signed_in, ADDRESS) == one


def test_patients_of_several_sites_are_narrowed_to_one(client, site, other_site, acting):
    factories.patient(site, by=acting)
    factories.patient(other_site, by=acting)
    dora = factories.person("dora", "data_manager", None)
    client.force_login(dora)

    assert shown(client.get(ADDRESS)) == ["MTL-0001", "OTT-0001"]
    assert shown(client.get(ADDRESS, {"site": "OTT"})) == ["OTT-0001"]
    assert client.get(ADDRESS, {"site": "XXX"}).context["filter"].form.errors["site"]
