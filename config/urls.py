"""All addresses."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path

from config.home import home
from registry.views.language import set_language

admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

urlpatterns = [
    path("", home, name="home"),
    path("", include("followup.urls")),
    path("", include("registry.urls")),
    path("language/", set_language, name="set_language"),
    path("account/", include("allauth.urls")),
    path("admin/", admin.site.urls),
]
