"""The Django admin: settings of the registry, and the record to read. What shows to whom is the table of rights'."""

from registry.admin import access_log, clinical, people, settings  # noqa: F401  registration
