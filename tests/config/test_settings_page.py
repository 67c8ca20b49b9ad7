"""`docs/settings.md` names every setting that the code reads, and no other."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
READERS = {"required", "secret", "fernet_keys"}


def settings_read(source: Path) -> set[str]:
    """First arguments of `env.str(…)`, `required(…)` and their like."""
    calls = [node for node in ast.walk(ast.parse(source.read_text())) if isinstance(node, ast.Call)]
    return {
        call.args[0].value
        for call in calls
        if _reads(call.func) and call.args and isinstance(call.args[0], ast.Constant)
    }


def _reads(function: ast.expr) -> bool:
    if isinstance(function, ast.Attribute):
        return isinstance(function.value, ast.Name) and function.value.id == "env"
    return isinstance(function, ast.Name) and function.id in READERS


def test_page_has_a_row_for_each_setting():
    read = settings_read(ROOT / "config" / "env.py") | settings_read(ROOT / "config" / "settings.py")
    rows = re.findall(r"^\| `([A-Z_]+)` \|", (ROOT / "docs" / "settings.md").read_text(), re.MULTILINE)

    assert sorted(rows) == sorted(read)


def test_no_other_file_reads_the_environment():
    apps = [path for app in ("config", "registry", "followup") for path in (ROOT / app).rglob("*.py")]
    reading = [path for path in apps if re.search(r"environ\[|environ\.get|getenv|Env\(\)", path.read_text())]

    # The embedded servers hand PYTHONPATH on, which is no setting of ours.
    assert {str(path.relative_to(ROOT)) for path in reading} == {"config/env.py", "config/embedded/__init__.py"}
