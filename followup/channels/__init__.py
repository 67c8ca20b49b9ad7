"""Ways to reach a patient. A channel is a class of one method: it returns an id or raises one of these.

Their words say what the service answered, never whom the message was for.
"""

from dataclasses import dataclass
from typing import Protocol


class NotSent(Exception):
    """The service did not take a message; `answer` is its code, without addresses."""

    def __init__(self, answer: str = "") -> None:
        self.answer = answer[:40]
        super().__init__(self.answer)


class Temporary(NotSent):
    """It may take it later."""


class Permanent(NotSent):
    """It never will."""


@dataclass(frozen=True, kw_only=True)
class Letter:
    """A message ready to go: `address` is an e-mail address or a telephone number, `html` only for e-mail."""

    address: str
    message_id: str
    subject: str
    text: str
    html: str = ""


class Channel(Protocol):
    def send(self, letter: Letter) -> str:
        """Hand the letter to the service and return its id there. Raises Temporary or Permanent."""
        ...
