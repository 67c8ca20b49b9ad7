"""The pages of follow-up."""

from django.urls import path

from followup.views.contact import follow_up
from followup.views.worklist import worklist

urlpatterns = [
    path("followup/", worklist, name="worklist"),
    path("patients/<study_id>/follow-up/<int:pk>/", follow_up, name="follow_up"),
]
