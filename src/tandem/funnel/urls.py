"""Addresses of the funnel and of the operating report."""

from __future__ import annotations

from django.urls import path

from tandem.basics.text import Text
from tandem.funnel import client_views, journey_views, views
from tandem.people.rules import Role
from tandem.ui.navigation import NavItem

urlpatterns = [
    path("funnel/", views.funnel, name="funnel"),
    path("funnel/table.<str:form>", views.funnel_file, name="funnel_file"),
    path("funnel/map/", journey_views.journey_map_view, name="journey_map"),
    path("funnel/map/table.<str:form>", journey_views.journey_map_file, name="journey_map_file"),
    path("funnel/map/leads/", journey_views.journey_leads, name="journey_leads"),
    path("funnel/clients/<int:client_id>/", client_views.client_journey_view, name="client_journey"),
    path("report/", views.report, name="report"),
    path("report/table.<str:form>", views.report_file, name="report_file"),
    path("report/days/", views.report_days, name="report_days"),
    path("report/days/table.<str:form>", views.report_days_file, name="report_days_file"),
    path("report/sellers/<int:seller_id>/", views.report_days, name="report_seller"),
    path("report/sellers/<int:seller_id>/table.<str:form>", views.report_days_file, name="report_seller_file"),
]

navigation = (
    NavItem("funnel", Text(ru="Воронка", en="Funnel"), "funnel", 40),
    NavItem(
        "report",
        Text(ru="Отчёт", en="Report"),
        "report",
        50,
        roles=frozenset(role for role in Role if role.sees_operating_report),
    ),
)
