"""Who acts: one transaction, fenced to the sites of a person, with the history's who and why.

The middleware opens it for every page; commands and tasks open it themselves. Below it nothing
needs to know how row security or history learn about the person.
"""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager

import pghistory
from django.contrib.auth.models import AnonymousUser
from django.db import connection, transaction

from registry.models import User

_SITES_OF = """
    SELECT array_agg(DISTINCT site.id)::text FROM registry_site AS site
    JOIN registry_membership AS held ON held.all_sites OR held.site_id = site.id
    WHERE held.user_id = %s
"""
_ALL_SITES = "SELECT array_agg(id)::text FROM registry_site WHERE %s IS NOT NULL"


@contextmanager
def acting_for(
    user: User | AnonymousUser, *, reason: str = "", source: str = "web", request_id: str = ""
) -> Iterator[None]:
    """Act for `user` in one transaction; what is written carries the name, the reason and the source.

    The context of history is opened outside the transaction, since it would leak to later statements of it.
    """
    context = {
        "user": user.get_username() or "anonymous",
        "source": source,
        "request": request_id or uuid.uuid4().hex,
    }
    if reason:
        context["reason"] = reason
    with pghistory.context(**context), transaction.atomic():
        before = _current_sites()
        admit(user)
        yield
        # After a fault the rollback puts it back; a statement here would hide the fault.
        if not connection.needs_rollback:
            _set_sites("SELECT %s", before)


def admit(user: User | AnonymousUser) -> None:
    """Let this transaction see the rows of the person's sites; again after a site was made."""
    everywhere = isinstance(user, User) and user.is_system
    _set_sites(_ALL_SITES if everywhere else _SITES_OF, user.pk)


def _current_sites() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(current_setting('registry.sites', true), '')")
        return str(cursor.fetchone()[0])


def _set_sites(question: str, value: int | str | None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT set_config('registry.sites', coalesce(({question}), ''), true)", [value])
