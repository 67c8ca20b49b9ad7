"""Noting what was seen or taken: the access log, which only grows."""

from registry.models import AccessKind, AccessLog


def note_access(
    kind: AccessKind | str,
    *,
    username: str,
    subject: str = "",
    ip_address: str | None = None,
    **detail: object,
) -> AccessLog:
    """Write one line of the access log; `subject` is a study ID or the like, never a name."""
    return AccessLog.objects.create(
        kind=kind, username=username[:150], subject=subject[:200], ip_address=ip_address or None, detail=detail
    )
