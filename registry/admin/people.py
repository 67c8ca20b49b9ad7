"""People and the roles they hold. Roles are given and taken through `domain.people`, which keeps staff in step."""

from typing import Any

from axes.utils import reset
from django import forms
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from registry.admin.base import ByRight
from registry.domain.people import check_can_give_roles, grant, revoke
from registry.models import Membership, Right, User
from registry.models.user import SYSTEM


class Memberships(forms.BaseInlineFormSet):
    """Refuses a role that the administrator may not give, at its row."""

    by: User

    def clean(self) -> None:
        super().clean()
        for form in self.forms:
            if form.has_changed() and form.is_valid():
                try:
                    check_can_give_roles(self.by, form.instance.site)
                except PermissionDenied as refusal:
                    raise ValidationError(str(refusal)) from refusal


class MembershipInline(admin.StackedInline):
    model = Membership
    formset = Memberships
    extra = 1

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return True

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return True

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return True

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False  # a role is taken and another given, so that history says so

    def get_formset(self, request: HttpRequest, obj: Model | None = None, **options: Any) -> type[Memberships]:
        return type("MembershipsBy", (super().get_formset(request, obj, **options),), {"by": request.user})


@admin.register(User)
class PeopleAdmin(ByRight, UserAdmin):
    right = Right.CHANGE_SETTINGS
    change_right = Right.CHANGE_SETTINGS
    list_display = ("username", "first_name", "last_name", "roles_in_words", "is_active", "last_login")
    list_filter = ("is_active", "memberships__role", "memberships__site")
    readonly_fields = ("last_login", "date_joined")
    filter_horizontal = ()
    inlines = (MembershipInline,)
    actions = ("unlock", "remove_second_factor")
    fieldsets = (
        (None, {"fields": ("username", "password", "is_active")}),
        (_("Person"), {"fields": ("first_name", "last_name", "email", "language")}),
        (_("Seen"), {"fields": ("last_login", "date_joined")}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        people = super().get_queryset(request).exclude(username=SYSTEM)
        return people.prefetch_related("memberships__site")

    @admin.display(description=_("Roles"))
    def roles_in_words(self, person: User) -> str:
        held = person.memberships.all()
        return "; ".join(f"{each.get_role_display()} ({each.site or _('all sites')})" for each in held)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        given = formset.save(commit=False)
        for membership in formset.deleted_objects:
            revoke(membership, by=request.user)
        for membership in given:
            grant(user=form.instance, role=membership.role, site=membership.site, by=request.user)

    @admin.action(description=_("Unlock signing in"), permissions=["change"])
    def unlock(self, request: HttpRequest, people: QuerySet[User]) -> None:
        for person in people:
            reset(username=person.username)
        number = len(people)
        said = ngettext("%d account can sign in again.", "%d accounts can sign in again.", number)
        messages.success(request, said % number)

    @admin.action(description=_("Remove the second factor (lost telephone)"), permissions=["change"])
    def remove_second_factor(self, request: HttpRequest, people: QuerySet[User]) -> None:
        for person in people:
            person.authenticator_set.all().delete()
        number = len(people)
        said = ngettext("%d person must set up a new one.", "%d people must set up a new one.", number)
        messages.success(request, said % number)
