"""The pages of follow-up."""

from django.urls import path

from followup.views.contact import attempt, follow_up, missed
from followup.views.worklist import worklist

urlpatterns = [
    path("followup/", worklist, name="worklist"),
    path("patients/<study_id>/follow-up/<int:pk>/", follow_up, name="follow_up"),
    path("patients/<study_id>/follow-up/<int:pk>/attempt/", attempt, name="contact_attempt"),
    path("patients/<study_id>/follow-up/<int:pk>/missed/", missed, name="contact_missed"),
]
