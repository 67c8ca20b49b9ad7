"""Figures of the JSON that the command prints, by their place."""

import json
from io import StringIO

from django.core.management import call_command


def printed(*arguments):
    """The tables on standard output by name, and nothing else."""
    out, err = StringIO(), StringIO()
    call_command("outcome_tables", *arguments, "--format", "json", stdout=out, stderr=err)
    assert err.getvalue() == ""
    return {table["table"]: table for table in json.loads(out.getvalue())}


def row(table, key, by="all", value="all", **fields):
    """The one row at a place."""
    wanted = {"key": key, "by": by, "value": value} | fields
    [found] = [row for row in table["rows"] if wanted.items() <= row.items()]
    return found


def fraction(table, key, by="all", value="all", **fields):
    """Events and total of the rate at a place."""
    found = row(table, key, by, value, **fields)
    return found["events"], found["total"]
