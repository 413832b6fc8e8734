"""What is known to have happened in advertising."""

from __future__ import annotations

from datetime import date
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
