"""Read a setting from the environment, or stop and say how to set it.

Production is `REGISTRY_ENV=production` and nothing else. There a secret that is missing or still a
default stops the start; elsewhere secrets are made once under the var folder and kept.
Each setting has a row in `docs/settings.md`; a test keeps the page true.
"""

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile

from cryptography.fernet import Fernet
from django.core.exceptions import ImproperlyConfigured
from environs import Env

env = Env()

ROOT = Path(__file__).resolve().parent.parent
MODE = env.str("REGISTRY_ENV", "")
PRODUCTION = MODE == "production"
VAR = env.path("REGISTRY_VAR", ROOT / "var").absolute()

SHORTEST_SECRET = 32
PLACEHOLDERS = ("django-insecure", "change", "replace", "default", "secret", "example", "your-")

_problems: list[str] = []


def required(name: str, what: str) -> str:
    """A setting that production cannot do without; empty elsewhere."""
    value: str = env.str(name, "")
    if PRODUCTION and not value:
        _problems.append(f"{name} is missing: set it to {what}.")
    return value


def secret(name: str, make: Callable[[], str]) -> str:
    """The secret from the environment; outside production, one made at the first start and kept."""
    value: str = env.str(name, "")
    if PRODUCTION:
        if problem := _weakness(name, value, make):
            _problems.append(problem)
        return value
    return value or _kept(VAR / "secrets" / name, make)


def fernet_keys(name: str) -> list[str]:
    """Encryption keys, the newest first; several are separated by commas while data are re-encrypted."""
    keys = [part.strip() for part in secret(name, new_fernet_key).split(",") if part.strip()]
    for key in keys:
        try:
            Fernet(key)
        except ValueError:
            _problems.append(f"{name} holds a value that is no Fernet key: {_how_to_make(new_fernet_key)}")
    return keys


def stop_if_unfit() -> None:
    """Raise ImproperlyConfigured with one sentence for each setting that the server cannot start with."""
    if _problems:
        problems = list(dict.fromkeys(_problems))
        _problems.clear()
        raise ImproperlyConfigured("The registry does not start:\n  " + "\n  ".join(problems))


def new_key() -> str:
    """A random secret of 256 bits, in hexadecimal."""
    return os.urandom(32).hex()


def new_fernet_key() -> str:
    return Fernet.generate_key().decode()


def _weakness(name: str, value: str, make: Callable[[], str]) -> str | None:
    if not value:
        return f"{name} is missing: {_how_to_make(make)}"
    if len(value) < SHORTEST_SECRET:
        return f"{name} has fewer than {SHORTEST_SECRET} characters: {_how_to_make(make)}"
    if value.lower().startswith(PLACEHOLDERS) or len(set(value)) < 10:
        return f"{name} is still a default: {_how_to_make(make)}"
    return None


def _how_to_make(make: Callable[[], str]) -> str:
    command = f"from config.env import {make.__name__} as new; print(new())"
    return f'make one with  python -c "{command}"  and keep it apart from the backups.'


def _kept(path: Path, make: Callable[[], str]) -> str:
    """The content of `path`, made first if need be; processes that start together agree on one."""
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with NamedTemporaryFile("w", dir=path.parent) as draft:  # created with mode 600
            draft.write(make())
            draft.flush()
            with suppress(FileExistsError):  # another process was first: its secret stands
                os.link(draft.name, path)
    return path.read_text()
