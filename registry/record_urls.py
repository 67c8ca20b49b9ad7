"""Addresses of the record's forms, below the patient they belong to."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
