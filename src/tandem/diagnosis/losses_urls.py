"""Addresses of the ledger of losses."""

from __future__ import annotations

from django.urls import path

from tandem.basics.text import Text
from tandem.diagnosis import losses_views
from tandem.diagnosis.why_views import READERS
from tandem.ui.navigation import NavItem

_ROLES = frozenset(role.value for role in READERS)

navigation = (NavItem("losses", Text(ru="Где теряем деньги", en="Losses"), "losses", 68, _ROLES, under="why"),)

urlpatterns = [
    path("losses/", losses_views.losses_view, name="losses"),
    path("losses/table.<str:form>", losses_views.losses_file, name="losses_file"),
    path("losses/<str:line>/", losses_views.losses_leads, name="losses_leads"),
]
