"""What `manage.py check`, and so every start, remarks about the environment."""

from django.core.checks import CheckMessage, Warning, register

from config.env import MODE, PRODUCTION


@register()
def mode_is_known(**_: object) -> list[CheckMessage]:
    """A misspelt REGISTRY_ENV would run a clinic's server without production's guards."""
    if PRODUCTION or not MODE:
        return []
    said = f"REGISTRY_ENV is “{MODE}”, and only “production” means production: this is a development machine."
    return [Warning(said, hint="Set REGISTRY_ENV=production, or leave it unset.", id="config.W001")]
