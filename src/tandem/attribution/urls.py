"""Addresses of the campaigns' page."""

from __future__ import annotations

from django.urls import path

from tandem.attribution import calendar_views, credits_views, lift_views, names_views, payback_views, shift_views, views
from tandem.basics.text import Text
from tandem.people.rules import Role
from tandem.ui.navigation import NavItem

urlpatterns = [
    path("campaigns/", views.campaigns, name="campaigns"),
    path("campaigns/table.<str:form>", views.campaigns_file, name="campaigns_file"),
    path("campaigns/names/", names_views.names, name="campaign_names"),
    path("campaigns/names/table.<str:form>", names_views.names_file, name="campaign_names_file"),
    path("campaigns/names/mending/", names_views.mending, name="campaign_name_mending"),
    path("campaigns/names/matching/", names_views.matching, name="campaign_name_matching"),
    path("campaigns/payback/", payback_views.payback, name="payback"),
    path("campaigns/payback/table.<str:form>", payback_views.payback_file, name="payback_file"),
    path("campaigns/calendar/", calendar_views.campaign_calendar, name="campaign_calendar"),
    path("campaigns/calendar/table.<str:form>", calendar_views.campaign_calendar_file, name="campaign_calendar_file"),
    path("campaigns/calendar/plan.<str:form>", calendar_views.campaign_plan_file, name="campaign_plan_file"),
    path("campaigns/creatives/", shift_views.creatives_view, name="creatives"),
    path("campaigns/creatives/table.<str:form>", shift_views.creatives_file, name="creatives_file"),
    path("campaigns/attribution/", credits_views.attribution, name="attribution"),
    path("campaigns/attribution/table.<str:form>", credits_views.attribution_file, name="attribution_file"),
    path("campaigns/attribution/sales/", credits_views.attribution_sales, name="attribution_sales"),
    path("campaigns/tests/", lift_views.lift_tests, name="lift_tests"),
    path("campaigns/tests/<int:test_id>/", lift_views.lift_test, name="lift_test"),
    path("campaigns/tests/<int:test_id>/lots.<str:form>", lift_views.lift_test_file, name="lift_test_file"),
    path("campaigns/budget/", shift_views.budget_view, name="budget"),
    path("campaigns/budget/table.<str:form>", shift_views.budget_file, name="budget_file"),
]

navigation = (
    NavItem(
        "campaigns",
        Text(ru="Кампании", en="Campaigns"),
        "campaigns",
        60,
        roles=frozenset(role for role in Role if role.sees_money_spent),
    ),
)
