"""Ads and launches name no client."""

from tandem.basics.personal_data import NotAboutClients

_ADS = "lines of ad systems, which count people and name none"

DECLARED = (
    NotAboutClients("campaigns.Spend", ("source", "channel", "campaign", "ad_group", "creative", "currency"), _ADS),
    NotAboutClients("campaigns.CampaignName", ("said", "campaign", "how"), _ADS),
    NotAboutClients("campaigns.Launch", ("campaign", "notice"), "what sales is told of a launch"),
)
