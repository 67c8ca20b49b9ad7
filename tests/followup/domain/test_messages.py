"""What a patient reads betrays nothing."""

import re
from pathlib import Path

import pytest
from django.template.loader import get_template
from django.utils import translation

from followup.domain.messages import letter, new_message_id
from registry.models import ContactDetails

ROOT = Path(__file__).resolve().parents[3]
TEMPLATES = sorted(path.name for path in (ROOT / "templates" / "followup" / "emails").iterdir())
# What would tell a stranger why she was written to: drug, pregnancy, fertility, study, department, ages and dates.
BETRAYING = re.compile(
    r"ivig|scig|immunoglob|\big\b|perfusion|infusion|fertil|\bfiv\b|\bivf\b|transfer|pregnan|grossesse|enceinte|embryo|"
    r"embryon|bab(?:y|ies)|bébé|infant|nourrisson|miscarriage|fausse couche|birth|naissance|accouchement|study|étude|"
    r"research|recherche|registry|registre|trial|essai|protocol|clinic|clinique|hospital|hôpital|allerg|immun|gyn|"
    r"obst|treatment|traitement|donor|gestation|weeks|semaines|follow-up|suivi|\d",
    re.IGNORECASE,
)


def contact(**values):
    defaults = {"given_name": "Zoé", "family_name": "Tremblay", "email": "zoe@example.org"}
    return ContactDetails(
        **(defaults | {"mobile_phone": "+15145550123", "language": "en", "channel": "email"} | values)
    )


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("name", TEMPLATES)
def test_template_betrays_nothing(name, language):
    with translation.override(language):
        text = get_template(f"followup/emails/{name}").render({"first_name": "Zoé"})

    markup_left_out = re.sub(r"<[^>]*>", " ", text)
    assert BETRAYING.findall(markup_left_out) == []


def test_deny_list_knows_the_words_that_betray():
    words = [
        "IVIg",
        "immunoglobuline",
        "votre perfusion",
        "Fertilité",
        "FIV",
        "le transfert",
        "grossesse",
        "bébé",
        "étude",
    ]

    assert [word for word in words if not BETRAYING.search(word)] == []


def test_templates_are_there_for_each_part():
    assert TEMPLATES == ["reminder.html", "reminder.sms.txt", "reminder.subject.txt", "reminder.txt"]


def test_letter_by_e_mail_has_her_first_name_and_nothing_else_of_hers():
    sent = letter(contact(), "email", message_id="<1@example.org>")

    assert (sent.address, sent.message_id, sent.subject) == (
        "zoe@example.org",
        "<1@example.org>",
        "A message from your care team",
    )
    assert sent.text.startswith("Hello Zoé,")
    assert "Zoé" in sent.html
    assert "Tremblay" not in sent.subject + sent.text + sent.html


def test_letter_speaks_her_language():
    sent = letter(contact(language="fr"), "email", message_id="<1@example.org>")

    assert sent.subject == "Un message de votre équipe de soins"
    assert sent.text.startswith("Bonjour Zoé")
    assert '<html lang="fr">' in sent.html


def test_letter_escapes_a_name_only_where_it_is_markup():
    sent = letter(contact(given_name="D'Arcy <b>"), "email", message_id="<1@example.org>")

    assert sent.text.startswith("Hello D'Arcy <b>,")
    assert "D&#x27;Arcy &lt;b&gt;" in sent.html


def test_letter_by_text_message_goes_to_her_telephone_without_a_name():
    sent = letter(contact(), "sms", message_id="<1@example.org>")

    assert (sent.address, sent.subject, sent.html) == ("+15145550123", "", "")
    assert "Zoé" not in sent.text


def test_message_ids_differ_and_have_the_domain_of_the_sender(settings):
    settings.DEFAULT_FROM_EMAIL = "Care team <care@example.org>"

    first, second = new_message_id(), new_message_id()

    assert first != second
    assert first.endswith("@example.org>")
