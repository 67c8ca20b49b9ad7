"""Every field is filed: what nobody classified does not leave."""

import pytest
from django.apps import apps
from django.db import models
from django.test.utils import isolate_apps

from registry.models.codebook import HOUSEKEEPING, Filed, unfiled_fields
from registry.models.fields import Text
from registry.models.patient import Patient

OWN = [model for model in apps.get_models() if model._meta.app_label in {"registry", "followup"}]
EVENTS = [model for model in OWN if hasattr(model, "pgh_tracked_model")]
RECORDS = [model for model in OWN if model not in EVENTS]

each_record = pytest.mark.parametrize("model", RECORDS, ids=lambda model: model.__name__)
each_event = pytest.mark.parametrize("model", EVENTS, ids=lambda model: model.__name__)


def filing(model):
    """Every filing that the model gives, by what it files."""
    columns = {f"column {column.name}": column.filed for column in getattr(model, "Codebook", _NoCodebook).columns}
    return columns | HOUSEKEEPING | getattr(model, "filed", {})


class _NoCodebook:
    columns = ()


@each_record
def test_model_leaves_no_field_unfiled(model):
    assert unfiled_fields(model) == []


@each_record
def test_model_files_with_known_words_only(model):
    assert set(map(type, filing(model).values())) == {Filed}


@each_record
def test_model_files_no_field_that_it_has_not(model):
    names = {field.name for field in model._meta.get_fields()}

    assert set(getattr(model, "filed", {})) - names == set()


@each_event
def test_event_table_holds_no_field_that_its_record_has_not(model):
    own = {field.name for field in model._meta.concrete_fields if not field.name.startswith("pgh_")}
    tracked = {field.name for field in model.pgh_tracked_model._meta.concrete_fields}

    assert own - tracked == set()


def test_every_exchanged_model_has_its_history():
    tracked = {model.pgh_tracked_model for model in EVENTS}

    assert [model for model in RECORDS if hasattr(model, "Codebook") and model not in tracked] == []


@isolate_apps("registry")
def test_new_field_that_nobody_filed_is_named():
    class Sample(models.Model):
        study_id = Text("Study ID")
        shoe_size = Text("Shoe size")
        Codebook = Patient.Codebook

        class Meta:
            app_label = "registry"

        def __str__(self):
            return self.study_id

    assert unfiled_fields(Sample) == ["shoe_size"]


def test_what_says_who_she_is_is_filed_as_identifying():
    identifying = {
        f"{model.Codebook.table}.{column.name}"
        for model in RECORDS
        if hasattr(model, "Codebook")
        for column in model.Codebook.columns
        if column.filed is Filed.IDENTIFYING
    }

    assert identifying == {
        "patients.date_of_birth",
        "contacts.given_name",
        "contacts.family_name",
        "contacts.medical_record_number",
        "contacts.email",
        "contacts.mobile_phone",
    }
