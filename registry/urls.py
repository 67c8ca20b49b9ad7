"""The pages of the clinical record."""

from django.urls import include, path

from registry.views.changes import changes
from registry.views.codebook import codebook
from registry.views.deviation import deviation
from registry.views.identities import identity, patients_by_name
from registry.views.patient import patient
from registry.views.patients import patients

urlpatterns = [
    path("codebook/", codebook, name="codebook"),
    path("patients/", patients, name="patients"),
    path("patients/by-name/", patients_by_name, name="patients_by_name"),
    path("patients/", include("registry.record_urls")),
    path("patients/<study_id>/", patient, name="patient"),
    path("patients/<study_id>/identity/", identity, name="identity"),
    path("patients/<study_id>/deviations/<int:pk>/", deviation, name="deviation"),
    path("patients/<study_id>/changes/", changes, name="changes"),
]
