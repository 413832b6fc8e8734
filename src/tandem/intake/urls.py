"""Addresses of intake: the health of the data."""

from __future__ import annotations

from django.urls import path

from tandem.basics.text import Text
from tandem.intake import health_views
from tandem.ui.navigation import NavItem

urlpatterns = [
    path("health/data/", health_views.health, name="data_health"),
    path("health/data/refused/<int:refused_id>/", health_views.refused_request, name="refused_request"),
    path("health/data/refused/<int:refused_id>/replay/", health_views.replaying, name="refused_replay"),
]

navigation = (
    NavItem(
        "data_health",
        Text(ru="Здоровье данных", en="Data health"),
        "data_health",
        115,
        frozenset(role.value for role in health_views.READERS),
    ),
)
