from django.contrib.admin.apps import AdminConfig


class RegistryAdminConfig(AdminConfig):
    """Django's admin, with a site of our own (a file of its own: settings name it before models are loaded)."""

    default_site = "config.admin_site.RegistryAdminSite"
