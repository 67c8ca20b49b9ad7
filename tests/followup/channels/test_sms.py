import pytest

from followup.channels import Letter, Permanent
from followup.channels.sms import ConsoleSms, NoSms

LETTER = Letter(address="+15145550123", message_id="<1@example.org>", subject="", text="Please call us.")


def test_console_shows_the_message(capsys):
    assert ConsoleSms().send(LETTER)

    assert capsys.readouterr().out == "SMS +15145550123: Please call us.\n"


def test_message_without_a_service_is_refused():
    with pytest.raises(Permanent, match="no SMS service"):
        NoSms().send(LETTER)
