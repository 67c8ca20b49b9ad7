"""The words of the interface: every one in English and French."""

from gettext import GNUTranslations

from tools import messages


def ids(catalog):
    return {(message.context, message.id) for message in catalog if message.id}


def compiled_french(message, file):
    """What a page shows for a message: its French for one, and for many where it has a plural."""
    one, *many = [message.id] if isinstance(message.id, str) else message.id
    if message.context:
        return (file.pgettext(message.context, one), *(file.npgettext(message.context, one, each, 2) for each in many))
    return (file.gettext(one), *(file.ngettext(one, each, 2) for each in many))


def test_every_text_of_the_code_is_in_the_french_file_and_no_other():
    assert ids(messages.french()) == ids(messages.template())


def test_every_text_has_its_french():
    assert messages.untranslated(messages.french()) == []


def test_compiled_french_is_that_of_the_file():
    with messages.PO.with_suffix(".mo").open("rb") as compiled:
        file = GNUTranslations(compiled)

    for message in messages.french():
        if message.id:
            expected = (message.string,) if isinstance(message.string, str) else message.string
            assert compiled_french(message, file) == tuple(expected)


def test_french_keeps_the_placeholders_of_the_english():
    assert [str(error) for message in messages.french() for error in message.check()] == []
