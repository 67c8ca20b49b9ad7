"""Every package that runs is pinned, with the reason for it above the pin, and no registry's address."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
FILES = pytest.mark.parametrize("name", ["requirements", "requirements-dev"])


def named(source: Path) -> set[str]:
    lines = [line for line in source.read_text().splitlines() if line and not line.startswith(("#", "-r"))]
    return {re.match(r"[\w.-]+", line)[0].lower() for line in lines}


@FILES
def test_pins_have_their_reason_above(name):
    lines = (ROOT / f"{name}.txt").read_text().splitlines()
    with_reason = {
        line.split("==")[0]
        for above, line in zip(lines, lines[1:], strict=False)
        if "==" in line and above.startswith("# ")
    }

    assert named(ROOT / f"{name}.in") - with_reason == set()


@FILES
def test_pins_name_no_address(name):
    assert re.findall(r"https?:|file:/|--(?:extra-)?index-url|--find-links", (ROOT / f"{name}.txt").read_text()) == []
