import json

import pytest
from django.urls import reverse

from registry.models import Lot, Product, ProtocolVersion, Site
from tests import factories


@pytest.fixture
def signed_in(client, administrator):
    client.force_login(administrator)
    return client


def page(model, name, *args):
    return reverse(f"admin:registry_{model._meta.model_name}_{name}", args=args)


@pytest.fixture
def version(db):
    return ProtocolVersion.objects.get(code="montreal-2014")


def test_protocol_version_in_use_is_to_read_only(signed_in, cycle):
    answer = signed_in.post(page(ProtocolVersion, "change", cycle.protocol.pk), {"code": "other"})

    assert answer.status_code == 403
    assert cycle.protocol.code == "montreal-2014"


def test_protocol_version_that_supersedes_is_made(signed_in, cycle):
    old = cycle.protocol
    signed_in.post(
        page(ProtocolVersion, "add"),
        {"code": "new", "title": "New", "parameters": json.dumps(old.parameters), "supersedes": old.pk},
    )

    assert ProtocolVersion.objects.get(code="new").supersedes == old


def test_protocol_version_with_unreadable_parameters_is_refused_in_words(signed_in, version):
    parameters = version.parameters | {"age_from": "old"}
    parameters.pop("title")
    answer = signed_in.post(
        page(ProtocolVersion, "add"), {"code": "new", "title": "New", "parameters": json.dumps(parameters)}
    )

    assert answer.status_code == 200
    assert answer.context["errors"]
    assert not ProtocolVersion.objects.filter(code="new").exists()


def test_site_keeps_its_code(signed_in, site):
    values = {"site_code": "XYZ", "name": "New name", "timezone": "America/Toronto", "reb_name": "b", "reb_number": "1"}
    signed_in.post(page(Site, "change", site.pk), values)

    site.refresh_from_db()
    assert (site.site_code, site.name) == ("MTL", "New name")


def test_site_is_made(signed_in, db):
    values = {"site_code": "QUE", "name": "Quebec", "timezone": "America/Toronto", "reb_name": "b", "reb_number": "1"}
    signed_in.post(page(Site, "add"), values)

    assert Site.objects.get(site_code="QUE").name == "Quebec"


def test_site_in_a_zone_that_is_none_is_refused_in_words(signed_in, db):
    values = {"site_code": "QUE", "name": "Quebec", "timezone": "Quebec", "reb_name": "b", "reb_number": "1"}

    assert "is not a time zone" in signed_in.post(page(Site, "add"), values).content.decode()


def test_lot_is_recalled(signed_in, cycle, acting):
    factories.infusion(cycle, by=acting)
    lot = Lot.objects.get()
    signed_in.post(
        page(Lot, "change", lot.pk), {"product": lot.product.pk, "lot_number": lot.lot_number, "status": "recalled"}
    )

    assert Lot.objects.get().status == "recalled"


def test_product_with_an_impossible_concentration_is_refused(signed_in, db):
    answer = signed_in.post(page(Product, "add"), {"name": "X", "concentration_percent": "900"})

    assert "900 is outside 1 to 25." in answer.content.decode()
