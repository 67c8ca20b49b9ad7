"""docs/protocol-map.md names what exists, and everything that is public."""

import importlib
import inspect
import pkgutil
import re
from pathlib import Path

import followup.schedule
import registry.protocol

ROOT = Path(__file__).parents[3]
ROWS = [
    [re.findall(r"`([^`]+)`", cell) for cell in line.strip("|").split("|")]
    for line in (ROOT / "docs" / "protocol-map.md").read_text(encoding="utf-8").splitlines()
    if line.startswith("|") and "`" in line
]


def public_functions():
    """Every public function of the protocol, named from `registry.protocol`, and those of the schedule."""
    names = [module.name for module in pkgutil.walk_packages(registry.protocol.__path__, "registry.protocol.")]
    modules = [*(importlib.import_module(name) for name in names), followup.schedule]
    return {
        f"{module.__name__.removeprefix('registry.protocol.')}.{name}"
        for module in modules
        for name, _ in inspect.getmembers(module, inspect.isfunction)
        if getattr(module, name).__module__ == module.__name__ and not name.startswith("_")
    }


def names_of_tests():
    rules, contacts = ROOT / "tests/registry/protocol", ROOT / "tests/followup"
    files = [*rules.rglob("test_*.py"), *contacts.glob("test_schedule*.py")]
    return {name for file in files for name in re.findall(r"^def (test_\w+)", file.read_text(encoding="utf-8"), re.M)}


def resolved(name):
    """The name itself, or that of the module which defines what a package hands on."""
    module, _, function = name.rpartition(".")
    prefix = "" if module.startswith("followup") else "registry.protocol."
    found = getattr(importlib.import_module(prefix + module), function, None)
    return found and f"{found.__module__.removeprefix('registry.protocol.')}.{function}"


def test_protocol_map_names_every_public_function_and_no_other():
    named = {resolved(name) for _, functions, _ in ROWS for name in functions}

    assert named == public_functions()


def test_protocol_map_names_tests_that_exist():
    named = {name for _, _, tests in ROWS for name in tests}

    assert named - names_of_tests() == set()


def test_protocol_map_has_a_function_and_a_test_in_every_row():
    assert len(ROWS) > 40
    assert all(functions and tests for _, functions, tests in ROWS)
