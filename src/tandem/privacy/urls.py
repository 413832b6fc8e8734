"""Addresses of personal data: texts of consent, one client, terms, looks."""

from __future__ import annotations

from django.urls import path

from tandem.basics.text import Text
from tandem.people.rules import Role
from tandem.privacy import client_views, consent_views, look_views, retention_views
from tandem.ui.navigation import NavItem

urlpatterns = [
    path("personal-data/", consent_views.consent_texts, name="consent_texts"),
    path("personal-data/consents/<int:text_id>/", consent_views.consent_text, name="consent_text"),
    path("personal-data/clients/<int:client_id>/", client_views.client_data, name="client_data"),
    path("personal-data/clients/<int:client_id>/copy.json", client_views.client_json, name="client_json"),
    path("personal-data/clients/<int:client_id>/copy.html", client_views.client_html, name="client_html"),
    path("personal-data/clients/<int:client_id>/forgetting/", client_views.forgetting, name="client_forgetting"),
    path("personal-data/retention/", retention_views.retention, name="retention"),
    path("personal-data/retention/<str:key>/", retention_views.retention_rule, name="retention_rule"),
    path("personal-data/looks/", look_views.look_list, name="looks"),
    path("personal-data/erased/", look_views.forgotten_clients, name="forgotten_clients"),
]

navigation = (
    NavItem(
        "personal_data",
        Text(ru="Персональные данные", en="Personal data"),
        "consent_texts",
        120,
        roles=frozenset(role for role in Role if role.writes_consent_texts),
        under="imports",
    ),
)
