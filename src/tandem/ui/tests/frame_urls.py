"""The addresses of the rooms, and three pages that a room might announce."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path

from tandem.basics.discovery import modules_named

_PAGE = "ui/keys.html"


def page(request: HttpRequest, **_: object) -> HttpResponse:
    return render(request, _PAGE)


def breaks(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("on purpose")


urlpatterns = [
    path("start/", page, name="frame_start"),
    path("start/leads/", page, name="frame_leads"),
    path("start/leads/7/", page, name="frame_lead"),
    path("breaks/", breaks, name="frame_breaks"),
    path("account/", include("allauth.urls")),
    *(path("", include(room)) for room in modules_named("urls") if not room.__name__.startswith("tandem.site")),
]
