"""Text messages: outside production they are written to the console, nothing is sent."""

import sys
import uuid

from followup.channels import Letter, Permanent


class ConsoleSms:
    """Shows the message to whoever runs the worker."""

    def send(self, letter: Letter) -> str:
        """An id made up here."""
        sys.stdout.write(f"SMS {letter.address}: {letter.text}\n")
        return uuid.uuid4().hex


class NoSms:
    """Where no service is set up: each message is refused, and shows as failed."""

    def send(self, letter: Letter) -> str:
        """Raises Permanent."""
        raise Permanent("no SMS service")
