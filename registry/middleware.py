"""Every request acts for its person: one transaction, fenced to her sites, with history's who and why."""

from django.db import transaction

from registry.domain.acting import acting_for


class ActingFor:
    """Opens `acting_for` around the view; an exception on its way to an answer undoes what was written."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.user.is_authenticated:
            # Read now: after an exception nothing can be read, and the page that tells of it shows what she may.
            request.user.memberships_held()
        with acting_for(request.user, source="web"):
            return self.get_response(request)

    def process_exception(self, request, exception):
        transaction.set_rollback(True)
