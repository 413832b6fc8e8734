"""Addresses of the what-if."""

from __future__ import annotations

from django.urls import path

from tandem.basics.text import Text
from tandem.diagnosis import what_if_page
from tandem.diagnosis.why_views import READERS
from tandem.ui.navigation import NavItem

_ROLES = frozenset(role.value for role in READERS)

navigation = (NavItem("month_what_if", Text(ru="Что, если", en="What if"), "month_what_if", 67, _ROLES, under="why"),)

urlpatterns = [
    path("what-if/", what_if_page.what_if_view, name="month_what_if"),
    path("what-if/table.<str:form>", what_if_page.what_if_file, name="month_what_if_file"),
]
