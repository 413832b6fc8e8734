"""Addresses of planning."""

from __future__ import annotations

from django.urls import path

from tandem.planning import views

urlpatterns = [
    path("plans/", views.plans, name="plans"),
    path("plans/plans.xlsx", views.plans_workbook, name="plans_workbook"),
]
