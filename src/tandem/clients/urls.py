"""Addresses of who is who."""

from __future__ import annotations

from django.urls import path

from tandem.basics.text import Text
from tandem.clients import views
from tandem.people.rules import Role
from tandem.ui.navigation import NavItem

navigation = (
    NavItem(
        "duplicates",
        Text(ru="Дубли", en="Duplicates"),
        "duplicates",
        24,
        frozenset(role.value for role in Role if role.merges_clients),
        under="leads",
    ),
)

urlpatterns = [
    path("clients/duplicates/", views.duplicates, name="duplicates"),
    path("clients/duplicates/searches/", views.search, name="duplicate_search"),
    path("clients/duplicates/rule/", views.rule, name="duplicate_rule"),
    path("clients/duplicates/<int:pair_id>/decision/", views.decision, name="duplicate_decision"),
    path("clients/duplicates/<int:pair_id>/again/", views.asking_again, name="duplicate_again"),
    path("clients/<int:client_id>/split/", views.split, name="client_split"),
]
