"""What a scenario file holds: the company, what was planted in it, and what only catches the eye.

Days count from the world's first, which is day 0. docs/simulation.md has the table.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, Literal

from msgspec import Meta, field

from tandem.simulation.scenario.company_format import (
    Absence,
    Arrivals,
    Calls,
    Campaign,
    Day,
    Forms,
    Intent,
    Marketing,
    MoreCampaigns,
    MoreSellers,
    Name,
    NotNegative,
    Part,
    Payments,
    Prices,
    Product,
    Sale,
    Segment,
    Seller,
    Share,
    Waiting,
    Work,
)  # fmt: skip


class Dial(StrEnum):
    """The figures of a company that a cause may turn."""

    TRAFFIC = "traffic"
    CAMPAIGN_SHARE = "campaign_share"
    TARGET_SHARE = "target_share"
    COST_PER_LEAD = "cost_per_lead"
    TRANSFER_HOURS = "transfer_hours"
    NONCORE_HOURS = "noncore_hours"
    HANDLING_MINUTES = "handling_minutes"
    SKILL = "skill"
    ANSWERED = "answered"
    WIN = "win"
    CHECK = "check"
    DISCOUNT = "discount"
    PAYMENT_DAYS = "payment_days"
    STRICTER = "stricter"
    GAMED = "gamed"


class Words(Part, frozen=True):
    """A title in both languages."""

    ru: Name
    en: Name


class About(Part, frozen=True):
    """What the scenario is for, and when its world begins."""

    title: Words
    words: str = ""
    #: A Monday, unless the weeks are to begin elsewhere.
    start: date = date(2026, 1, 12)
    weeks: Annotated[int, Meta(ge=1, le=260)] = 26
    #: Whoever is blamed for anything here is blamed wrongly.
    null: bool = False


class Rules(Part, frozen=True):
    """What of the agreement differs from the starter one: who is a target lead, and how leads are dealt out."""

    language: Literal["ru", "en"] = "ru"
    target: str = ""
    own_first: bool = True
    least_part: Share = 0.7
    ahead: NotNegative = 0.1
    useful: Annotated[float, Meta(gt=0, le=1)] = 0.6


class Cause(Part, frozen=True):
    """A dial turned from a day on: exactly one of ``to``, ``times`` and ``plus`` says how far."""

    dial: Dial
    #: The day it begins; with ``latest`` the seed draws one from this to that.
    since: Day
    latest: Day | None = None
    to: float | None = None
    times: Annotated[float, Meta(ge=0)] | None = None
    plus: float | None = None
    #: For so many days; left out: to the end.
    days: Annotated[int, Meta(ge=1)] | None = None
    #: Campaigns or sellers by name; neither ``of`` nor ``largest`` nor ``drawn``: all of them.
    of: tuple[Name, ...] = ()
    #: The so many largest campaigns or sellers by their share.
    largest: Annotated[int, Meta(ge=1)] | None = None
    #: So many, drawn by the seed.
    drawn: Annotated[int, Meta(ge=1)] | None = None
    #: What one who explains it well would say.
    says: str = ""


class Distractor(Part, frozen=True):
    """A note of something that explains nothing; ``huge_deal`` makes the next sale so many times the usual check."""

    day: Day
    words: str
    huge_deal: Annotated[float, Meta(gt=1)] | None = None


class Scenario(Part, frozen=True):
    """A whole file."""

    scenario: About
    arrivals: Arrivals = field(default_factory=Arrivals)
    campaign: tuple[Campaign, ...] = ()
    more_campaigns: MoreCampaigns = field(default_factory=MoreCampaigns)
    segment: tuple[Segment, ...] = ()
    product: tuple[Product, ...] = ()
    intent: Intent = field(default_factory=Intent)
    forms: Forms = field(default_factory=Forms)
    calls: Calls = field(default_factory=Calls)
    seller: tuple[Seller, ...] = ()
    more_sellers: MoreSellers = field(default_factory=MoreSellers)
    absence: tuple[Absence, ...] = ()
    work: Work = field(default_factory=Work)
    waiting: Waiting = field(default_factory=Waiting)
    sale: Sale = field(default_factory=Sale)
    prices: Prices = field(default_factory=Prices)
    payments: Payments = field(default_factory=Payments)
    marketing: Marketing = field(default_factory=Marketing)
    agreement: Rules = field(default_factory=Rules)
    cause: tuple[Cause, ...] = ()
    distractor: tuple[Distractor, ...] = ()

    @property
    def days(self) -> int:
        """How long the world lasts."""
        return self.scenario.weeks * 7
