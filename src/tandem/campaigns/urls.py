"""Addresses of campaigns, of what they promise, and of launches."""

from __future__ import annotations

from django.urls import path

from tandem.basics.text import Text
from tandem.campaigns import campaign_views, launch_views, promise_views
from tandem.ui.navigation import NavItem

navigation = (NavItem("launches", Text(ru="Запуски", en="Launches"), "launches", 61, under="campaigns"),)

urlpatterns = [
    path("campaigns/list/", campaign_views.campaign_list, name="campaign_list"),
    path("campaigns/list.<str:form>", campaign_views.campaign_list_file, name="campaign_list_file"),
    path("campaigns/new/", campaign_views.new_campaign, name="new_campaign"),
    path("campaigns/<int:campaign_id>/", campaign_views.campaign, name="campaign"),
    path("campaigns/<int:campaign_id>/card/", campaign_views.campaign_card, name="campaign_card"),
    path("campaigns/<int:campaign_id>/budget/", campaign_views.campaign_budget, name="campaign_budget"),
    path("campaigns/<int:campaign_id>/archive/", campaign_views.campaign_archive, name="campaign_archive"),
    path("campaigns/<int:campaign_id>/offers/new/", promise_views.new_offer, name="new_offer"),
    path("campaigns/<int:campaign_id>/creatives/new/", promise_views.new_creative, name="new_creative"),
    path("campaigns/<int:campaign_id>/pages/", promise_views.landing_pages, name="landing_pages"),
    path("campaigns/offers/<int:offer_id>/", promise_views.offer, name="offer"),
    path("campaigns/creatives/<int:creative_id>/", promise_views.creative, name="creative"),
    path("campaigns/pictures/<int:creative_id>/<str:digest>", promise_views.picture, name="creative_picture"),
    path("campaigns/<str:kind>/<int:key>/archive/", promise_views.archive, name="promise_archive"),
    path("launches/", launch_views.launches, name="launches"),
    path("launches/new/", launch_views.new_launch, name="new_launch"),
    path("launches/starts/", launch_views.untold_start, name="untold_start"),
    path("launches/<int:launch_id>/", launch_views.launch, name="launch"),
    path("launches/<int:launch_id>/text/", launch_views.launch_text, name="launch_text"),
    path("launches/<int:launch_id>/sending/", launch_views.launch_sending, name="launch_sending"),
    path("launches/<int:launch_id>/removal/", launch_views.launch_removal, name="launch_removal"),
    path("launches/<int:launch_id>/start/", launch_views.launch_start, name="launch_start"),
    path(
        "launches/<int:launch_id>/acknowledgement/",
        launch_views.launch_acknowledgement,
        name="launch_acknowledgement",
    ),
]
