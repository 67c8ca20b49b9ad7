"""The whole path by two people, from enrolment to the live birth in the outcome table."""

import re

import pytest
from django.core.management import call_command
from playwright.sync_api import Page, expect

from registry.models import Site
from tests import factories
from tests.montreal import FOLDER

pytestmark = pytest.mark.browser


@pytest.fixture
def cohort(transactional_db):
    """The fifteen women of the Montreal cohort, imported as the demo does."""
    call_command("import_cohort", FOLDER, verbosity=0)
    return Site.objects.get(site_code="MTL")


@pytest.fixture
def coordinator(cohort, sign_in):
    return sign_in(factories.person("claire", "coordinator", cohort, first_name="Claire", last_name="Roy"))


@pytest.fixture
def investigator(cohort, sign_in):
    return sign_in(factories.person("ines", "investigator", cohort, first_name="Inès", last_name="Gagnon"))


def save(page: Page, said: str) -> None:
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text(said)


def choose(page: Page, question: str, answer: str) -> None:
    page.get_by_role("group", name=question).get_by_label(answer, exact=True).check()


def pick(page: Page, question: str, words: str) -> None:
    """Choose the option of a select in which the words stand."""
    select = page.get_by_label(question)
    select.select_option(select.get_by_role("option", name=words).get_attribute("value"))


def test_coordinator_and_investigator_take_a_woman_to_a_live_birth(coordinator, investigator, take_picture):
    enrol(coordinator)
    tell_history(coordinator)
    sign_consent(coordinator)
    open_cycle(coordinator)
    decide_eligibility(investigator)
    give_infusion(coordinator)
    note_positive_test(coordinator)
    confirm_pregnancy(coordinator)
    report_headache(coordinator)
    give_birth(coordinator)
    expect_the_birth_on_her_page(coordinator)
    coordinator.goto("/patients/MTL-0001/#cycle-1")
    take_picture(coordinator, "patient")
    expect_the_birth_in_the_table(investigator)
    take_picture(investigator, "live_birth")


def enrol(page: Page) -> None:
    page.goto("/patients/")
    page.get_by_role("link", name="Enrol a patient").click()
    page.get_by_label("Enrolled on").fill("15/01/2024")
    page.get_by_label("Date of birth").fill("4 may 1988")
    page.get_by_label("Date of birth").press("Enter")  # moves on
    expect(page.get_by_text("4 May 1988")).to_be_visible()
    choose(page, "Indication", "Recurrent implantation failure")
    page.get_by_label("Height").fill("165")
    page.get_by_label("Weight at enrolment").fill("60")
    page.get_by_label("Given name").fill("Élise")
    page.get_by_label("Family name").fill("Tremblay")
    choose(page, "Language", "French")
    choose(page, "Preferred channel", "Telephone")
    page.get_by_role("button", name="Enrol, then: History").click()
    expect(page.get_by_role("status")).to_contain_text("Enrolled as MTL-0016.")


def tell_history(page: Page) -> None:
    page.get_by_label("Previous live births").fill("0")
    page.get_by_label("Previous miscarriages (all)").fill("0")
    page.get_by_label("of which unexplained").fill("0")
    page.get_by_label("Previous embryo transfers (all)").fill("6")
    page.get_by_label("Previous failed good-quality blastocyst transfers").fill("5")
    choose(page, "Work-up complete", "Yes")
    choose(page, "Conventional medical treatment has failed", "Yes")
    choose(page, "Contraindication to immunoglobulin", "No")
    choose(page, "On another immunomodulatory treatment", "No")
    transfers = page.get_by_role("group", name="Transfer 1")
    transfers.get_by_label("Transferred on").fill("march 2019")
    transfers.get_by_label("Result").select_option("Negative test")
    page.get_by_role("button", name="Add a prior transfer").click()
    second = page.get_by_role("group", name="Transfer 2")
    expect(second.get_by_label("Transferred on")).to_be_focused()
    second.get_by_label("Transferred on").fill("2021")
    second.get_by_label("Result").select_option("Miscarriage")
    save(page, "Saved: History.")


def sign_consent(page: Page) -> None:
    page.get_by_role("link", name="Record a consent").click()
    page.get_by_label("Consent form version").fill("2023-09")
    page.get_by_label("Signed on").fill("2024-01-15")
    choose(page, "Language", "French")
    for element in (
        "Off-label use explained",
        "Lack of guideline support explained",
        "Uncertain benefit explained",
        "Risks of a pooled blood product explained",
        "Costs explained",
        "Agrees to be contacted for follow-up",
    ):
        choose(page, element, "Yes")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("status")).to_contain_text("Recorded: Consent")


