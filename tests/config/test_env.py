"""Settings from the environment: kept secrets elsewhere, a loud refusal in production."""

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SHOWN = (
    "SECRET_KEY",
    "FIELD_KEYS",
    "SEARCH_KEY",
    "EXPORT_KEY",
    "DEBUG",
    "ALLOWED_HOSTS",
    "SESSION_COOKIE_SECURE",
    "EMBEDDED",
)
SHOW = f"import json; from config import settings; print(json.dumps([getattr(settings, n) for n in {SHOWN}]))"
FERNET = "q2Ww7hG4cSx1mJ0bVt8yKp5nRz3fLd6aEu9oIi-Q_4E="
PRODUCTION = {
    "REGISTRY_ENV": "production",
    "SECRET_KEY": "0123456789abcdef0123456789abcdef",
    "REGISTRY_FIELD_KEY": FERNET,
    "REGISTRY_SEARCH_KEY": "123456789abcdef0123456789abcdef0",
    "REGISTRY_EXPORT_KEY": "23456789abcdef0123456789abcdef01",
    "REGISTRY_HOSTS": "registry.example.org",
    "DATABASE_URL": "postgres://u:p@db.example.org/registry",
    "REDIS_URL": "redis://redis.example.org:6379/0",
    "EMAIL_URL": "submission://u:p@mail.example.org:587",
}


@pytest.fixture
def start(tmp_path):
    """Load the settings in a process of its own; what it printed and what it complained of."""

    def start(environment: dict[str, str]) -> tuple[dict, str]:
        bare = {"PATH": os.environ["PATH"], "REGISTRY_VAR": str(tmp_path / "var")}
        done = subprocess.run(
            [sys.executable, "-c", SHOW], cwd=ROOT, env=bare | environment, capture_output=True, text=True, timeout=60
        )
        shown = dict(zip(SHOWN, json.loads(done.stdout), strict=True)) if done.stdout else {}
        return shown, done.stderr

    return start


def test_production_starts_when_all_is_given(start):
    shown, complaint = start(PRODUCTION)

    assert complaint == ""
    assert shown["ALLOWED_HOSTS"] == ["registry.example.org"]
    assert (shown["DEBUG"], shown["SESSION_COOKIE_SECURE"], shown["EMBEDDED"]) == (False, True, [])


@pytest.mark.parametrize("name", [name for name in PRODUCTION if name != "REGISTRY_ENV"])
def test_production_without_a_setting_is_refused_by_name(start, name):
    shown, complaint = start({key: value for key, value in PRODUCTION.items() if key != name})

    assert shown == {}
    assert f"\n  {name} is missing: " in complaint


def test_production_names_all_that_is_missing_at_once(start):
    _, complaint = start({"REGISTRY_ENV": "production"})

    assert complaint.count(" is missing: ") == len(PRODUCTION) - 1


@pytest.mark.parametrize(
    ("name", "value", "problem"),
    [
        ("SECRET_KEY", "short", "fewer than 32 characters"),
        ("SECRET_KEY", "django-insecure-0123456789abcdef0123456789abcdef", "still a default"),
        ("REGISTRY_EXPORT_KEY", "Change-me-before-use-0123456789abcdef", "still a default"),
        ("REGISTRY_SEARCH_KEY", "x" * 40, "still a default"),
        ("REGISTRY_FIELD_KEY", "0123456789abcdef0123456789abcdef", "no Fernet key"),
    ],
)
def test_production_with_a_weak_secret_is_refused(start, name, value, problem):
    shown, complaint = start(PRODUCTION | {name: value})

    assert shown == {}
    assert f"\n  {name} " in complaint
    assert problem in complaint
    assert value not in complaint


@pytest.mark.parametrize("value", ["", "Production", "prod", "staging"])
def test_nothing_else_is_production(start, value):
    shown, complaint = start({"REGISTRY_ENV": value, "DATABASE_URL": "postgres://u:p@db.example.org/registry"})

    assert complaint == ""
    assert shown["EMBEDDED"] == ["redis"]
    assert shown["SESSION_COOKIE_SECURE"] is False


def test_secrets_are_made_once_and_kept_closed(start, tmp_path):
    first, _ = start({})
    second, _ = start({"DATABASE_URL": "postgres://u:p@db.example.org/registry"})

    secrets = ("SECRET_KEY", "FIELD_KEYS", "SEARCH_KEY", "EXPORT_KEY")
    assert [first[name] for name in secrets] == [second[name] for name in secrets]
    assert len({str(first[name]) for name in secrets}) == 4
    files = list((tmp_path / "var" / "secrets").iterdir())
    assert [stat.S_IMODE(file.stat().st_mode) for file in files] == [0o600] * 4


def test_debug_is_never_on_in_production(start):
    shown, _ = start(PRODUCTION | {"REGISTRY_DEBUG": "true"})

    assert shown["DEBUG"] is False


def test_manage_refuses_in_one_sentence_for_each_setting(tmp_path):
    done = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "REGISTRY_ENV": "production"},
        capture_output=True,
        text=True,
        timeout=60,
    )

    assert done.returncode == 1
    assert done.stderr.startswith("The registry does not start:\n  SECRET_KEY is missing: make one with")
    assert "Traceback" not in done.stderr
