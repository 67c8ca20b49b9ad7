from datetime import UTC, datetime

import pytest


@pytest.fixture
def now():
    """Four in the afternoon in UTC: Sydney has begun the next day, Montreal has not."""
    return datetime(2026, 11, 20, 16, tzinfo=UTC)
