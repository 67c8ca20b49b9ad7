"""What every record of the registry has in common.

`kept` is the decorator of a record: it turns the limits and closed lists of the fields into
constraints of the database and has every insert, update and deletion written into an event table
by a trigger, so that neither bulk updates nor psql pass by.
"""

import uuid
from functools import partial
from typing import Any, ClassVar

import pghistory
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from registry.models.fields import CodeListField, bounds_of
from registry.models.rights import Right


def kept(model=None, *, exclude=()):
    """Give `model` its constraints and its history; the fields in `exclude` stay out of history."""
    if model is None:
        return partial(kept, exclude=exclude)
    options = model._meta
    options.constraints = [*options.constraints, *_limits(model), *_closed_lists(model)]
    options.original_attrs["constraints"] = options.constraints
    track = pghistory.track(
        pghistory.InsertEvent(),
        pghistory.UpdateEvent(),
        pghistory.DeleteEvent(),
        exclude=list(exclude),
    )
    return track(model)


def _limits(model):
    for field in model._meta.local_concrete_fields:
        if bounds := bounds_of(field):
            low = "gt" if bounds.above else "gte"
            inside = Q(**{f"{field.name}__{low}": bounds.low, f"{field.name}__lte": bounds.high})
            yield models.CheckConstraint(
                condition=inside | Q(**{f"{field.name}__isnull": True}) if field.null else inside,
                name=f"{model._meta.model_name}_{field.name}_within_limits",
            )


def _closed_lists(model):
    for field in model._meta.local_concrete_fields:
        if field.choices and not isinstance(field, CodeListField):
            allowed = [value for value, _label in field.choices]
            if field.blank and "" not in allowed:
                allowed.append("")
            yield models.CheckConstraint(
                condition=Q(**{f"{field.name}__in": allowed}),
                name=f"{model._meta.model_name}_{field.name}_is_listed",
            )


class RecordQuerySet(models.QuerySet):
    """Questions that every record answers."""

    def visible_to(self, user, right=Right.READ_RECORD):
        """Rows of the sites at which `user` holds `right`."""
        return self.filter(site__in=user.sites_with(right))

    def entered(self):
        """Rows that a person or a file gave; what only follows from others does not keep these in force."""
        return self

    def in_force(self):
        """Rows that were not voided."""
        return self.filter(voided_at__isnull=True)


class InForceManager(models.Manager.from_queryset(RecordQuerySet)):
    """The manager of every list, table and export: voided rows are not there."""

    def get_queryset(self):
        return super().get_queryset().in_force()


class Record(models.Model):
    """A row of the clinical record: never deleted, voided with a reason instead.

    `version` counts the changes and guards against a lost update; `key` is the idempotency key of
    the form that made the row; `created_at` is the moment of entry, not of care.
    """

    Codebook: ClassVar[Any]  # the table and columns of the exchanged records

    site = models.ForeignKey("registry.Site", models.PROTECT, related_name="+", verbose_name=_("Site"))
    version = models.PositiveIntegerField(default=1, editable=False)
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    voided_at = models.DateTimeField(null=True, blank=True, editable=False)
    void_reason = models.CharField(max_length=200, blank=True, editable=False)

    objects = InForceManager()
    everything = models.Manager.from_queryset(RecordQuerySet)()

    class Meta:
        abstract = True
        # Relations and the admin see voided rows too; lists start from `objects`.
        base_manager_name = "everything"

    def get_constraints(self):
        """The keys that only the database can answer for.

        What a CHECK keeps, fields and `clean` have said with the field and the value before; asking the
        database for each of them too would be three statements a constraint.
        """
        return [
            (model, [each for each in constraints if isinstance(each, models.UniqueConstraint)])
            for model, constraints in super().get_constraints()
        ]

    @property
    def is_voided(self):
        return self.voided_at is not None

    @property
    def cycle_or_none(self):
        """The cycle that the record belongs to, where it belongs to one."""
        return getattr(self, "cycle", None)


class PatientRecord(Record):
    """A row that belongs to one woman; its site is always hers (a composite foreign key).

    The names of the ways back are the model's `default_related_name`.
    """

    patient = models.ForeignKey("registry.Patient", models.PROTECT, verbose_name=_("Patient"))

    class Meta(Record.Meta):
        abstract = True

    def save(self, *args, **kwargs):
        self.site_id = self.patient.site_id
        super().save(*args, **kwargs)

    def clean_fields(self, exclude=None):
        self.site_id = self.patient.site_id
        super().clean_fields(exclude)


class CycleRecord(PatientRecord):
    """A row that belongs to one cycle; its woman is always the cycle's (a composite foreign key)."""

    cycle = models.ForeignKey("registry.Cycle", models.PROTECT, verbose_name=_("Cycle"))

    class Meta(PatientRecord.Meta):
        abstract = True

    def save(self, *args, **kwargs):
        self.patient_id = self.cycle.patient_id
        super().save(*args, **kwargs)

    def clean_fields(self, exclude=None):
        self.patient_id = self.cycle.patient_id
        super().clean_fields(exclude)


class PregnancyRecord(CycleRecord):
    """A row that belongs to one pregnancy; its cycle is always the pregnancy's."""

    pregnancy = models.ForeignKey("registry.Pregnancy", models.PROTECT, verbose_name=_("Pregnancy"))

    class Meta(CycleRecord.Meta):
        abstract = True

    def save(self, *args, **kwargs):
        self.cycle_id = self.pregnancy.cycle_id
        super().save(*args, **kwargs)

    def clean_fields(self, exclude=None):
        self.cycle_id = self.pregnancy.cycle_id
        super().clean_fields(exclude)


class UniqueInForce(models.UniqueConstraint):
    """A unique key of the rows in force, asked for by one plain query; in migrations a UniqueConstraint."""

    def deconstruct(self):
        _path, args, kwargs = super().deconstruct()
        return "django.db.models.UniqueConstraint", args, kwargs

    def validate(self, model, instance, exclude=None, using=None):
        if instance.is_voided or set(self.fields) & set(exclude or ()):
            return
        same = {name: getattr(instance, model._meta.get_field(name).attname) for name in self.fields}
        blank = {f"{name}__isnull": True for name, value in same.items() if value is None}
        given = {name: value for name, value in same.items() if value is not None}
        if model.objects.using(using).filter(**given, **blank).exclude(pk=instance.pk).exists():
            raise ValidationError(self.get_violation_error_message(), code="unique")


def update_together(rows, fields):
    """Write `fields` of many rows of one model in few statements; they exist, and were not changed meanwhile (a lock).

    An upsert by primary key: bulk_update would write a CASE for each cell and take five times as long.
    """
    if rows:
        manager = type(rows[0])._default_manager
        manager.bulk_create(rows, batch_size=500, update_conflicts=True, unique_fields=["id"], update_fields=fields)


def unique_in_force(*fields, name, message):
    """A natural key: one row in force for each combination, blank equal to blank."""
    return UniqueInForce(
        fields=fields,
        condition=Q(voided_at__isnull=True),
        nulls_distinct=False,
        name=name,
        violation_error_message=message,
    )
