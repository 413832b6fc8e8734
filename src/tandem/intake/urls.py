"""Addresses of forms for everybody, of the sources for those who open them, and of the health of the data."""

from __future__ import annotations

from django.urls import path

from tandem.basics.text import Text
from tandem.intake import form_views, health_views, source_views
from tandem.intake.source_actions import OPENS_SOURCES
from tandem.ui.navigation import NavItem

navigation = (
    NavItem("sources", Text(ru="Источники", en="Sources"), "sources", 111, frozenset(OPENS_SOURCES), "imports"),
    NavItem(
        "data_health",
        Text(ru="Здоровье данных", en="Data health"),
        "data_health",
        115,
        frozenset(role.value for role in health_views.READERS),
        under="imports",
    ),
)

urlpatterns = [
    path("forms/<slug:key>/", form_views.form, name="hosted_form"),
    path("forms/<slug:key>/thanks/", form_views.thanks, name="hosted_form_thanks"),
    path("touches.js", form_views.touches_script, name="touches_script"),
    path("sources/", source_views.sources, name="sources"),
    path("sources/new/", source_views.new_source, name="new_source"),
    path("sources/<int:source_id>/", source_views.source, name="source"),
    path("sources/<int:source_id>/secret/", source_views.secret, name="source_secret"),
    path("sources/<int:source_id>/closing/", source_views.closing, name="source_closing"),
    path("sources/<int:source_id>/opening/", source_views.opening, name="source_opening"),
    path("health/data/", health_views.health, name="data_health"),
    path("health/data/refused/replays/", health_views.replaying_alike, name="refused_replays"),
    path("health/data/refused/<int:refused_id>/", health_views.refused_request, name="refused_request"),
    path("health/data/refused/<int:refused_id>/replay/", health_views.replaying, name="refused_replay"),
]
