"""Addresses of the claims."""

from __future__ import annotations

from django.urls import path

from tandem.basics.text import Text
from tandem.diagnosis import claims_views
from tandem.diagnosis.claims_entering import READERS
from tandem.ui.navigation import NavItem

navigation = (NavItem("claims", Text(ru="Утверждения", en="Claims"), "claims", 67, READERS, under="why"),)

urlpatterns = [
    path("claims/", claims_views.claims, name="claims"),
    path("claims/new/", claims_views.claim_new, name="claim_new"),
    path("claims/<int:claim_id>/", claims_views.claim, name="claim"),
]
