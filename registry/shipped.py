"""What ships with the registry: the system user, the roles' groups, four protocol versions, the brands
of the Montreal cohort. Written after every migration, changing nothing that is already there."""

from django.apps import apps

from registry.protocol.versions import SHIPPED, as_json

BRANDS = (
    {"name": "Gammagard Liquid 10%", "manufacturer": "Takeda", "concentration_percent": 10, "route": "iv"},
    {"name": "Privigen 10%", "manufacturer": "CSL Behring", "concentration_percent": 10, "route": "iv"},
    {"name": "Hizentra 20%", "manufacturer": "CSL Behring", "concentration_percent": 20, "route": "sc"},
)


def ship():
    """Write what is missing."""
    user = apps.get_model("registry", "User")
    user.objects.get_or_create(
        username="system", defaults={"is_active": False, "password": "!", "first_name": "System"}
    )
    group = apps.get_model("auth", "Group")
    for role in apps.get_model("registry", "Membership")._meta.get_field("role").choices:
        group.objects.get_or_create(name=role[0])
    version = apps.get_model("registry", "ProtocolVersion")
    for code, parameters in SHIPPED.items():
        version.objects.get_or_create(
            code=code,
            defaults={
                "title": str(parameters.title),
                "description": str(parameters.description),
                "parameters": as_json(parameters),
            },
        )
    for brand in BRANDS:
        apps.get_model("registry", "Product").objects.get_or_create(name=brand["name"], defaults=brand)
