"""Addresses of the conditions under watch."""

from __future__ import annotations

from django.urls import path

from tandem.diagnosis import watch_views

urlpatterns = [
    path("warnings/conditions/", watch_views.watches, name="conditional_watches"),
    path("warnings/conditions/new/", watch_views.watch_new, name="conditional_watch_new"),
    path("warnings/conditions/<int:watch_id>/", watch_views.watch, name="conditional_watch"),
]
