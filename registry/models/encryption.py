"""Encryption of contact details with a key outside the database.

The key is a Fernet key in `settings.FIELD_KEYS`, newest first: the first encrypts, all
decrypt, so that a key can be rotated. Search goes by keyed hash, never by the plain words.
"""

import hashlib
import hmac
import unicodedata

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.db import models


def _cipher():
    return MultiFernet([Fernet(key) for key in settings.FIELD_KEYS])


class EncryptedTextField(models.TextField):
    """Text that is readable in Python and unreadable in the database, its history and its dumps."""

    def get_prep_value(self, value):
        value = super().get_prep_value(value)
        return _cipher().encrypt(value.encode()).decode() if value else value

    def from_db_value(self, value, expression, connection):
        return _cipher().decrypt(value.encode()).decode() if value else value


def normalised(text):
    """`text` without case, accents and outer space: "Élise " and "elise" are one."""
    decomposed = unicodedata.normalize("NFKD", text.casefold().strip())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def search_hash(word):
    """Keyed hash by which `word` is found without being stored."""
    key = settings.SEARCH_KEY.encode()
    return hmac.new(key, normalised(word).encode(), hashlib.sha256).hexdigest()
