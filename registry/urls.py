"""The pages of the clinical record."""

from django.urls import path

from registry import record_urls
from registry.views.home import home
from registry.views.patient import patient
from registry.views.patients import patients

urlpatterns = [
    path("", home, name="home"),
    path("patients/", patients, name="patients"),
    *record_urls.urlpatterns,
    path("patients/<study_id>/", patient, name="patient"),
]
