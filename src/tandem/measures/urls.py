"""Addresses of the catalogue of measures."""

from __future__ import annotations

from django.urls import path

from tandem.basics.text import Text
from tandem.measures import views
from tandem.ui.navigation import NavItem

urlpatterns = [
    path("measures/", views.measures, name="measures"),
    path("measures/table.<str:form>", views.measures_file, name="measures_file"),
    path("measures/<slug:key>/", views.measure_page, name="measure"),
]

navigation = (NavItem("measures", Text(ru="Показатели", en="Measures"), "measures", 56, under="report"),)
