"""Every room's own addresses, found at start, and the sign-in pages."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from tandem.basics.discovery import modules_named
from tandem.basics.text import Text
from tandem.site import home
from tandem.ui.navigation import NavItem

navigation = (NavItem("home", Text(ru="Сегодня", en="Today"), "home", 10),)

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("account/", include("allauth.urls")),
]
urlpatterns += [path("", include(module)) for module in modules_named("urls") if module.__name__ != __name__]
