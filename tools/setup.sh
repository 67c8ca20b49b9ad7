#!/bin/sh
# Make .venv and install the pinned packages; does nothing when they are there already.
set -eu
cd "$(dirname "$0")/.."

say() { printf '%s\n' "$*" >&2; }

suits() {
    command -v "$1" >/dev/null 2>&1 && "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

find_python() {
    for name in ${PYTHON:+"$PYTHON"} python3 python3.14 python3.13 python3.12 python3.11; do
        if suits "$name"; then
            echo "$name"
            return
        fi
    done
    say 'Python 3.11 or later is needed and was not found. On Debian: apt install python3 python3-venv.'
    say 'Where it has another name or place: make setup PYTHON=/path/to/python3'
    exit 1
}

make_venv() {
    rm -rf .venv
    if ! "$1" -m venv .venv; then
        rm -rf .venv
        say "'$1 -m venv' failed. On Debian its parts come apart: apt install python3-venv, then try again."
        exit 1
    fi
}

pins() {
    # The version too: packages of one Python are of no use to the next.
    .venv/bin/python -c '
import hashlib, pathlib, sys
pins = b"".join(pathlib.Path(name).read_bytes() for name in ("requirements.txt", "requirements-dev.txt"))
print(hashlib.sha256(pins + sys.version.encode()).hexdigest())'
}

stamp=.venv/installed
if ! suits .venv/bin/python || ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
    python=$(find_python)
    make_venv "$python"
fi
if [ "$(cat "$stamp" 2>/dev/null)" != "$(pins)" ]; then
    say 'Installing the pinned packages into .venv (a minute or two) …'
    .venv/bin/python -m pip install --quiet --no-input --disable-pip-version-check --requirement requirements-dev.txt
    pins >"$stamp"
fi
