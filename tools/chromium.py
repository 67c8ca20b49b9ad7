"""Find a Chromium for the browser tests: `python tools/chromium.py [--install]` prints where it is.

Looks on the path, then for Playwright's own; with --install, as root on Debian, installs Debian's package.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
NONE_FOUND = (
    "The browser tests need a Chromium and none was found. Install the package chromium "
    "(Debian: apt install chromium), or Google Chrome, "
    "or run: .venv/bin/python -m playwright install --with-deps chromium"
)


def find_chromium() -> str | None:
    """Where a Chromium is, or None."""
    on_path = next(filter(None, map(shutil.which, NAMES)), None)
    return on_path or _playwrights_own()


def install_chromium() -> None:
    """Install Debian's package where that can be done; elsewhere do nothing."""
    if os.geteuid() == 0 and Path("/etc/debian_version").exists() and shutil.which("apt-get"):
        quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "-qq", "update"], env=quiet, stdout=sys.stderr, check=False)
        subprocess.run(["apt-get", "-qq", "-y", "install", "chromium"], env=quiet, stdout=sys.stderr, check=False)


def _playwrights_own() -> str | None:
    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def main() -> None:
    found = find_chromium()
    if not found and "--install" in sys.argv:
        install_chromium()
        found = find_chromium()
    print(found or sys.exit(NONE_FOUND))


if __name__ == "__main__":
    main()
