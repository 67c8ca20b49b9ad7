"""Logs without rows: what PostgreSQL says of a refused row would tell a date of birth or a password's hash."""

import logging
import re

# "DETAIL:  Failing row contains (…)" and "Key (…)=(…)", to the end of the line.
_ROWS = re.compile(r"^(\s*DETAIL:).*$", re.MULTILINE)


class WithoutRows(logging.Formatter):
    """Writes a record with its traceback, and nothing of the values that the database named in it."""

    def format(self, record: logging.LogRecord) -> str:
        return _ROWS.sub(r"\1 (left out)", super().format(record))
