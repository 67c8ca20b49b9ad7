"""A registry in which nothing stands yet, not even a site."""

from registry.models import Site
from tests.registry.outcomes.asked import printed


def test_tables_of_an_empty_registry_count_nothing(db):
    tables = printed()

    assert not Site.objects.exists()
    assert tables
    for table in tables.values():
        assert not any(row.get("events") or row.get("total") for row in table["rows"])
