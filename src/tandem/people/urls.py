"""Addresses of the reader's own account; sign-in itself is allauth's under ``account/``."""

from __future__ import annotations

from django.urls import path

from tandem.people import key_views, views

urlpatterns = [
    path("profile/", views.profile, name="profile"),
    path("profile/keys/", key_views.keys, name="api_keys"),
    path("profile/keys/<int:key_id>/revocation/", key_views.revocation, name="api_key_revocation"),
    path("language/", views.set_language, name="set_language"),
]
