"""What stands behind the querysets: the role, row security and history that nobody can pass by.

`secure` derives it all from the models after every migration, so that a new clinical table is
fenced the day it exists. Web, worker and commands work as the role `registry_app`, whatever user
`DATABASE_URL` names; only migrations, backup and restore work as the owner (`as_owner`).

Row security reads the setting `registry.sites` of the transaction: unset means no row. It is
enabled and not forced, because FORCE would hide every row from the owner's migrations and dumps.
"""

from contextlib import contextmanager

from django.apps import apps
from django.db import connection
from django.db.backends.signals import connection_created
from django.db.models import ForeignKey

ROLE = "registry_app"
OWN_APPS = ("registry", "followup")
# The strongest column that a record and the one it points to have in common holds the rest equal.
SHARED = ("cycle_id", "patient_id", "site_id")

_owners = 0


def work_as_application(sender, connection, **kwargs):
    """Step down to the application's role on every new connection to a database of the registry.

    Before the first migration, and in the server's other databases, there is nothing to see.
    """
    if not _owners and connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT FROM pg_roles WHERE rolname = %s AND to_regclass('registry_site') IS NOT NULL", [ROLE]
            )
            if cursor.fetchone() is not None:
                cursor.execute(f"SET ROLE {ROLE}")


def install():
    connection_created.connect(work_as_application, dispatch_uid="work_as_application")


@contextmanager
def as_owner():
    """Work with the rights of the database's owner: migrations, backup, restore."""
    global _owners
    _owners += 1
    try:
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE")
        yield
    finally:
        _owners -= 1
        if connection.connection is not None and not _owners:
            work_as_application(None, connection)


def clinical_models():
    """Models whose rows belong to a site."""
    return [m for m in _own_models() if _has_site(m) and not _is_event(m) and m.__name__ != "Membership"]


def event_models():
    """The event tables of history."""
    return [m for m in _own_models() if _is_event(m)]


def secure(*, refuse_truncate=True):
    """Bring role, grants, row security, composite keys and append-only triggers in step with the models.

    Runs as the owner and changes nothing where all is in place. `refuse_truncate` is off in
    tests, which empty the tables between transactions.
    """
    with connection.cursor() as cursor:
        _make_role(cursor)
        _grant(cursor)
        for model in clinical_models():
            _fence(cursor, model._meta.db_table)
            _hold_together(cursor, model)
        for model in event_models():
            table = model._meta.db_table
            if model.pgh_tracked_model in clinical_models():  # a membership of all sites has none
                _fence(cursor, table)
            _only_grows(cursor, table, refuse_truncate)
        _only_grows(cursor, apps.get_model("registry", "AccessLog")._meta.db_table, refuse_truncate)
        for model in clinical_models():
            _refuse_truncate(cursor, model._meta.db_table, refuse_truncate)


def _own_models():
    return [
        m
        for m in apps.get_models(include_auto_created=True)
        if m._meta.app_label in OWN_APPS and m._meta.managed and not m._meta.proxy
    ]


def _is_event(model):
    return hasattr(model, "pgh_tracked_model")


def _has_site(model):
    return any(f.column == "site_id" for f in model._meta.concrete_fields)


def _make_role(cursor):
    cursor.execute(
        f"""
        DO $$ BEGIN
            CREATE ROLE {ROLE} NOLOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE;
        EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
        END $$;
        GRANT {ROLE} TO CURRENT_USER;
        """
    )


def _grant(cursor):
    """Everything that the application does; what is clinical is never deleted, what is history never changed."""
    cursor.execute(
        f"""
        GRANT USAGE ON SCHEMA public TO {ROLE};
        GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {ROLE};
        GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {ROLE};
        """
    )
    for model in clinical_models():
        cursor.execute(f'REVOKE DELETE, TRUNCATE ON "{model._meta.db_table}" FROM {ROLE}')
    for model in [*event_models(), apps.get_model("registry", "AccessLog")]:
        cursor.execute(f'REVOKE UPDATE, DELETE, TRUNCATE ON "{model._meta.db_table}" FROM {ROLE}')


def _fence(cursor, table):
    # The sub-select is evaluated once a statement; the cast stands outside its parentheses, and
    # nullif because a SET LOCAL that ended leaves '' behind.
    cursor.execute(
        f"""
        ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY;
        DROP POLICY IF EXISTS own_sites ON "{table}";
        CREATE POLICY own_sites ON "{table}" USING (
            site_id = ANY ((SELECT nullif(current_setting('registry.sites', true), ''))::bigint[])
        );
        """
    )


def _hold_together(cursor, model):
    """Composite foreign keys: a row's site is its patient's, its patient its cycle's, and so on.

    Foreign keys look past row security, so a plain one could point into another site.
    """
    columns = {f.column for f in model._meta.concrete_fields}
    for field in model._meta.concrete_fields:
        target = getattr(field, "related_model", None)
        if not isinstance(field, ForeignKey) or target not in clinical_models():
            continue
        theirs = {f.column for f in target._meta.concrete_fields}
        shared = next((c for c in SHARED if c in columns and c in theirs and not _optional(model, c)), None)
        if shared is None or shared == field.column:
            continue
        _unique_pair(cursor, target._meta.db_table, shared)
        _composite_key(cursor, model._meta.db_table, field.column, shared, target._meta.db_table)


def _optional(model, column):
    return next(f.null for f in model._meta.concrete_fields if f.column == column)


def _unique_pair(cursor, table, shared):
    name = f"{table}_id_{shared}_key"
    if not _constraint_exists(cursor, name):
        cursor.execute(f'ALTER TABLE "{table}" ADD CONSTRAINT "{name}" UNIQUE (id, {shared})')


def _composite_key(cursor, table, column, shared, target):
    name = f"{table}_{column}_{shared}_fk"
    if not _constraint_exists(cursor, name):
        cursor.execute(
            f"""
            ALTER TABLE "{table}" ADD CONSTRAINT "{name}" FOREIGN KEY ({column}, {shared})
            REFERENCES "{target}" (id, {shared}) DEFERRABLE INITIALLY DEFERRED
            """
        )


def _constraint_exists(cursor, name):
    cursor.execute("SELECT FROM pg_constraint WHERE conname = %s", [name])
    return cursor.fetchone() is not None


def _only_grows(cursor, table, refuse_truncate):
    operations = "UPDATE OR DELETE OR TRUNCATE" if refuse_truncate else "UPDATE OR DELETE"
    cursor.execute(
        f"""
        CREATE OR REPLACE FUNCTION registry_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION '% only grows: % is refused.', TG_TABLE_NAME, TG_OP
                USING ERRCODE = 'insufficient_privilege';
        END $$;
        DROP TRIGGER IF EXISTS only_grows ON "{table}";
        CREATE TRIGGER only_grows BEFORE {operations} ON "{table}"
            FOR EACH STATEMENT EXECUTE FUNCTION registry_append_only();
        ALTER TABLE "{table}" ENABLE ALWAYS TRIGGER only_grows;
        -- The switch by which any role could silence the history triggers is dead.
        CREATE OR REPLACE FUNCTION public._pgtrigger_should_ignore(trigger_name name)
            RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT false';
        """
    )


def _refuse_truncate(cursor, table, refuse):
    """TRUNCATE of a tracked table would write no event."""
    cursor.execute(f'DROP TRIGGER IF EXISTS never_emptied ON "{table}"')
    if refuse:
        cursor.execute(
            f"""
            CREATE TRIGGER never_emptied BEFORE TRUNCATE ON "{table}"
                FOR EACH STATEMENT EXECUTE FUNCTION registry_append_only();
            """
        )
