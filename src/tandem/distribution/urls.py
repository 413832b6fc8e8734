"""Addresses of the distribution."""

from __future__ import annotations

from django.urls import path

from tandem.basics.text import Text
from tandem.distribution import receipt_views, rotation_views, views, what_if_views
from tandem.handover.roster import DEALERS
from tandem.ui.navigation import NavItem

navigation = (
    NavItem(
        "distribution", Text(ru="Распределение", en="Distribution"), "distribution", 22,
        roles=frozenset(role.value for role in DEALERS), under="leads",
    ),
)  # fmt: skip

urlpatterns = [
    path("distribution/", views.distribution, name="distribution"),
    path("distribution/leads/", views.giving_out, name="giving_out"),
    path("distribution/leads/<int:lead_id>/", views.assignment, name="assignment"),
    path("distribution/sellers/<int:seller_id>/", views.roster_entry, name="roster_entry"),
    path("distribution/sellers/<int:seller_id>/leaving/", views.leaving, name="leaving"),
    path("distribution/rotation/", rotation_views.rotation, name="rotation"),
    path("distribution/rotation/confirmed/", rotation_views.confirmed, name="rotation_confirmed"),
    path("distribution/what-if/", what_if_views.what_if, name="what_if"),
    path("distribution/what-if.<str:form>", what_if_views.what_if_file, name="what_if_file"),
    path("leads/<int:lead_id>/distribution/", receipt_views.lead_receipts, name="lead_distribution"),
]
