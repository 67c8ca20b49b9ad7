"""For migrations of many steps: one rendering of the models instead of one a step.

Django renders every related model anew after each operation; for the hundreds of constraints and
triggers of the first migration that is most of its time.
"""

from django.db.migrations.operations.base import Operation


class Together(Operation):
    """Several operations, none of which needs to see the state between them."""

    reversible = False

    def __init__(self, operations):
        self.operations = operations

    def deconstruct(self):
        return self.__class__.__name__, [self.operations], {}

    def state_forwards(self, app_label, state):
        rendered = state.__dict__.pop("apps", None)
        for operation in self.operations:
            operation.state_forwards(app_label, state)
        if rendered is not None:
            state.clear_delayed_apps_cache()

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        for operation in self.operations:
            operation.database_forwards(app_label, schema_editor, from_state, to_state)

    def describe(self):
        return f"{len(self.operations)} operations together"
