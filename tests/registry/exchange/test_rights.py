"""Who may import what: the same rights as everywhere, and no word of other sites."""

import pytest

from registry.domain.acting import acting_for
from registry.models import AdverseEvent, Lot, Patient, Product
from tests import factories
from tests.registry.exchange.files import refusals

NEW = ["study_id,site_code,date_of_birth,enrolled_on,indication"]
CONDITIONS = ["study_id,condition,ongoing"]


@pytest.fixture
def elsewhere(other_site, acting, today):
    """A woman of another site."""
    return factories.patient(other_site, by=acting, today=today)


def test_coordinator_imports_at_her_own_site(run, folder, alice):
    result = run(folder(patients=[*NEW, "MTL-0001,MTL,1990-05-04,2026-01-12,rif"]), user="alice")

    assert (result["created"], result["code"]) == ({"patients": 1}, 0)


def test_history_says_who_imported(run, folder, alice, acting):
    run(folder(patients=[*NEW, "MTL-0001,MTL,1990-05-04,2026-01-12,rif"]), user="alice")

    event = Patient.objects.get(study_id="MTL-0001").events.get()
    assert (event.pgh_context["user"], event.pgh_context["source"]) == ("alice", "import")


@pytest.mark.parametrize("study_id", ["OTT-0001", "OTT-0999"])
def test_woman_of_another_site_is_as_unknown_as_one_who_is_not_there(run, folder, alice, elsewhere, study_id):
    result = run(folder(medical_history=[*CONDITIONS, f"{study_id},Asthma,no"]), user="alice")

    sentence = f"There is no patient “{study_id}” at the sites for which you may import: her row belongs in patients."
    assert refusals(result) == [("medical_history", 2, "study_id", study_id, sentence)]


def test_enrolment_at_another_site_is_refused_as_if_it_were_not_there(run, folder, alice, other_site):
    results = [
        run(folder(patients=[*NEW, f"{code}-0001,{code},1990-05-04,2026-01-12,rif"]), user="alice")
        for code in ("OTT", "XXX")
    ]

    words = [error["message"].replace("OTT", "XXX") for result in results for error in result["errors"]]
    assert len(words) == 2
    assert words[0] == words[1]


@pytest.mark.parametrize("role", ["investigator", "ethics_board", "administrator"])
def test_role_without_the_right_imports_nothing(db, site, folder, role):
    from django.core.management import CommandError, call_command  # noqa: PLC0415

    factories.person("someone", role, None if role == "administrator" else site)

    with pytest.raises(CommandError, match=r"may not do this") as refused:
        call_command("import_cohort", folder(patients=NEW), user="someone")
    assert refused.value.returncode == 1


def test_identities_take_their_own_right(run, folder, data_manager, patient):
    lines = ["study_id,given_name,family_name,language,channel", f"{patient},Anne,Roy,fr,none"]

    result = run(folder(contacts=lines), user="dora")

    sentence = "“dora” may not enter who a patient is at MTL."
    assert refusals(result) == [("contacts", 2, "study_id", str(patient), sentence)]


def test_coordinator_enters_identities(run, folder, alice, patient):
    lines = ["study_id,given_name,family_name,language,channel", f"{patient},Anne,Roy,fr,none"]

    assert run(folder(contacts=lines), user="alice")["created"] == {"contacts": 1}


def test_site_is_made_by_an_administrator_only(run, folder, data_manager):
    lines = ["site_code,name,timezone,reb_name,reb_number", "QUE,Québec,America/Toronto,Board,3"]

    result = run(folder(sites=lines), user="dora")

    sentence = "A site is made and changed by an administrator: ask for it, then import again."
    assert refusals(result) == [("sites", 2, "site_code", "QUE", sentence)]


def test_own_site_may_be_repeated(run, folder, data_manager):
    lines = ["site_code,name,timezone", "MTL,MTL clinic,America/Toronto"]

    assert run(folder(sites=lines), user="dora")["unchanged"] == {"sites": 1}


