"""What a page must know of planned contacts, asked without knowing who plans them.

Follow-up is an app above this one; when it starts it says who answers (`answer_with`).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from django.db.models import DateField, Expression, Value


@dataclass(frozen=True, kw_only=True)
class Contact:
    """One planned contact as it stands on a day.

    `state` is planned, due, overdue, completed, missed or cancelled; `address` is the page on which it is recorded,
    "" where there is none.
    """

    title: str
    cycle_number: int
    state: str
    due_on: date | None
    first_on: date | None
    last_on: date | None
    completed_on: date | None = None
    method: str = ""
    address: str = ""

    @property
    def is_open(self) -> bool:
        """Whether it is still to be made."""
        return self.state in {"planned", "due", "overdue"}


class Planner(Protocol):
    """Who answers."""

    def contacts_of(self, patients: Collection[int], *, today: date) -> Mapping[int, Sequence[Contact]]:
        """All contacts of these women (primary keys), earliest first, in a fixed number of queries."""

    def next_day(self, today: date) -> Expression:
        """In a query of patients: the ideal day of her next open contact, or NULL."""


class _Nobody:
    """Answers while no app plans contacts."""

    def contacts_of(self, patients: Collection[int], *, today: date) -> Mapping[int, Sequence[Contact]]:
        return {}

    def next_day(self, today: date) -> Expression:
        return Value(None, output_field=DateField())


_planner: Planner = _Nobody()


def answer_with(planner: Planner) -> None:
    """Name who answers from now on."""
    global _planner
    _planner = planner


def contacts_of(patients: Collection[int], *, today: date) -> Mapping[int, Sequence[Contact]]:
    """All contacts of these women (primary keys), earliest first."""
    return _planner.contacts_of(patients, today=today)


def next_contacts(patients: Collection[int], *, today: date) -> dict[int, Contact]:
    """The next open contact of each of these women who has one: an overdue one comes first."""
    found = {}
    for patient, contacts in contacts_of(patients, today=today).items():
        if open_ones := [contact for contact in contacts if contact.is_open]:
            found[patient] = open_ones[0]
    return found


def next_day(today: date) -> Expression:
    """In a query of patients: the ideal day of her next open contact, or NULL."""
    return _planner.next_day(today)
