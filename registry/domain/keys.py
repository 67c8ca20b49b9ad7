"""Natural keys: how a row is named in a file, parts joined by "/"."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from registry.models.base import Record


def value_of(record: Record, path: str) -> object:
    """The value at the end of `path` ("cycle.cycle_number"), None where the way breaks off."""
    value: object = record
    for name in path.split("."):
        value = getattr(value, name)
        if value is None:
            return None
    return value


def as_text(value: object, zone: ZoneInfo | None = None) -> str:
    """The value as a file writes it: blank "", instants with their offset in the site's zone."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.astimezone(zone).isoformat(timespec=_precision(value))
    if isinstance(value, time):
        return value.isoformat(timespec=_precision(value))
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def _precision(value: datetime | time) -> str:
    """Minutes, unless that would lose something."""
    return "auto" if value.second or value.microsecond else "minutes"


def natural_key(record: Record) -> str:
    """The key columns of the codebook, joined: "MTL-0006/1"; instants as local time without offset."""
    zone = ZoneInfo(record.site.timezone)
    parts = []
    for column in record.Codebook.columns:
        if column.key:
            value = value_of(record, column.path)
            if isinstance(value, datetime):
                value = value.astimezone(zone).strftime("%Y-%m-%dT%H:%M")
            parts.append(as_text(value, zone))
    return "/".join(parts)
