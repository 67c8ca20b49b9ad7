"""What goes wrong is told in words, in the look of the registry and within its policy."""

import re
from pathlib import Path

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse

TEMPLATES = Path(__file__).parents[2] / "templates"


@pytest.fixture
def strict():
    return Client(enforce_csrf_checks=True)


def test_form_from_elsewhere_is_refused_in_words(strict, alice):
    strict.force_login(alice)
    answer = strict.post(reverse("patients_by_name"), {"who": "Tremblay"})

    assert answer.status_code == 403
    assert "Please send it again" in answer.content.decode()
    assert "Nothing was saved" in answer.content.decode()


def test_page_of_a_fault_needs_nothing_but_itself(django_assert_num_queries, db):
    with django_assert_num_queries(0):
        page = render_to_string("500.html")

    assert "Something went wrong" in page
    assert "Une erreur est survenue" in page


@pytest.mark.parametrize("address", ["/nowhere/", "/patients/MTL-9999/", "/patients/%00/", "/patients/x/changes/"])
def test_address_that_leads_nowhere_is_told_in_words(client, alice, address):
    client.force_login(alice)
    answer = client.get(address)

    assert answer.status_code == 404
    assert "There is nothing at this address" in answer.content.decode()


def test_templates_hold_no_script_or_style_of_their_own():
    guilty = [
        path.relative_to(TEMPLATES)
        for path in TEMPLATES.rglob("*.html")
        if re.search(r"\sstyle=|<style|\son[a-z]+=|<script>", path.read_text()) and "emails" not in path.parts
    ]

    assert guilty == []
