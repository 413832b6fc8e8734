"""Addresses of daily work: the leads, one lead, and the search over everything."""

from __future__ import annotations

from django.urls import path

from tandem.basics.text import Text
from tandem.selling import (
    capture_views,
    clearance_views,
    clock_views,
    consent_views,
    day_views,
    forgotten_views,
    in_the_call_views,
    moving_views,
    new_lead_views,
    price_views,
    queue_views,
    return_views,
    views,
)
from tandem.ui.navigation import NavItem

navigation = (
    NavItem("leads", Text(ru="Лиды", en="Leads"), "leads", 20),
    NavItem("day", Text(ru="Мой день", en="My day"), "day", 12, day_views.ROLES),
    NavItem("queue", Text(ru="Очередь", en="Queue"), "queue", 15, queue_views.ROLES),
    NavItem("clocks", Text(ru="Сроки", en="Deadlines"), "clocks", 16),
    NavItem("watched", Text(ru="На контроле", en="Watched"), "decisions", 77),
    NavItem("capture", Text(ru="Что записано", en="Written down"), "capture", 55),
)

urlpatterns = [
    path("leads/", views.leads, name="leads"),
    path("leads/news/", views.leads_news, name="leads_news"),
    path("leads/export.csv", views.leads_csv, name="leads_csv"),
    path("leads/export.xlsx", views.leads_xlsx, name="leads_xlsx"),
    path("leads/views/", views.saved_views, name="saved_views"),
    path("leads/views/<int:view_id>/removal/", views.view_removal, name="view_removal"),
    path("leads/new/", new_lead_views.new_lead, name="new_lead"),
    path("leads/new/known/", new_lead_views.known, name="known_client"),
    path("leads/<int:lead_id>/", views.lead, name="lead"),
    path("leads/<int:lead_id>/answers/", in_the_call_views.answers, name="lead_answers"),
    path("leads/<int:lead_id>/stage/", moving_views.stage, name="lead_stage"),
    path("leads/<int:lead_id>/outcome/<str:outcome>/", moving_views.outcome, name="lead_outcome"),
    path("leads/<int:lead_id>/clearances/<str:rule>/", clearance_views.clearances, name="clearances"),
    path("leads/<int:lead_id>/price-exceptions/", price_views.lead_price_exceptions, name="lead_price_exceptions"),
    path("leads/<int:lead_id>/return/", return_views.lead_return, name="lead_return"),
    path("watched/forgotten/", forgotten_views.forgotten_leads, name="forgotten"),
    path("watched/forgotten.<str:form>", forgotten_views.forgotten_file, name="forgotten_file"),
    path("watched/returns/", return_views.returns, name="returns"),
    path("watched/returns.<str:form>", return_views.returns_file, name="returns_file"),
    path("watched/returns/<int:return_id>/answer/", return_views.return_answer, name="return_answer"),
    path("watched/returns/<int:return_id>/ruling/", return_views.return_ruling, name="return_ruling"),
    path("watched/returns/<int:return_id>/precedent/", return_views.ruling_set_aside, name="ruling_set_aside"),
    path("watched/prices/", price_views.price_exceptions, name="price_exceptions"),
    path("watched/prices.<str:form>", price_views.price_exceptions_file, name="price_exceptions_file"),
    path("watched/prices/<int:exception_id>/answer/", price_views.price_answer, name="price_answer"),
    path("watched/prices/<int:exception_id>/notice/", price_views.price_notice, name="price_notice"),
    path("watched/", clearance_views.decisions, name="decisions"),
    path("watched/decisions.<str:form>", clearance_views.decisions_file, name="decisions_file"),
    path(
        "leads/<int:lead_id>/consents/<str:purpose>/withdrawal/",
        consent_views.consent_withdrawal,
        name="consent_withdrawal",
    ),
    path("leads/<int:lead_id>/same-client/", views.same_client, name="lead_same_client"),
    path("leads/<int:lead_id>/journey/", views.lead_journey, name="lead_journey"),
    path("leads/<int:lead_id>/next-step/", views.next_step, name="next_step"),
    path("leads/<int:lead_id>/next-step/taken/", views.next_step_taken, name="next_step_taken"),
    path("clocks/", clock_views.clocks, name="clocks"),
    path("clocks/table.<str:form>", clock_views.clocks_file, name="clocks_file"),
    path("day/", day_views.day, name="day"),
    path("day/news/", day_views.day_news, name="day_news"),
    path("day/<int:lead_id>/<slug:deed>/", day_views.day_deed, name="day_deed"),
    path("queue/", queue_views.queue, name="queue"),
    path("queue/table.<str:form>", queue_views.queue_file, name="queue_file"),
    path("capture/", capture_views.capture, name="capture"),
    path("capture/table.<str:form>", capture_views.capture_file, name="capture_file"),
    path("search/", views.search, name="search"),
]
