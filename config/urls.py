"""All addresses."""

from django.contrib import admin
from django.urls import include, path

from config.catalogue import OUTCOME_TABLES
from config.home import home
from registry.views.language import set_language
from registry.views.outcomes import outcome_urls

urlpatterns = [
    path("", home, name="home"),
    path("", include("followup.urls")),
    path("", include("registry.urls")),
    path("language/", set_language, name="set_language"),
    path("account/", include("allauth.urls")),
    path("admin/outcomes/", include(outcome_urls(OUTCOME_TABLES))),
    path("admin/", admin.site.urls),
]
