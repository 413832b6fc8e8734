"""Addresses of the agreement."""

from __future__ import annotations

from django.urls import path, re_path

from tandem.agreement import month_views, views
from tandem.basics.text import Text
from tandem.ui.navigation import NavItem

urlpatterns = [
    path("agreement/", views.agreement, name="agreement"),
    path("agreement/versions/<int:number>/", views.version, name="agreement_version"),
    path(
        "agreement/versions/<int:number>/acknowledgement/", views.acknowledgement, name="agreement_acknowledgement"
    ),
    path("agreement/acknowledgements/", views.acknowledgements, name="agreement_acknowledgements"),
    re_path(r"^agreement/acknowledgements\.(?P<kind>csv|xlsx)$", views.sheet, name="agreement_sheet"),
    path("agreement/months/", month_views.months, name="agreement_months"),
]

navigation = [NavItem("agreement", Text(ru="Регламент", en="Agreement"), "agreement", 80)]