def open_cycle(page: Page) -> None:
    page.get_by_role("link", name="Open the first cycle").click()
    pick(page, "Protocol version", "montreal-2014")
    choose(page, "Conception mode", "Embryo transfer")
    page.get_by_label("First day of the cycle record").fill("5 feb 2024")
    page.get_by_label("Planned transfer or planned conception on").fill("11 mar 2024")
    page.get_by_label("Embryo transfer on").fill("11 mar 2024")
    page.get_by_label("Embryo age at transfer").fill("5")
    page.get_by_label("Embryos transferred").fill("1")
    save(page, "Recorded: Cycle (MTL-0016/1).")


def decide_eligibility(page: Page) -> None:
    page.goto("/patients/MTL-0016/")
    page.get_by_role("link", name="Assess", exact=True).click()
    criteria = page.get_by_role("table")
    expect(criteria.get_by_role("row", name="Failed transfers of good-quality blastocysts")).to_contain_text("Met")
    expect(page.get_by_text("ESHRE 2022")).to_be_visible()
    page.get_by_label("Assessed on").fill("6 feb 2024")
    choose(page, "Decision", "Eligible")
    save(page, "Recorded: Eligibility")


def give_infusion(page: Page) -> None:
    page.reload()
    page.get_by_role("link", name="Record an infusion").click()
    page.get_by_label("Started at").fill("4 mar 2024 9:30")
    page.get_by_label("Ended at").fill("13:15")
    choose(page, "Setting", "Clinic")
    choose(page, "Route", "Intravenous")
    page.get_by_label("Weight used for the dose").fill("60")
    expect(page.get_by_text("Intravenous, for 60 kg: 36 to 48 g")).to_be_visible()
    page.get_by_label("Dose given").fill("40")
    page.get_by_label("Product").fill("Privigen 10%")
    page.get_by_label("Lot number(s)").fill("P4711")
    save(page, "Recorded: Infusion (MTL-0016: 2024-03-04 Intravenous 40 g).")


def note_positive_test(page: Page) -> None:
    page.get_by_role("region", name="Cycle 1").get_by_role("link", name="Change", exact=True).click()
    page.get_by_label("Pregnancy test on").fill("21 mar 2024")
    choose(page, "Pregnancy test", "Positive")
    save(page, "Saved: Cycle")


def confirm_pregnancy(page: Page) -> None:
    page.get_by_role("link", name="Record a pregnancy").click()
    expect(page.get_by_label("Pregnancy confirmed on")).to_have_value("2024-03-21")
    page.get_by_label("Gestational sacs at first scan").fill("1")
    page.get_by_label("Fetal heartbeats at first scan").fill("1")
    save(page, "Recorded: Pregnancy")


def report_headache(page: Page) -> None:
    page.get_by_role("link", name="Report an event").click()
    page.get_by_label("Event term (coded)").fill("Headache")
    page.get_by_label("Onset on").fill("4 mar 2024")
    page.get_by_label("Resolved on").fill("5 mar 2024")
    page.get_by_label("Severity grade").fill("1")
    page.get_by_label("Outcome").select_option("Recovered")
    pick(page, "Infusion it followed", "2024-03-04")
    save(page, "Recorded: Adverse event (MTL-0016/1: Headache).")


def give_birth(page: Page) -> None:
    page.get_by_role("link", name=re.compile("Outcome, babies")).click()
    page.get_by_label("Pregnancy outcome").select_option("Birth")
    page.get_by_label("Pregnancy ended on").fill("24 nov 2024")
    choose(page, "Delivery mode", "Vaginal")
    child = page.get_by_role("group", name="Child 1")
    child.get_by_role("group", name="Status at birth").get_by_label("Live birth").check()
    child.get_by_role("group", name="Sex").get_by_label("Female", exact=True).check()
    child.get_by_label("Birth weight").fill("3310")
    child.get_by_label("Apgar score at 5 minutes").fill("9")
    save(page, "Saved: End of the pregnancy")


def expect_the_birth_on_her_page(page: Page) -> None:
    babies = page.get_by_role("table").filter(has_text="Apgar")
    expect(babies.get_by_role("row").nth(1)).to_contain_text("3,310")


def expect_the_birth_in_the_table(page: Page) -> None:
    page.goto("/admin/outcomes/live_birth/")
    row = page.get_by_role("row", name="Live birth in her first cycle", exact=False).first
    expect(row).to_contain_text("14/16")
