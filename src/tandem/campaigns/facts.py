"""What is known to have happened in advertising."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from tandem.basics.text import Text
from tandem.journal.facts import Fact


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


class LaunchAnnounced(Fact, frozen=True):
    """Marketing told sales of a campaign, offer or promo that is to start; the words stay with the launch."""

    subject = "launch"
    icon = "megaphone"
    sentence = Text(ru="Запуск объявлен: {campaign}", en="Launch announced: {campaign}")

    campaign: str
    announced_at: datetime


class CampaignLaunched(Fact, frozen=True):
    """The first client saw it; ``announced_at`` is empty where sales had not been told."""

    subject = "launch"
    icon = "rocket-launch"
    sentence = Text(ru="Запущено: {campaign}", en="Launched: {campaign}")

    campaign: str
    announced_at: datetime | None


class CampaignNameMended(Fact, frozen=True):
    """A name that leads or spend came with counts as a campaign from now on, for the past as well."""

    subject = "campaign_name"
    icon = "link"
    sentence = Text(ru="«{said}» считается кампанией «{campaign}»", en="“{said}” counts as the campaign “{campaign}”")

    said: str
    campaign: str
    #: ``decoded`` or ``folded`` by rule, ``hand`` by a person.
    how: str


class CampaignNameRestored(Fact, frozen=True):
    """A name stands for itself again; no rule touches it any more."""

    subject = "campaign_name"
    icon = "arrow-uturn-left"
    sentence = Text(ru="«{said}» снова считается отдельно", en="“{said}” counts by itself again")

    said: str
