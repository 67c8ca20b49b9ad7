from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from registry.models.base import kept
from registry.models.choices import Language
from registry.models.codebook import Filed
from registry.models.fields import Code
from registry.models.rights import ROLES_WITH, Right, Role
from registry.models.site import Site

SYSTEM = "system"


class People(UserManager):
    def system(self):
        """The user in whose name commands and tasks act; nobody can sign in as it."""
        return self.get(username=SYSTEM)


@kept(exclude=["password", "last_login"])
class User(AbstractUser):
    """A person who signs in, or `system`."""

    language = Code(_("Language"), Language, required=True, default=Language.ENGLISH)

    objects = People()

    # Who works with the registry leaves with nothing but its access log.
    filed = dict.fromkeys(
        (
            "username",
            "password",
            "first_name",
            "last_name",
            "email",
            "language",
            "is_active",
            "is_staff",
            "is_superuser",
            "last_login",
            "date_joined",
        ),
        Filed.IDENTIFYING,
    )

    @property
    def is_system(self):
        return self.username == SYSTEM

    def sites_with(self, right):
        """Primary keys (a subquery) of the sites at which this person holds `right`."""
        roles = ROLES_WITH[Right(right)]
        held = [(site, everywhere) for role, site, everywhere in self.memberships_held() if role in roles]
        if self.is_system or any(everywhere for _site, everywhere in held):
            return Site.objects.values("pk")
        return Site.objects.filter(pk__in={site for site, _everywhere in held}).values("pk")

    def memberships_held(self):
        """(role, site's primary key, all sites) of each membership; read once for each request."""
        if not hasattr(self, "_memberships_held"):
            self._memberships_held = list(self.memberships.values_list("role", "site_id", "all_sites"))
        return self._memberships_held

    def roles(self):
        """The roles held at any site."""
        return {role for role, _site, _everywhere in self.memberships_held()}


@kept
class Membership(models.Model):
    """A role of a person at one site, or (`site` blank, said on purpose) at every site."""

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships", verbose_name=_("User"))
    site = models.ForeignKey(
        "registry.Site", models.CASCADE, related_name="memberships", null=True, blank=True, verbose_name=_("Site")
    )
    all_sites = models.BooleanField(_("All sites"), default=False)
    role = Code(_("Role"), Role, required=True)

    class Meta:
        ordering = ["user", "site", "role"]
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "site", "role"],
                nulls_distinct=False,
                name="one_membership_for_each_role",
                violation_error_message=_("This person already has this role there."),
            ),
            models.CheckConstraint(
                condition=Q(all_sites=True, site__isnull=True) | Q(all_sites=False, site__isnull=False),
                name="membership_names_a_site_or_all",
                violation_error_message=_("Choose one site, or tick “All sites”."),
            ),
            # People, protocol versions and products belong to no site: whoever changes them must see them all.
            models.CheckConstraint(
                condition=~Q(role="administrator") | Q(all_sites=True),
                name="membership_of_an_administrator_is_of_all_sites",
                violation_error_message=_("An administrator administers every site: tick “All sites”."),
            ),
        ]

    filed = dict.fromkeys(("user", "role", "all_sites"), Filed.IDENTIFYING)

    def __str__(self):
        where = self.site or _("all sites")
        return f"{self.user}: {self.get_role_display()} ({where})"
