"""The admin shows a model to the roles whose row of the table of rights allows it, and to staff only."""

from datetime import date

import pytest
from django.contrib import admin
from django.urls import reverse

from followup.models import FollowUp
from registry.admin.base import ByRight
from registry.domain.people import grant
from registry.models import AccessLog, Infusion, Lot, Patient, Product, ProtocolVersion, Role, Site, User
from registry.models.rights import ROLES_WITH
from tests import factories

OURS = {model: page for model, page in admin.site._registry.items() if isinstance(page, ByRight)}
SETTINGS = {Site, User, ProtocolVersion, Product, Lot, AccessLog}


def address(model, page="changelist", *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def visible(client, models=OURS):
    return {model for model in models if client.get(address(model)).status_code == 200}


@pytest.fixture
def told(cycle, acting):
    """A woman with something in every list."""
    factories.consent(cycle.patient, by=acting)
    factories.assessment(cycle, by=acting)
    factories.infusion(cycle, by=acting)
    factories.pregnancy(cycle, by=acting, today=date(2026, 2, 19))
    factories.event(cycle.patient, by=acting)
    return cycle.patient


def test_admin_signed_out_leads_to_our_sign_in(client, db):
    assert client.get("/admin/", follow=True).redirect_chain[-1][0] == f"{reverse('account_login')}?next=/admin/"


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.ADMINISTRATOR}))
def test_admin_is_for_staff_only(client, site, role):
    client.force_login(factories.person("pat", role, site))

    assert client.get("/admin/").status_code == 403
    assert visible(client) == set()


def test_administrator_sees_settings_and_no_clinical_record(client, administrator, told):
    client.force_login(administrator)

    expected = {model for model, page in OURS.items() if Role.ADMINISTRATOR in ROLES_WITH[page.right]}
    assert visible(client) == expected
    assert expected >= SETTINGS
    assert not {Patient, Infusion, FollowUp} & expected
    assert "Infusions" not in client.get("/admin/").content.decode()


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.ADMINISTRATOR}))
def test_administrator_with_another_role_sees_what_that_role_sees(client, administrator, site, acting, told, role):
    grant(user=administrator, role=role, site=site, by=acting)
    client.force_login(User.objects.get(pk=administrator.pk))

    held = {Role.ADMINISTRATOR, role}
    assert visible(client) == {model for model, page in OURS.items() if held & ROLES_WITH[page.right]}


def test_record_in_the_admin_is_to_read_only(client, administrator, site, acting, told):
    grant(user=administrator, role=Role.INVESTIGATOR, site=site, by=acting)
    client.force_login(User.objects.get(pk=administrator.pk))
    row = Infusion.objects.get()

    page = client.get(address(Infusion, "change", row.pk))
    saved = client.post(address(Infusion, "change", row.pk), {"dose_g": "1"})

    assert page.status_code == 200
    assert 'name="_save"' not in page.content.decode()
    assert saved.status_code == 403
    assert client.get(address(Infusion, "add")).status_code == 403
    assert client.post(address(Infusion, "delete", row.pk), {"post": "yes"}).status_code == 403
    assert Infusion.objects.get() == row


def test_record_in_the_admin_stays_within_the_site(client, administrator, other_site, acting, told):
    grant(user=administrator, role=Role.INVESTIGATOR, site=other_site, by=acting)
    client.force_login(User.objects.get(pk=administrator.pk))

    assert told.study_id not in client.get(address(Patient)).content.decode()
    assert client.get(address(Patient, "change", told.pk)).status_code == 302  # Django's own “does not exist”


def test_patient_in_the_admin_shows_no_date_of_birth(client, administrator, site, acting, told):
    grant(user=administrator, role=Role.INVESTIGATOR, site=site, by=acting)
    client.force_login(User.objects.get(pk=administrator.pk))

    assert "1990" not in client.get(address(Patient, "change", told.pk)).content.decode()


@pytest.mark.parametrize("model", sorted(OURS, key=lambda model: model._meta.label))
def test_list_in_the_admin_takes_few_queries(
    client, administrator, site, acting, told, model, django_assert_max_num_queries
):
    for role in set(Role) - {Role.ADMINISTRATOR}:
        grant(user=administrator, role=role, site=site, by=acting)
    client.force_login(User.objects.get(pk=administrator.pk))

    with django_assert_max_num_queries(25):
        assert client.get(address(model)).status_code == 200
