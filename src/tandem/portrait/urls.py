"""Addresses of the portrait."""

from __future__ import annotations

from django.urls import path

from tandem.basics.text import Text
from tandem.portrait import audience_views, views
from tandem.portrait.searches import SEEKERS
from tandem.ui.navigation import NavItem

navigation = (
    NavItem(
        "portrait", Text(ru="Портрет", en="Portrait"), "portrait", 64, frozenset(role.value for role in SEEKERS),
        under="campaigns",
    ),
)  # fmt: skip

urlpatterns = [
    path("portrait/", views.portrait, name="portrait"),
    path("portrait/audience/", audience_views.audience, name="portrait_audience"),
    path("portrait/audience/table.<str:form>", audience_views.audience_file, name="portrait_audience_file"),
    path("portrait/audience/common/", audience_views.common, name="portrait_common"),
    path("portrait/<int:number>/", views.search, name="portrait_search"),
    path("portrait/<int:number>/cancellation/", views.cancellation, name="portrait_cancellation"),
    path("portrait/<int:number>/clauses.<str:form>", views.clauses_file, name="portrait_file"),
    path("portrait/<int:number>/leads/", views.leads, name="portrait_leads"),
    path("portrait/<int:number>/leads.<str:form>", views.leads_file, name="portrait_leads_file"),
    path("portrait/<int:number>/amendment/", views.amendment, name="portrait_amendment"),
]
