"""Addresses of the reader's own account; sign-in itself is allauth's under ``account/``."""

from __future__ import annotations

from django.urls import path

from tandem.people import views

urlpatterns = [
    path("profile/", views.profile, name="profile"),
    path("language/", views.set_language, name="set_language"),
]
