"""How a company of a scenario is written down: who asks, who sells, how both behave.

Shares and chances lie between 0 and 1, money is roubles. Everything has a usual value, so that a file says only how its
company differs. docs/simulation.md has the table.
"""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

Share = Annotated[float, Meta(ge=0, le=1)]
Chance = Annotated[float, Meta(ge=0, le=1)]
AboveZero = Annotated[float, Meta(gt=0)]
NotNegative = Annotated[float, Meta(ge=0)]
Day = Annotated[int, Meta(ge=0)]
Name = Annotated[str, Meta(min_length=1, max_length=200)]
Clock = Annotated[float, Meta(ge=0, le=24)]
OfWeekdays = Annotated[tuple[NotNegative, ...], Meta(min_length=7, max_length=7)]
OfMonths = Annotated[tuple[NotNegative, ...], Meta(min_length=12, max_length=12)]

GRADES = ("A", "B", "C", "D")
"""What a request really is: A needs it, can pay, and now; B without hurry; C cannot pay yet; D does not need it."""


class Part(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A part of a scenario file: a word it does not know is a mistake."""


class Arrivals(Part, frozen=True):
    """When people ask: a Poisson process of days, weekdays, months and hours."""

    leads_a_day: AboveZero = 60.0
    #: Monday to Sunday, relative to a usual day.
    weekdays: OfWeekdays = (1.15, 1.1, 1.05, 1.05, 1.0, 0.75, 0.7)
    #: January to December.
    months: OfMonths = (1.0,) * 12
    #: What a public holiday leaves of a day.
    holidays: NotNegative = 1.0
    #: How days differ by chance beyond Poisson: the standard deviation of their level, 0.2 for a fifth.
    day_spread: Annotated[float, Meta(ge=0, le=2)] = 0.2
    #: Requests of clients who have asked before.
    repeat_share: Share = 0.06


class Campaign(Part, frozen=True):
    """Where requests come from; without ``cost_per_lead`` it is a free flow and has no spend."""

    name: Name
    source: Name
    channel: str = ""
    share: AboveZero = 1.0
    target_share: Chance = 0.4
    cost_per_lead: NotNegative = 0.0
    click_rate: Annotated[float, Meta(gt=0, le=1)] = 0.03
    landing_rate: Annotated[float, Meta(gt=0, le=1)] = 0.05
    by_phone: Share = 0.1
    creatives: tuple[Name, ...] = ()


class MoreCampaigns(Part, frozen=True):
    """Campaigns drawn by the seed beside those written down, whose shares are then parts of all requests."""

    count: Annotated[int, Meta(ge=0, le=500)] = 0
    target_share: Annotated[float, Meta(gt=0, lt=1)] = 0.4
    #: Standard deviation of the logit of the target share.
    spread: NotNegative = 0.4
    #: Evenness of their shares, a Dirichlet's concentration.
    evenness: AboveZero = 6.0
    cost_per_lead: NotNegative = 1_800.0


class Segment(Part, frozen=True):
    """A kind of client."""

    name: Name
    share: AboveZero = 1.0
    #: Times the check.
    check: AboveZero = 1.0
    #: Added to the logit of the target share.
    fits: float = 0.0


class Product(Part, frozen=True):
    """What is asked for."""

    name: Name
    share: AboveZero = 1.0
    check: AboveZero = 1.0


class Intent(Part, frozen=True):
    """What people hide: how many of those who fit are A, B and C, and who of the others has money or hurries."""

    A: Share = 0.28
    B: Share = 0.44
    C: Share = 0.28
    strangers_with_budget: Chance = 0.4
    strangers_in_hurry: Chance = 0.3


class Forms(Part, frozen=True):
    """What a form shows of need, budget and urgency: which part of them is asked, and how often the answer is true."""

    asked: Chance = 0.7
    accuracy: Chance = 0.75


class Calls(Part, frozen=True):
    """Calling: the chance that one is answered, how often one tries, and what is understood in the talk."""

    answered: Chance = 0.6
    attempts: Annotated[int, Meta(ge=1, le=12)] = 5
    gap_hours: AboveZero = 5.0
    accuracy: Chance = 0.92
    #: Leads whose grade nobody writes down after the talk.
    unwritten: Chance = 0.04
    #: Calls in which the exchange does not find the deal.
    unlinked: Chance = 0.1


class Seller(Part, frozen=True):
    """One who handles requests; ``weight`` is their part of them relative to the others."""

    name: Name
    skill: AboveZero = 1.0
    #: Median of the working minutes they let pass before a lead that need not wait.
    pace: AboveZero = 15.0
    weight: AboveZero = 1.0
    opens: Clock = 9.0
    closes: Clock = 18.0
    #: Products they are for; none named: all.
    products: tuple[Name, ...] = ()


class MoreSellers(Part, frozen=True):
    """Sellers drawn by the seed beside those written down; alike where ``skill_spread`` is 0."""

    count: Annotated[int, Meta(ge=0, le=500)] = 0
    skill_spread: NotNegative = 0.12
    pace: AboveZero = 15.0
    opens: Clock = 9.0
    closes: Clock = 18.0


class Absence(Part, frozen=True):
    """A seller is away, both days included."""

    seller: Name
    first_day: Day
    last_day: Day


class Work(Part, frozen=True):
    """What a lead takes of a seller's time; each seller works through theirs in the order they came."""

    handling_minutes: AboveZero = 40.0
    handling_spread: NotNegative = 0.5
    #: A lead that does not fit is soon done.
    short_minutes: AboveZero = 8.0
    #: What a sale takes beside.
    win_minutes: NotNegative = 60.0
    #: The part of a shift that goes to other things.
    noncore: Annotated[float, Meta(ge=0, lt=1)] = 0.2
    #: Hours until a request lies before a seller.
    transfer_hours: NotNegative = 0.1
    #: Working hours after which a request that nobody has begun with is forgotten.
    patience_hours: AboveZero = 18.0


class Waiting(Part, frozen=True):
    """What waiting leaves of the chance to sell: floor + (1 − floor) · 2^(−hours / half-life)."""

    A: AboveZero = 10.0
    B: AboveZero = 48.0
    C: AboveZero = 72.0
    floor: Share = 0.15


class Sale(Part, frozen=True):
    """The chance to sell to A, B and C by an average seller at once, and how long it takes."""

    A: Chance = 0.42
    B: Chance = 0.19
    C: Chance = 0.04
    days: AboveZero = 11.0
    #: Until a lost one is closed.
    lost_days: AboveZero = 16.0


class Prices(Part, frozen=True):
    """The check before the discount (a lognormal with that mean), and the discount sellers give."""

    check: AboveZero = 60_000.0
    spread: NotNegative = 0.5
    discount: Share = 0.05
    discount_spread: NotNegative = 0.02


class Payments(Part, frozen=True):
    """When money comes: days after the sale, and the part of deals that pay ahead and the rest later."""

    days: NotNegative = 4.0
    in_parts: Share = 0.3
    ahead: Share = 0.5
    rest_days: NotNegative = 20.0
    never: Share = 0.01


class Marketing(Part, frozen=True):
    """How marketing answers: leads grow as spend^elasticity, and shown who buys it brings more of them."""

    elasticity: Annotated[float, Meta(gt=0, le=1)] = 0.75
    #: Growth of the budget a month, 0.05 for a twentieth.
    budget_growth: Annotated[float, Meta(gt=-1, le=5)] = 0.0
    #: r of r·J/3, added to the logit of the target share a month; J is the Youden index of the sellers' labels.
    learns: NotNegative = 0.0
    learns_from_day: Day = 0
