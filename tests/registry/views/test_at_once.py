"""Two submissions in the same moment: the second is refused in words where the verb could not see the first."""

import pytest
from django.db import IntegrityError

from registry.models import Consent
from tests.registry.views import answers
from tests.registry.views.pages import refused


@pytest.fixture
def overtaken(monkeypatch):
    """The database refuses what the verb had found free."""

    def save(row, **options):
        raise IntegrityError

    monkeypatch.setattr(Consent, "save", save)


def test_what_another_saved_in_the_same_moment_is_refused_in_words(coordinator, new, patient, overtaken):
    found = refused(coordinator, new("consent"), **answers.CONSENT)

    assert found == {"": ["Somebody else saved at the same moment. Look what is there now, then save again."]}
    assert not Consent.everything.exists()
