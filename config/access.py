"""Every address and what it takes to open it: read from the views, which each declare their right.

Addresses of others' making are known by group. An address that is neither fails here, and so the test that walks
all of them.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.urls import URLPattern, URLResolver, get_resolver

from registry.models import Right

# Addresses whose views are not ours, and who decides about them.
GROUPS = {
    "account/": "allauth: signing in is open, the rest asks for it",
    "admin/": "the admin site: staff, and each model by the right of its page",
}
OPEN = frozenset({"set_language"})  # signed in or not


class Unknown(LookupError):
    """An address that the table does not know."""


@dataclass(frozen=True)
class Address:
    """One address of ours. `of_patient`: it leads to one woman, who does not exist for other sites."""

    route: str
    name: str
    right: Right | None
    of_patient: bool
    defaults: dict[str, object] = field(default_factory=dict, compare=False)

    @property
    def is_open(self) -> bool:
        """Whether it needs no signing in."""
        return self.name in OPEN


def addresses() -> Iterator[Address]:
    """Every address of ours; raises `Unknown` for one whose view declares no right."""
    for route, pattern in _patterns(get_resolver().url_patterns):
        view = pattern.callback
        right = getattr(view, "right", None)
        if right is None and _group(route):
            continue
        if right is None and pattern.name not in OPEN:
            raise Unknown(f"“{route}” ({pattern.name}) declares no right: decorate its view, or add it to a group.")
        yield Address(route, pattern.name or "", right, getattr(view, "of_patient", False), dict(pattern.default_args))


def _patterns(patterns: Iterable[URLPattern | URLResolver], before: str = "") -> Iterator[tuple[str, URLPattern]]:
    for pattern in patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _patterns(pattern.url_patterns, route)
        else:
            yield route, pattern


def _group(route: str) -> str:
    return next((prefix for prefix in GROUPS if route.startswith(prefix)), "")
