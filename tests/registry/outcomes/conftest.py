from datetime import UTC, datetime

import pytest

from tests.registry.outcomes.montreal_rows import load


@pytest.fixture
def now():
    """Noon in UTC: the day has changed in Sydney and not in Montreal eight hours later."""
    return datetime(2026, 11, 20, 16, tzinfo=UTC)


@pytest.fixture
def montreal(acting, today):
    """The site of the Montreal cohort, with its fifteen women."""
    return load(acting, today)
