"""Pin what requirements*.in name, and put the reason for each above its pin: `python tools/pin.py`.

Needs pip-tools. Run it on the oldest Python that is supported, so that nothing which only that one needs is left out.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OPTIONS = ["--strip-extras", "--allow-unsafe", "--no-emit-index-url", "--no-emit-find-links", "--no-emit-trusted-host"]


def reasons(source: Path) -> dict[str, list[str]]:
    """For each package that the file names, the comment above it; a comment holds until the next one."""
    found: dict[str, list[str]] = {}
    comment: list[str] = []
    after_package = False
    for line in source.read_text().splitlines():
        if line.startswith("#"):
            comment = [line] if after_package else [*comment, line]
            after_package = False
        elif line.startswith("-r "):
            found |= reasons(source.with_name(line.removeprefix("-r ")))
        elif line:
            found[_package(line)] = comment
            after_package = True
    return found


def with_reasons(pinned: str, why: dict[str, list[str]]) -> str:
    lines: list[str] = []
    for line in pinned.splitlines():
        if "==" in line and not line.startswith((" ", "#")):
            lines += why.get(_package(line), [])
        lines.append(line)
    return "\n".join(lines) + "\n"


def _package(line: str) -> str:
    name = re.match(r"[A-Za-z0-9._-]+", line)
    assert name, f"no package in {line!r}"
    return name[0].lower()


def main() -> None:
    for source in (ROOT / "requirements.in", ROOT / "requirements-dev.in"):
        target = source.with_suffix(".txt")
        command = [sys.executable, "-m", "piptools", "compile", "--quiet", *OPTIONS]
        said = {"CUSTOM_COMPILE_COMMAND": "python tools/pin.py"}
        subprocess.run([*command, "-o", target.name, source.name], check=True, cwd=ROOT, env=os.environ | said)
        target.write_text(with_reasons(target.read_text(), reasons(source)))


if __name__ == "__main__":
    main()
