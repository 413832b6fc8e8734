"""What is known to have happened in advertising: spend, campaigns, launches."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from tandem.basics.text import Text
from tandem.campaigns.campaign_facts import (
    BudgetPlanned,
    CampaignArchived,
    CampaignChanged,
    CampaignNamed,
    CampaignPersonSet,
    CampaignPlanned,
    CampaignRestored,
    CreativeArchived,
    CreativeChanged,
    CreativeMade,
    LandingPageArchived,
    LandingPageMade,
    OfferArchived,
    OfferChanged,
    OfferMade,
)
from tandem.campaigns.launch_facts import (
    CampaignLaunched,
    LaunchAnnounced,
    LaunchDrafted,
    LaunchDropped,
    LaunchRedrafted,
    NoticeGiven,
    NoticeRead,
)
from tandem.journal.facts import Fact

#: Every kind of the room; the journal looks for them here.
__all__ = [
    "BudgetPlanned",
    "CampaignArchived",
    "CampaignChanged",
    "CampaignLaunched",
    "CampaignNameMended",
    "CampaignNameRestored",
    "CampaignNamed",
    "CampaignPersonSet",
    "CampaignPlanned",
    "CampaignRestored",
    "CreativeArchived",
    "CreativeChanged",
    "CreativeMade",
    "LandingPageArchived",
    "LandingPageMade",
    "LaunchAnnounced",
    "LaunchDrafted",
    "LaunchDropped",
    "LaunchRedrafted",
    "NoticeGiven",
    "NoticeRead",
    "OfferArchived",
    "OfferChanged",
    "OfferMade",
    "SpendReported",
]


class SpendReported(Fact, frozen=True):
    """An ad system told what a day of advertising cost and showed."""

    subject = "spend"
    icon = "megaphone"
    sentence = Text(
        ru="Расход на рекламу: {spend} {currency}, {campaign}", en="Ad spend: {spend} {currency}, {campaign}"
    )

    spent_on: date
    source: str | None
    channel: str | None
    campaign: str | None
    ad_group: str | None
    creative: str | None
    impressions: int | None
    clicks: int | None
    visits: int | None
    spend: Decimal
    currency: str


class CampaignNameMended(Fact, frozen=True):
    """A name that leads or spend came with counts as a campaign from now on, for the past as well."""

    subject = "mended_name"
    icon = "link"
    sentence = Text(ru="«{said}» считается кампанией «{campaign}»", en="“{said}” counts as the campaign “{campaign}”")

    said: str
    campaign: str
    #: ``decoded`` or ``folded`` by rule, ``hand`` by a person, ``card`` when the campaign's card was renamed.
    how: str


class CampaignNameRestored(Fact, frozen=True):
    """A name stands for itself again; where a person said so, no rule touches it any more."""

    subject = "mended_name"
    icon = "arrow-uturn-left"
    sentence = Text(ru="«{said}» снова считается отдельно", en="“{said}” counts by itself again")

    said: str
    #: ``card`` when the campaign is called so again; empty when a person undid the mending.
    how: str = ""
