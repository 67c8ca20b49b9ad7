"""Servers and people for all tests.

Everything in the database stands behind row security: a test that reads or writes rows asks for
`acting` (as `system`, at all sites), or opens `acting_for(someone)` itself.
"""

from datetime import date
from io import StringIO

import pytest
from django.core.cache import cache
from django.core.management import call_command

from config import embedded
from tests import factories
from tests.montreal import FOLDER


def pytest_configure() -> None:
    embedded.start_what_is_missing()


@pytest.fixture(autouse=True)
def _nothing_cached():
    """Counters of one test's sign-ins do not lock the next one out."""
    cache.clear()


@pytest.fixture
def today() -> date:
    return date(2026, 11, 20)


@pytest.fixture
def system(db):
    from registry.models import User  # noqa: PLC0415  models need the settings, which pytest-django loads later

    return User.objects.system()


@pytest.fixture
def acting(system):
    """Within the test: act as `system`, who sees every site."""
    from registry.domain.acting import acting_for  # noqa: PLC0415

    with acting_for(system, source="test"):
        yield system


@pytest.fixture
def site(acting):
    return factories.site("MTL", by=acting)


@pytest.fixture
def other_site(acting):
    return factories.site("OTT", by=acting)


@pytest.fixture
def alice(site):
    """Coordinator of the site."""
    return factories.person("alice", "coordinator", site)


@pytest.fixture
def bob(site):
    """Another coordinator of the same site."""
    return factories.person("bob", "coordinator", site)


@pytest.fixture
def charlie(other_site):
    """Coordinator of another site."""
    return factories.person("charlie", "coordinator", other_site)


@pytest.fixture
def investigator(site):
    return factories.person("irene", "investigator", site)


@pytest.fixture
def data_manager(site):
    return factories.person("dora", "data_manager", site)


@pytest.fixture
def board_member(site):
    return factories.person("bert", "ethics_board", site)


@pytest.fixture
def administrator(site):
    return factories.person("adam", "administrator", None)


@pytest.fixture
def patient(site, acting, today):
    return factories.patient(site, by=acting, today=today)


@pytest.fixture
def cycle(patient, acting, today):
    return factories.cycle(patient, by=acting, today=today)


@pytest.fixture
def montreal(acting):
    """The site of the Montreal cohort, imported with its fifteen women."""
    from registry.domain.acting import admit  # noqa: PLC0415
    from registry.models import Site  # noqa: PLC0415

    call_command("import_cohort", FOLDER, stdout=StringIO(), stderr=StringIO())
    admit(acting)
    return Site.objects.get(site_code="MTL")
