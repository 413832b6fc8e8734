"""Addresses of the funnel and of the operating report."""

from __future__ import annotations

from django.urls import path

from tandem.basics.text import Text
from tandem.funnel import views
from tandem.ui.navigation import NavItem

urlpatterns = [
    path("funnel/", views.funnel, name="funnel"),
    path("funnel/table.<str:form>", views.funnel_file, name="funnel_file"),
]

navigation = (NavItem("funnel", Text(ru="Воронка", en="Funnel"), "funnel", 40),)
