"""Addresses of the page of one clause."""

from __future__ import annotations

from django.urls import path

from tandem.agreement import clause_views

urlpatterns = [
    path("agreement/clause/", clause_views.clause, name="agreement_clause"),
    path("agreement/clause-trials/", clause_views.clause_trials, name="agreement_clause_trials"),
]
