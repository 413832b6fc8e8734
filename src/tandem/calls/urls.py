"""Addresses of the reviews of calls."""

from __future__ import annotations

from django.urls import path

from tandem.basics.text import Text
from tandem.calls import views
from tandem.ui.navigation import NavItem

navigation = (NavItem("calls", Text(ru="Разговоры", en="Calls"), "calls", 71, views.ROLES, under="letters"),)

urlpatterns = [
    path("calls/", views.calls, name="calls"),
    path("calls/table.<str:form>", views.calls_file, name="calls_file"),
    path("calls/<int:call_id>/review/", views.call_review, name="call_review"),
]
