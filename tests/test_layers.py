"""What import-linter does not see. It keeps the order of the layers; `make check` runs it."""

import ast
import sys
from importlib.util import resolve_name
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PROTOCOL = sorted([*(ROOT / "registry" / "protocol").rglob("*.py"), *(ROOT / "followup").glob("schedule.py")])
PERMITTED = {"django.utils.translation"}
CLOCKS = {"today", "now", "utcnow"}

rules = pytest.mark.parametrize("source", PROTOCOL, ids=lambda path: str(path.relative_to(ROOT)))


def imports(source: Path) -> set[str]:
    """Full names of the modules that the file imports."""
    package = ".".join(source.relative_to(ROOT).parent.parts)
    found: set[str] = set()
    for node in ast.walk(ast.parse(source.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add(resolve_name("." * node.level + (node.module or ""), package))
    return found


@rules
def test_protocol_imports_standard_library_and_itself_only(source):
    foreign = {
        name
        for name in imports(source) - PERMITTED
        if name.split(".")[0] not in sys.stdlib_module_names and not name.startswith("registry.protocol")
    }

    assert foreign == set()


@rules
def test_protocol_asks_no_clock(source):
    attributes = {node.attr for node in ast.walk(ast.parse(source.read_text())) if isinstance(node, ast.Attribute)}

    assert attributes & CLOCKS == set()
