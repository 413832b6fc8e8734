"""What a made-up company is made of: sellers, flows, products, segments, habits.

Everything here is a parameter of the world: who sells and how well, which campaigns run and whom they
bring, what is sold at which price and margin. Shares and probabilities are fractions, prices are roubles,
hours are local. The company itself stands in `cast`.
"""

from __future__ import annotations

from dataclasses import dataclass, field

SALES = "sales"
MARKETING = "marketing"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of the firm; `role` and `department` are the words of Tandem's people room."""

    id: str
    name: str
    role: str
    department: str
    email: str


@dataclass(frozen=True, slots=True)
class Seller:
    """One who handles requests.

    `skill` multiplies the chance to win, `pace` is the median of working minutes until the first call,
    `weight` the share of requests relative to the others.
    """

    person: Person
    skill: float
    pace: float
    opens: float = 9.0
    closes: float = 19.0
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Creative:
    """One advertisement, in its ad group, as the cabinet names them; `weight` is its share of impressions."""

    ad_group: str
    name: str
    offer: str
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Flow:
    """Where requests come from: a campaign, or a free flow when `campaign` is empty.

    `share` is its part of all requests, `target_share` how many of them fit the portrait, `cost_per_lead`
    roubles, `by_phone` the share that calls instead of writing, `segments` and `products` weights in the
    company's order.
    """

    source: str
    channel: str
    campaign: str
    share: float
    target_share: float
    cost_per_lead: float = 0.0
    click_rate: float = 0.03
    landing_rate: float = 0.05
    by_phone: float = 0.08
    landing_page: str = "/"
    products: tuple[float, ...] = (5, 3, 1, 1)
    segments: tuple[float, ...] = (3, 4, 2, 1)
    creatives: tuple[Creative, ...] = ()
    crm_name: str = field(default="")

    @property
    def name_in_crm(self) -> str:
        """The campaign as somebody typed it into the CRM, which need not be its name in the cabinet."""
        return self.crm_name or self.campaign


@dataclass(frozen=True, slots=True)
class Product:
    """What is sold: price in roubles, its spread (sigma of the logarithm), costs as shares of the price."""

    name: str
    price: float
    spread: float
    materials: float
    mounting: float


@dataclass(frozen=True, slots=True)
class Segment:
    """A kind of client; `check` multiplies the price; `company` says that it pays by invoice with an ИНН.

    `products` says how well each product suits: a weight of zero is never asked for.
    """

    name: str
    check: float
    products: tuple[float, ...]
    company: bool = False


@dataclass(frozen=True, slots=True)
class Habits:
    """How buyers and sellers of this trade behave; classes in the order A, B, C, D, E."""

    class_of_target: tuple[float, float, float] = (0.28, 0.44, 0.28)
    junk_of_rest: float = 0.30
    win: tuple[float, ...] = (0.40, 0.18, 0.035, 0.0, 0.0)
    half_life_hours: tuple[float, ...] = (10.0, 48.0, 72.0, 48.0, 48.0)
    floor: float = 0.15
    label_accuracy: float = 0.86
    label_missing: float = 0.04
    answers: tuple[float, ...] = (0.62, 0.58, 0.52, 0.45, 0.33)
    repeat_share: float = 0.09
    duplicate_share: float = 0.025
    stalled_share: float = 0.07


@dataclass(frozen=True, slots=True)
class Company:
    """The whole cast."""

    name: str
    staff: tuple[Person, ...]
    sellers: tuple[Seller, ...]
    flows: tuple[Flow, ...]
    products: tuple[Product, ...]
    segments: tuple[Segment, ...]
    cities: tuple[tuple[str, float], ...]
    habits: Habits = field(default_factory=Habits)

    @property
    def people(self) -> tuple[Person, ...]:
        """Everybody, sellers last."""
        return (*self.staff, *(seller.person for seller in self.sellers))

    def flow_index(self, campaign: str) -> int:
        """Position of a campaign in `flows`; raises ValueError for one that nobody runs."""
        return [flow.campaign for flow in self.flows].index(campaign)
