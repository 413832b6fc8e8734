"""Every room's own addresses, found at start, and the sign-in pages."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, include, path

from tandem.basics.discovery import modules_named
from tandem.basics.text import Text
from tandem.site import home, http_api
from tandem.ui.navigation import NavItem

navigation = (NavItem("home", Text(ru="Сегодня", en="Today"), "home", 10),)


@login_not_required
def page_not_found(request: HttpRequest) -> HttpResponse:
    """A page of the sign-in library that Tandem does not offer."""
    raise Http404


urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    # No mail is sent yet: a page that promises a letter would lie.
    *(path(f"account/{page}", page_not_found) for page in ("password/reset/", "email/")),
    path("account/", include("allauth.urls")),
    path(http_api.ADDRESS, http_api.urls()),
]
urlpatterns += [path("", include(module)) for module in modules_named("urls") if module.__name__ != __name__]
