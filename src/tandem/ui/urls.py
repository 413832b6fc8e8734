"""Addresses of the frame."""

from __future__ import annotations

from django.urls import path

from tandem.ui import views

urlpatterns = [
    path("style-<slug:digest>.css", views.style_sheet, name="style_sheet"),
    path("theme/", views.choose_theme, name="choose_theme"),
    path("keys/", views.keys, name="keys"),
    path("specimen/", views.specimen_page, name="specimen"),
]
