"""From an address to what it names, for those who may: another site's patient does not exist.

Each decorator writes the right on the view, so that a test can walk every address and know what it takes.
"""

from collections.abc import Callable
from functools import wraps

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from registry.domain.permissions import check_can
from registry.models import Patient, Right
from registry.models.patient import study_id_validator

View = Callable[..., HttpResponse]


def requires(right: Right) -> Callable[[View], View]:
    """The page is for those who hold `right` at any site; lists show their sites only."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
            check_can(request.user, right)
            return view(request, *args, **kwargs)

        guarded.right = right
        return guarded

    return decorate


def load_patient(right: Right) -> Callable[[View], View]:
    """Turn `study_id` into a patient at whose site the person holds `right`.

    404 where she is of another site, 403 where the person's role at her own site does not reach so far.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: object, study_id: str, **kwargs: object) -> HttpResponse:
            check_can(request.user, right)
            if not study_id_validator.regex.match(study_id):
                raise Http404
            patient = get_object_or_404(
                Patient.objects.select_related("site").filter(site__in=request.user.sites_with(Right.USE)),
                study_id=study_id,
            )
            check_can(request.user, right, patient.site)
            return view(request, *args, patient=patient, **kwargs)

        guarded.right = right
        guarded.of_patient = True
        return guarded

    return decorate
