"""A real browser on a live server, as people use it: row security and Content-Security-Policy on, rows committed.

Any error on the browser's console fails the test: a script that broke, a policy that was violated, a file not found.
"""

import os
from datetime import UTC, datetime, time
from pathlib import Path

import pytest
import time_machine
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests import factories
from tools.chromium import NONE_FOUND, find_chromium

FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking")
PICTURES = Path(__file__).parents[2] / "docs" / "pictures"


@pytest.fixture(autouse=True)
def _on_the_day(today):
    """The server's clock runs on the day of the stories that the tests tell."""
    with time_machine.travel(datetime.combine(today, time(17, 0), tzinfo=UTC)):
        yield


@pytest.fixture(scope="module")
def browser():
    # Playwright keeps an event loop in this thread, beside which Django would refuse its database; a module long,
    # so that tests with a loop of their own are left alone.
    path = find_chromium() or pytest.fail(NONE_FOUND)
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        opened = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture
def committed(transactional_db):
    """Run something as `system` at all sites and commit it: `committed(factories.patient, site, …)`."""
    from registry.domain.acting import acting_for  # noqa: PLC0415  models need the settings, loaded later
    from registry.models import User  # noqa: PLC0415

    def run(make, *args, **values):
        system = User.objects.system()
        with acting_for(system, source="test"):
            return make(*args, by=system, **values)

    return run


@pytest.fixture
def montreal(committed):
    """The clinic of the Montreal cohort."""
    return committed(factories.site, "MTL", name="Montreal Reproductive Centre")


@pytest.fixture
def open_page(browser: Browser, live_server):
    """Open a page of one's own: `open_page(width=360)`; what goes wrong on it fails the test."""
    contexts, wrong = [], []

    def new(*, width=1280, height=900, dark=False, script=True) -> Page:
        context = browser.new_context(
            base_url=live_server.url,
            java_script_enabled=script,
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            locale="en-CA",
            reduced_motion="reduce",
            timezone_id="America/Toronto",
        )
        context.set_default_timeout(10_000)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda said: said.type == "error" and wrong.append(f"{page.url}: {said.text}"))
        page.on("pageerror", lambda error: wrong.append(f"{page.url}: {error}"))
        return page

    yield new
    for context in contexts:
        context.close()
    assert wrong == []


@pytest.fixture
def sign_in(open_page):
    """Open a page and sign in as a person made by `factories.person`."""

    def signed_in(user, **options) -> Page:
        page = open_page(**options)
        page.goto("/account/login/?next=/patients/")
        page.get_by_label("Username").fill(user.username)
        page.get_by_label("Password").fill("correct horse battery")
        page.get_by_role("button", name="Sign in", exact=True).click()
        expect(page.get_by_role("heading", name="Patients")).to_be_visible()
        return page

    return signed_in


@pytest.fixture
def take_picture():
    """Keep what a page shows for the README, when asked (`make pictures`); ordinary runs change no file."""

    def take(page: Page, name: str) -> None:
        if os.environ.get("REGISTRY_PICTURES"):
            PICTURES.mkdir(parents=True, exist_ok=True)
            page.screenshot(path=PICTURES / f"{name}.png", animations="disabled")

    return take
