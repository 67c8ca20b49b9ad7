"""Importing from files written in the test."""

import json
import shutil
from io import StringIO
from itertools import count
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.registry.exchange import files


@pytest.fixture
def run(db):
    """Run `import_cohort` for its JSON; `code` is how the command ended."""

    def run(path, **options):
        out = StringIO()
        code = 0
        try:
            call_command("import_cohort", path, format="json", stdout=out, stderr=StringIO(), **options)
        except CommandError as ended:
            code = ended.returncode
        return json.loads(out.getvalue()) | {"code": code}

    return run


@pytest.fixture
def folder(tmp_path):
    """Write a folder of files: each keyword is a table, its lines, or its bytes as they are."""
    numbers = count(1)

    def folder(name="", **tables):
        path = tmp_path / (name or f"part-{next(numbers)}")
        path.mkdir(exist_ok=True)
        for table, content in tables.items():
            data = content if isinstance(content, bytes) else ("\n".join(content) + "\n").encode()
            (path / f"{table}.csv").write_bytes(data)
        return path

    return folder


@pytest.fixture
def montreal(tmp_path):
    """A copy of the Montreal cohort that may be changed."""
    return Path(shutil.copytree(files.MONTREAL, tmp_path / "montreal"))


@pytest.fixture
def imported(run):
    """The Montreal cohort is in the registry."""
    result = run(files.MONTREAL)
    assert result["errors"] == []
    return result


@pytest.fixture
def one_woman(folder):
    """A folder with a site, one woman and her treated cycle up to a birth; keywords replace or add tables."""

    def one_woman(name="cohort", **tables):
        whole = {
            "sites": files.SITES,
            "patients": files.PATIENTS,
            "cycles": files.CYCLES,
            "infusions": files.INFUSIONS,
            "pregnancies": files.PREGNANCIES,
            "babies": files.BABIES,
        }
        return folder(name, **(whole | tables))

    return one_woman


@pytest.fixture
def looking(db):
    """Look at the rows of every site."""
    from registry.domain.acting import acting_for  # noqa: PLC0415  models need the settings, loaded after this file
    from registry.models import User  # noqa: PLC0415

    with acting_for(User.objects.system(), source="test"):
        yield
