"""The frame of the pages in a browser: for everyone, by keyboard, on a telephone, light and dark, without script."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests import factories
from tests.registry.views.test_identities import MARIE

pytestmark = pytest.mark.browser

# axe would put style elements of its own into the page, which its policy refuses.
WITHOUT_STYLES = {"preload": False}
LOOKS = [(1280, False), (360, True), (360, False), (1280, True)]


@pytest.fixture
def woman(montreal, committed):
    """A woman with something of everything."""
    patient = committed(factories.patient, montreal, contact=MARIE)
    committed(factories.consent, patient)
    cycle = committed(factories.cycle, patient)
    committed(factories.assessment, cycle)
    committed(factories.infusion, cycle)
    committed(factories.pregnancy, cycle)
    committed(factories.event, patient)
    return patient


@pytest.fixture
def alice(montreal):
    return factories.person("alice", "coordinator", montreal)


def faults_of(page):
    """What axe finds on the page as it stands, and whether it is wider than the screen."""
    found = [
        (page.url, violation["id"], violation["nodes"][0]["html"][:160])
        for violation in Axe().run(page, options=WITHOUT_STYLES).response["violations"]
    ]
    width = page.evaluate("document.documentElement.scrollWidth")
    return found + ([(page.url, "wider than the screen", width)] if width > page.viewport_size["width"] else [])


@pytest.mark.parametrize(
    ("width", "dark"), [LOOKS[0], LOOKS[1], *(pytest.param(*look, marks=pytest.mark.endurance) for look in LOOKS[2:])]
)
def test_pages_are_for_everyone(sign_in, alice, woman, width, dark):
    page = sign_in(alice, width=width, dark=dark)
    base = f"/patients/{woman.study_id}/"
    found = []
    for address in (
        "/",
        "/patients/",
        "/patients/?state=cancelled",
        base,
        f"{base}identity/",
        f"{base}changes/",
        "/account/password/change/",
        "/account/2fa/",
        "/account/logout/",
    ):
        page.goto(address)
        found += faults_of(page)
    page.goto("/patients/")
    page.get_by_label("Name or record number").fill("Tremblay")
    page.get_by_role("button", name="Find her").click()
    expect(page.get_by_text("Tremblay, Marie-Ève")).to_be_visible()

    assert found + faults_of(page) == []


def test_sign_in_is_for_everyone(open_page, montreal):
    page = open_page(width=360)
    page.goto("/account/login/")

    assert faults_of(page) == []


def test_header_of_the_patient_never_scrolls_away(sign_in, alice, woman):
    for width in (1280, 360):
        page = sign_in(alice, width=width)
        page.goto(f"/patients/{woman.study_id}/#deviations")

        header = page.get_by_role("region", name=f"Patient {woman.study_id}")
        expect(header).to_be_in_viewport()
        expect(page.get_by_role("heading", name="Deviations", level=2)).to_be_in_viewport()
        assert header.bounding_box()["y"] == 0


def test_identity_is_shown_in_place_on_request(sign_in, alice, woman):
    page = sign_in(alice)
    page.goto(f"/patients/{woman.study_id}/")
    expect(page.get_by_text("Marie-Ève")).to_have_count(0)

    page.get_by_role("button", name="Show who she is").click()

    expect(page.get_by_text("Marie-Ève Tremblay")).to_be_visible()
    assert page.url.endswith(f"/patients/{woman.study_id}/")


def test_identity_and_sections_work_without_script(sign_in, alice, woman):
    page = sign_in(alice, script=False, width=360)
    page.goto(f"/patients/{woman.study_id}/")
    page.get_by_role("navigation", name="Sections of the record").get_by_role("link", name="Consent").click()
    expect(page.get_by_role("heading", name="Consent", exact=True)).to_be_in_viewport()

    page.get_by_role("button", name="Show who she is").click()

    expect(page.get_by_text("Marie-Ève Tremblay")).to_be_visible()
    page.locator("details.menu summary").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


def test_theme_is_chosen_and_kept(sign_in, alice):
    page = sign_in(alice)
    root = page.locator("html")
    expect(root).to_have_attribute("data-bs-theme", "light")

    page.locator("details.menu summary").click()
    page.get_by_role("button", name="Dark").click()
    expect(root).to_have_attribute("data-bs-theme", "dark")
    page.goto("/patients/")
    expect(root).to_have_attribute("data-bs-theme", "dark")

    page.locator("details.menu summary").click()
    page.get_by_role("button", name="Device").click()
    expect(root).to_have_attribute("data-bs-theme", "light")


def test_language_is_chosen_and_kept_for_the_person(sign_in, alice):
    page = sign_in(alice)
    page.locator("details.menu summary").click()
    page.get_by_role("button", name="Français").click()
    expect(page.locator("html")).to_have_attribute("lang", "fr")

    alice.refresh_from_db()
    assert alice.language == "fr"


def test_keyboard_skips_to_the_content_and_closes_the_menu(sign_in, alice):
    page = sign_in(alice)
    page.goto("/patients/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()

    summary = page.locator("details.menu summary")
    summary.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Sign out")).to_be_hidden()
    expect(summary).to_be_focused()


def test_admin_is_for_everyone(sign_in, open_page, montreal):
    adam = factories.person("adam", "administrator", None)
    page = open_page()
    page.goto("/account/login/")
    page.get_by_label("Username").fill("adam")
    page.get_by_label("Password").fill(factories.PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("heading", name="Administration")).to_be_visible()
    found = []
    for address in (
        "/admin/",
        "/admin/registry/user/",
        f"/admin/registry/user/{adam.pk}/change/",
        "/admin/registry/site/",
    ):
        page.goto(address)
        found += faults_of(page)

    assert found == []
