import logging
import sys

from django.db import IntegrityError

from config.logs import WithoutRows

REFUSAL = "new row violates\nDETAIL:  Failing row contains (1, 1990-05-04, Tremblay)."


def test_row_named_by_the_database_is_left_out_of_the_log():
    try:
        raise IntegrityError(REFUSAL)
    except IntegrityError:
        record = logging.LogRecord("django", logging.ERROR, "", 0, "Refused", (), sys.exc_info())
    written = WithoutRows("{message}", style="{").format(record)

    assert "Tremblay" not in written
    assert "new row violates" in written
    assert "DETAIL: (left out)" in written
