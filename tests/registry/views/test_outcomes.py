import csv
import io
import json

import pytest
from django.urls import reverse

from registry.models import AccessLog, Role
from registry.models.rights import ROLES_WITH, Right
from tests import factories

LIVE_BIRTH = "/admin/outcomes/live_birth/"
INDEX = "/admin/outcomes/"
PAGES = (INDEX, LIVE_BIRTH, f"{LIVE_BIRTH}?format=csv")


@pytest.fixture
def of_montreal(montreal):
    """An investigator of the site whose cohort is there."""
    return factories.person("irma", "investigator", montreal)


@pytest.fixture
def stranger(montreal, other_site):
    """A coordinator of another site."""
    return factories.person("stan", "coordinator", other_site)


def opened(client, user, address):
    client.force_login(user)
    return client.get(address)


@pytest.mark.parametrize("address", PAGES)
def test_page_when_signed_out_leads_to_sign_in(client, db, address):
    answer = client.get(address)
    assert (answer.status_code, answer.url.split("?")[0]) == (302, reverse("account_login"))


@pytest.mark.parametrize("role", Role.values)
@pytest.mark.parametrize("address", PAGES)
def test_page_is_open_to_the_roles_with_the_right(client, site, role, address):
    person = factories.person("someone", role, site)
    expected = 200 if role in ROLES_WITH[Right.READ_OUTCOMES] else 403
    assert opened(client, person, address).status_code == expected


def test_page_without_a_role_is_refused(client, db, django_user_model):
    nobody = django_user_model.objects.create_user("nobody", password="correct horse battery")
    assert opened(client, nobody, INDEX).status_code == 403


def test_page_shows_the_figure_with_its_interval_and_method(client, of_montreal):
    page = opened(client, of_montreal, LIVE_BIRTH).content.decode()
    assert "13/15 (86.7 %, 62.1–96.3)" in page
    assert "x/n (%, 95 % interval: Wilson; Clopper–Pearson for none or all)" in page
    assert "P = 8.72 × 10⁻⁶" in page


def test_page_of_another_site_counts_nobody(client, stranger):
    page = opened(client, stranger, LIVE_BIRTH).content.decode()
    assert "13/15" not in page
    assert "–" in page


def test_page_of_a_site_that_is_not_ones_own_is_refused_like_one_that_is_not_there(client, stranger):
    for site in ("MTL", "XYZ"):
        answer = opened(client, stranger, f"{LIVE_BIRTH}?site={site}")
        assert answer.status_code == 400
        assert f"{site} is not one of the available choices" in answer.content.decode()


def test_opening_is_noted_in_the_access_log(client, investigator):
    opened(client, investigator, f"{LIVE_BIRTH}?by=route&definitions=eshre")
    seen = AccessLog.objects.get(kind="outcomes_viewed")
    assert (seen.username, seen.subject, seen.detail["definitions"]) == ("irene", "live_birth", "eshre")


def test_download_is_noted_in_the_access_log(client, investigator):
    opened(client, investigator, f"{LIVE_BIRTH}?format=json")
    assert AccessLog.objects.get(kind="downloaded").detail["format"] == "json"


def test_files_are_the_table_of_the_page(client, of_montreal):
    answer = opened(client, of_montreal, f"{LIVE_BIRTH}?by=route&format=json")
    assert answer.headers["Content-Type"] == "application/json"
    [table] = json.loads(answer.content)
    lines = list(csv.DictReader(io.StringIO(client.get(f"{LIVE_BIRTH}?by=route&format=csv").content.decode())))
    assert {row["by"] for row in table["rows"]} == {"all", "route"}
    assert len(lines) == len(table["rows"])
    page = client.get(f"{LIVE_BIRTH}?by=route").content.decode()
    assert "9/11" in page
    assert table["data_hash"] in page


@pytest.mark.parametrize("name", ["live_birth", "side_effects", "pregnancy", "adherence", "montreal"])
def test_every_table_opens_with_every_stratum(client, investigator, name):
    assert opened(client, investigator, f"/admin/outcomes/{name}/?by=every").status_code == 200


@pytest.mark.parametrize(
    "query", ["by=nonsense", "definitions=mine", "reference=abc", "reference=101", "reference=nan"]
)
def test_wrong_filter_is_refused_at_its_field(client, investigator, query):
    answer = opened(client, investigator, f"{LIVE_BIRTH}?{query}")
    assert answer.status_code == 400
    assert "invalid-feedback" in answer.content.decode()


@pytest.mark.parametrize("address", ["/admin/outcomes/nonsense/", f"{LIVE_BIRTH}?format=exe", f"{LIVE_BIRTH}nonsense/"])
def test_address_that_is_not_there_is_not_found(client, investigator, address):
    assert opened(client, investigator, address).status_code == 404


def test_reference_rate_of_ones_own_is_tested_against(client, of_montreal):
    assert "against 34.0 %" in opened(client, of_montreal, f"{LIVE_BIRTH}?reference=34").content.decode()


def test_women_behind_a_figure(client, of_montreal):
    address = f"{LIVE_BIRTH}per_woman/?figure_by=montreal_group&figure_value=primary_rif"
    women = opened(client, of_montreal, address).context["women"]
    assert women.with_event == ("MTL-0001", "MTL-0003", "MTL-0005")
    assert (women.not_known, women.without) == ((), ("MTL-0002", "MTL-0004"))
    assert AccessLog.objects.get(kind="outcomes_viewed").subject == "live_birth/per_woman"


def test_women_behind_a_figure_are_hidden_from_the_board(client, montreal):
    board = factories.person("bert", "ethics_board", montreal)
    assert "per_woman/" not in opened(client, board, LIVE_BIRTH).content.decode()
    assert client.get(f"{LIVE_BIRTH}per_woman/").status_code == 403


def test_women_of_another_site_are_not_behind_any_figure(client, stranger):
    women = opened(client, stranger, f"{LIVE_BIRTH}per_woman/").context["women"]
    assert (women.with_event, women.not_known, women.without) == ((), (), ())


def test_queries_do_not_grow_with_the_women(client, of_montreal, django_assert_max_num_queries):
    opened(client, of_montreal, f"{LIVE_BIRTH}?by=every")
    with django_assert_max_num_queries(25) as counted:
        client.get(f"{LIVE_BIRTH}?by=every")
    assert len([query for query in counted if query["sql"].startswith("COPY")]) == 7
