"""The type of words that a person reads."""

from typing import Protocol


class Words(Protocol):
    """Text, or a text that is translated at the moment it is shown."""

    def __str__(self) -> str: ...
