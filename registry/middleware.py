"""Every request acts for its person: one transaction, fenced to her sites, with history's who and why."""

from contextlib import ExitStack

from django.db import transaction

from registry.domain.acting import acting_for


class ActingFor:
    """Opens `acting_for` around the view; an exception on its way to an answer undoes what was written.

    What the view wrote stands in a savepoint: once that is undone, the page that tells of the exception may still
    read who the person is and what she may, and so may what turns an exception into a question (allauth asks for the
    password again).
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        with acting_for(request.user, source="web"), ExitStack() as work:
            request.work = work
            work.enter_context(transaction.atomic())
            return self.get_response(request)

    def process_exception(self, request, exception):
        request.work.__exit__(type(exception), exception, exception.__traceback__)
