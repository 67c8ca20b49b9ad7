"""Importing from files written in the test."""

import json
import shutil
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

MONTREAL = Path(__file__).resolve().parents[3] / "examples" / "montreal_cohort"


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

    def folder(name="cohort", **tables):
        path = tmp_path / name
        path.mkdir(exist_ok=True)
        for table, content in tables.items():
            data = content if isinstance(content, bytes) else ("\n".join(content) + "\n").encode()
            (path / f"{table}.csv").write_bytes(data)
        return path

    return folder


@pytest.fixture
def montreal(tmp_path):
    """A copy of the Montreal cohort that may be changed."""
    return Path(shutil.copytree(MONTREAL, tmp_path / "montreal"))


@pytest.fixture
def imported(run):
    """The Montreal cohort is in the registry."""
    result = run(MONTREAL)
    assert result["errors"] == []
    return result