@pytest.fixture
def lot(acting):
    return Lot.objects.create(product=Product.objects.get(name="Privigen 10%"), lot_number="A1")


def test_lot_in_use_is_made_by_whoever_imports(run, folder, data_manager):
    lines = ["product,lot_number,expires_on,status", "Privigen 10%,A9,2027-01-31,in_use"]

    assert run(folder(lots=lines), user="dora")["created"] == {"lots": 1}


@pytest.mark.parametrize("line", ["Privigen 10%,A1,recalled", "Privigen 10%,A2,quarantine"])
def test_recall_takes_its_own_right(run, folder, data_manager, lot, line):
    result = run(folder(lots=["product,lot_number,status", line]), user="dora")

    assert [each[:3] for each in refusals(result)] == [("lots", 2, "status")]
    lot.refresh_from_db()
    assert lot.status == "in_use"


def test_woman_whose_site_was_taken_from_the_person_is_unknown(run, folder, alice, patient):
    alice.memberships.all().delete()
    factories_site = factories.site("QUE", by=None)
    alice.memberships.create(site=factories_site, role="coordinator", all_sites=False)

    result = run(folder(medical_history=[*CONDITIONS, f"{patient},Asthma,no"]), user="alice")

    assert [each[:4] for each in refusals(result)] == [("medical_history", 2, "study_id", str(patient))]


def test_sites_seen_after_the_command_are_those_seen_before(run, folder, alice, patient, acting):
    run(folder(medical_history=[*CONDITIONS, f"{patient},Asthma,no"]), user="alice")

    with acting_for(acting, source="test"):
        assert patient.medical_history.count() == 1


EVENTS = ["study_id,event_number,subject,term,onset_on,grade,outcome,causality,expected,greater_risk"]
EVENT = "MTL-0001,1,mother,Headache,2026-02-02,1,recovered"


@pytest.mark.parametrize("stands", [False, True])
def test_assessment_of_an_event_takes_an_investigator(run, folder, alice, patient, acting, stands):
    if stands:
        factories.event(patient, by=acting)

    result = run(folder(adverse_events=[*EVENTS, f"{EVENT},possible,yes,no"]), user="alice")

    sentence = f"“alice” may not assess events at {patient.site}: an investigator does."
    assert refusals(result) == [
        ("adverse_events", 2, "causality", "possible", sentence),
        ("adverse_events", 2, "expected", "yes", sentence),
        ("adverse_events", 2, "greater_risk", "no", sentence),
    ]


def test_assessment_that_stands_is_in_nobodys_way(run, folder, alice, patient, acting):
    factories.event(patient, by=acting, causality="possible", expected="yes")

    result = run(folder(adverse_events=[*EVENTS, f"{EVENT.replace('1,rec', '2,rec')},possible,yes,"]), user="alice")

    assert (result["errors"], result["changed"]) == ([], {"adverse_events": 1})


def test_assessment_is_not_emptied_by_who_may_not_make_it(run, folder, alice, patient, acting):
    factories.event(patient, by=acting, causality="possible")

    result = run(folder(adverse_events=[*EVENTS, f"{EVENT},,,"]), user="alice", blanks=True)

    assert ("adverse_events", 2, "causality") in [each[:3] for each in refusals(result)]


@pytest.mark.parametrize("both", [False, True])
def test_event_is_reported_by_a_coordinator_and_assessed_by_an_investigator(run, folder, alice, patient, acting, both):
    cells = "possible,yes,no" if both else ",,"
    if both:
        alice.memberships.create(site=patient.site, role="investigator", all_sites=False)

    result = run(folder(adverse_events=[*EVENTS, f"{EVENT},{cells}"]), user="alice")

    assert (result["errors"], result["created"]) == ([], {"adverse_events": 1})
    assert AdverseEvent.objects.get().causality == ("possible" if both else "")
