"""Ads, campaigns and launches name no client."""

from tandem.basics.personal_data import NotAboutClients

_ADS = "lines of ad systems, which count people and name none"
_PLANS = "what marketing plans and promises to everybody"

DECLARED = (
    NotAboutClients("campaigns.Spend", ("source", "channel", "campaign", "ad_group", "creative", "currency"), _ADS),
    NotAboutClients(
        "campaigns.Launch", ("campaign", "notice", "audience", "answer", "folded"), "what sales is told of a launch"
    ),
    NotAboutClients("campaigns.Campaign", ("name", "segment", "channels", "season"), _PLANS),
    NotAboutClients("campaigns.CampaignName", ("name", "folded"), _PLANS),
    NotAboutClients("campaigns.Offer", ("title", "promise", "discount", "terms", "folded"), _PLANS),
    NotAboutClients("campaigns.Creative", ("name", "message", "link", "folded"), _PLANS),
    NotAboutClients("campaigns.CreativePicture", ("kind", "digest", "content"), "an ad, as everybody saw it"),
    NotAboutClients("campaigns.LandingPage", ("address", "title"), _PLANS),
    NotAboutClients("campaigns.MendedName", ("said", "campaign", "how"), _ADS),
)
