"""Servers and people for all tests."""

from config import embedded


def pytest_configure() -> None:
    embedded.start_what_is_missing()
