"""Addresses of planning."""

from __future__ import annotations

from django.urls import path

from tandem.basics.text import Text
from tandem.people.rules import Role
from tandem.planning import key_indices_views, lead_plan_views, views
from tandem.ui.navigation import NavItem

urlpatterns = [
    path("plans/", views.plans, name="plans"),
    path("plans/leads/", lead_plan_views.leads, name="lead_plan"),
    path("plans/leads/table.<str:form>", lead_plan_views.leads_file, name="lead_plan_file"),
    path("plans/indices/", key_indices_views.indices, name="key_indices"),
    path("plans/indices/table.<str:form>", key_indices_views.indices_file, name="key_indices_file"),
    path("plans/plans.xlsx", views.plans_workbook, name="plans_workbook"),
]

navigation = (
    NavItem(
        "key_indices",
        Text(ru="Ключевые индексы", en="Key indices"),
        "key_indices",
        57,
        roles=frozenset(role for role in Role if role.sees_money_spent),
        under="report",
    ),
    NavItem(
        "lead_plan",
        Text(ru="План лидов", en="Plan of leads"),
        "lead_plan",
        58,
        roles=frozenset(role for role in Role if role.sees_money_spent),
        under="report",
    ),
)
