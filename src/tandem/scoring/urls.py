"""Addresses of the scorecard."""

from __future__ import annotations

from django.urls import path

from tandem.basics.text import Text
from tandem.scoring import column_views, views
from tandem.scoring.tabs import READERS
from tandem.ui.navigation import NavItem

navigation = (
    NavItem(
        "scorecard",
        Text(ru="Скоринг", en="Scoring"),
        "scorecard",
        65,
        frozenset(role.value for role in READERS),
        "campaigns",
    ),
)  # fmt: skip

urlpatterns = [
    path("scorecard/", views.scorecard, name="scorecard"),
    path("scorecard/in-force/", views.in_force, name="scorecard_in_force"),
    path("scorecard/in-force/card.<str:form>", views.in_force_file, name="scorecard_in_force_file"),
    path("scorecard/in-force/leads/<str:key>/<int:line>/", views.in_force_leads, name="scorecard_in_force_leads"),
    path("scorecard/columns/", column_views.columns_known_too_late, name="scorecard_columns"),
    path("scorecard/columns.<str:form>", column_views.columns_file, name="scorecard_columns_file"),
    path("scorecard/columns/judgement/", column_views.judgement, name="scorecard_judgement"),
    path("scorecard/<int:number>/", views.training, name="scorecard_training"),
    path("scorecard/<int:number>/cancellation/", views.cancellation, name="scorecard_cancellation"),
    path("scorecard/<int:number>/adoption/", views.adoption, name="scorecard_adoption"),
    path("scorecard/<int:number>/leads/<str:key>/<int:line>/", views.leads, name="scorecard_leads"),
    path("scorecard/<int:number>/<slug:part>.<str:form>", views.file, name="scorecard_file"),
]
