"""Every form of the record in a browser: for everyone, without script too, and nothing typed is lost."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests import factories

pytestmark = pytest.mark.browser

LOOKS = [(1280, False), (360, True), (360, False), (1280, True)]


@pytest.fixture
def story(montreal, committed):
    """A woman with something of everything, and the addresses of the forms about her."""
    patient = committed(factories.patient, montreal)
    consent = committed(factories.consent, patient)
    cycle = committed(factories.cycle, patient)
    committed(factories.assessment, cycle)
    infusion = committed(factories.infusion, cycle)
    pregnancy = committed(factories.pregnancy, cycle)
    event = committed(factories.event, patient)
    base = f"/patients/{patient.study_id}"
    return {
        "enrol": "/patients/new/",
        **{kind: f"{base}/{kind}/new/" for kind in ("contact", "consent", "cycle", "infusion", "event")},
        **{kind: f"{base}/{kind}/{patient.pk}/edit/" for kind in ("enrolment", "history", "medical", "withdrawal")},
        **{f"{kind} again": f"{base}/{kind}/{pregnancy.pk}/edit/" for kind in ("pregnancy", "outcome")},
        "consent again": f"{base}/consent/{consent.pk}/edit/",
        "cycle again": f"{base}/cycle/{cycle.pk}/edit/",
        "infusion again": f"{base}/infusion/{infusion.pk}/edit/",
        "infusion void": f"{base}/infusion/{infusion.pk}/void/",
        "event again": f"{base}/event/{event.pk}/edit/",
    }


@pytest.fixture
def alice(montreal):
    return factories.person("alice", "coordinator", montreal)


@pytest.fixture
def irene(montreal):
    return factories.person("irene", "investigator", montreal)


def faults_of(page):
    """What axe finds on the page as it stands, and whether it is wider than the screen."""
    found = [
        (page.url, violation["id"], violation["nodes"][0]["html"][:160])
        for violation in Axe().run(page).response["violations"]
    ]
    width = page.evaluate("document.documentElement.scrollWidth")
    return found + ([(page.url, "wider than the screen", width)] if width > page.viewport_size["width"] else [])


@pytest.mark.parametrize(
    ("width", "dark"), [LOOKS[0], *(pytest.param(*look, marks=pytest.mark.endurance) for look in LOOKS[1:])]
)
def test_no_form_shuts_anybody_out(story, alice, irene, sign_in, width, dark):
    faults = []
    page = sign_in(alice, width=width, dark=dark)
    for address in story.values():
        page.goto(address)
        faults += faults_of(page)
    page.goto(story["infusion"])
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("This was not saved yet")
    faults += faults_of(page)
    page = sign_in(irene, width=width, dark=dark)
    page.goto(story["infusion"].replace("infusion", "eligibility"))
    faults += faults_of(page)

    assert faults == []


def test_refusals_lead_to_their_fields(story, alice, sign_in):
    page = sign_in(alice)
    page.goto(story["consent"])
    page.get_by_label("Signed on").fill("2015-02-30")
    page.keyboard.press("Control+Enter")

    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    summary.get_by_role("link", name="Signed on").click()
    expect(page.get_by_label("Signed on")).to_be_focused()
    expect(page.get_by_label("Signed on")).to_have_value("2015-02-30")


def test_form_works_without_script(story, alice, sign_in):
    page = sign_in(alice, script=False)
    page.goto(story["medical"])
    page.get_by_role("group", name="Condition 1").get_by_label("Condition").fill("Hypothyroidism")
    page.get_by_role("group", name="Condition 1").get_by_label("Yes").check()
    page.get_by_role("button", name="Add a medication").click()
    second = page.get_by_role("group", name="Medication 2")
    second.get_by_label("Agent", exact=False).first.select_option("Aspirin")
    second.get_by_label("Before, and failed").check()
    page.get_by_role("button", name="Save", exact=True).last.click()

    expect(page.get_by_role("status")).to_contain_text("Saved: Conditions and medications.")
    expect(page.get_by_text("Hypothyroidism")).to_be_visible()
    expect(page.get_by_text("Aspirin").first).to_be_visible()


def test_two_people_in_one_record_lose_nothing(story, alice, montreal, sign_in):
    bob = factories.person("bob", "coordinator", montreal)
    hers, his = sign_in(alice), sign_in(bob)
    for page in (hers, his):
        page.goto(story["infusion again"])
    his.get_by_label("Dose given").fill("45")
    his.get_by_label("Reason for the change").fill("Weighed again")
    his.keyboard.press("Control+Enter")
    expect(his.get_by_role("status")).to_contain_text("Saved: Infusion")
    hers.get_by_label("Premedication").fill("Paracetamol")
    hers.keyboard.press("Control+Enter")

    expect(hers.get_by_role("alert")).to_contain_text("bob saved this record")
    assert faults_of(hers) == []
    dose = hers.get_by_role("group", name="Dose given")
    expect(dose.get_by_label("As it was saved: 45 g")).to_be_checked()
    hers.get_by_role("button", name="Save this").click()

    expect(hers.get_by_role("status")).to_contain_text("Saved: Infusion")
    hers.goto(story["infusion again"])
    expect(hers.get_by_label("Dose given")).to_have_value("45")
    expect(hers.get_by_label("Premedication")).to_have_value("Paracetamol")


def test_leaving_warns_only_when_something_was_typed(story, alice, sign_in):
    page, warnings = sign_in(alice), []
    page.on("dialog", lambda dialog: (warnings.append(dialog.type), dialog.accept()))
    page.goto(story["consent"])
    page.goto(story["cycle"])
    assert warnings == []

    page.get_by_label("First day of the cycle record").fill("5 feb 2024")
    page.goto(story["consent"])
    assert warnings == ["beforeunload"]


def test_a_run_of_infusions_needs_only_the_days(story, alice, sign_in):
    page = sign_in(alice)
    page.goto(story["infusion"])
    for name, typed in (
        ("Started at", "2026-02-20 9:00"),
        ("Weight used for the dose", "60"),
        ("Dose given", "10"),
        ("Product", "Hizentra 20%"),
        ("Lot number(s)", "H1"),
    ):
        page.get_by_label(name).fill(typed)
    page.get_by_role("group", name="Setting").get_by_label("Home").check()
    page.get_by_role("group", name="Route").get_by_label("Subcutaneous").check()
    for day in ("2026-02-27 9:00", "2026-03-06 9:00"):
        page.get_by_role("button", name="Save and add next").click()
        expect(page.get_by_role("status")).to_contain_text("Recorded: Infusion")
        expect(page.get_by_label("Lot number(s)")).to_have_value("H1")
        page.get_by_label("Started at").fill(day)
    page.keyboard.press("Control+Enter")

    expect(page.get_by_role("cell", name="6 Mar 2026, 09:00")).to_be_visible()
