"""E-mail against a real server: what it answers decides whether to try again."""

import pytest

from followup.channels import Letter, Permanent, Temporary
from followup.channels.email import EmailChannel
from tests.followup.mail_server import free_port, mail_server

LETTER = Letter(
    address="zoe@example.org",
    message_id="<1@example.org>",
    subject="A message from your care team",
    text="Hello Zoé",
    html="<p>Hello Zoé</p>",
)


@pytest.fixture
def mailbox(settings):
    with mail_server() as (mailbox, port):
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        settings.EMAIL_TIMEOUT = 5
        yield mailbox


def test_letter_arrives_with_its_message_id(mailbox):
    assert EmailChannel().send(LETTER) == "<1@example.org>"

    [received] = mailbox.letters
    assert (received["Message-ID"], received["To"], received["Subject"], received["Auto-Submitted"]) == (
        "<1@example.org>",
        "zoe@example.org",
        "A message from your care team",
        "auto-generated",
    )
    assert received.get_body(("plain",)).get_content().strip() == "Hello Zoé"
    assert received.get_body(("html",)).get_content().strip() == "<p>Hello Zoé</p>"


@pytest.mark.parametrize(
    ("command", "answer", "raised", "code"),
    [
        ("RCPT", "421 Try again later", Temporary, "421"),
        ("RCPT", "450 Mailbox busy", Temporary, "450"),
        ("RCPT", "550 No such user zoe@example.org", Permanent, "550"),
        ("DATA", "451 Local error", Temporary, "451"),
        ("DATA", "554 Refused", Permanent, "554"),
    ],
)
def test_answer_of_the_server_decides(command, answer, raised, code, mailbox):
    mailbox.answers[command] = answer

    with pytest.raises(raised) as failure:
        EmailChannel().send(LETTER)

    assert failure.value.answer == code
    assert mailbox.letters == []


def test_server_that_closes_in_the_middle_may_take_it_later(mailbox):
    mailbox.answers["DATA"] = "close"

    with pytest.raises(Temporary, match="SMTPServerDisconnected"):
        EmailChannel().send(LETTER)


def test_server_that_is_away_may_take_it_later(mailbox, settings):
    settings.EMAIL_PORT = free_port()

    with pytest.raises(Temporary, match="ConnectionRefusedError"):
        EmailChannel().send(LETTER)


@pytest.mark.parametrize("address", ["zoe@example.org\nBcc: all@example.org", "zoe", "zoe@" + "é" * 70 + ".org"])
def test_address_that_cannot_be_written_is_refused_for_good(address, mailbox):
    mailbox.answers["RCPT"] = "553 Bad address"

    with pytest.raises(Permanent):
        EmailChannel().send(Letter(address=address, message_id="<1@example.org>", subject="A", text="B"))

    assert mailbox.letters == []
