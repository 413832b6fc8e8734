"""Who takes part in one world: the campaigns and sellers written down, and those the seed draws beside them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tandem.simulation.names import full_names
from tandem.simulation.scenario.checking import campaign_drawn
from tandem.simulation.scenario.company_format import Campaign, Product, Segment, Seller
from tandem.simulation.scenario.file_format import Scenario

_SOURCES = ("Яндекс Директ", "VK Реклама", "Telegram Ads", "Авито")


@dataclass(frozen=True, slots=True)
class Cast:
    """Shares of campaigns come to 1; without segments or products there is one of no name."""

    campaigns: tuple[Campaign, ...]
    sellers: tuple[Seller, ...]
    segments: tuple[Segment, ...]
    products: tuple[Product, ...]


def cast_of(scenario: Scenario, rng: np.random.Generator) -> Cast:
    """The cast of one world."""
    return Cast(
        campaigns=(*_written(scenario), *_campaigns(scenario, rng)),
        sellers=(*scenario.seller, *_sellers(scenario, rng)),
        segments=scenario.segment or (Segment(name=" "),),
        products=scenario.product or (Product(name=" "),),
    )


def _written(scenario: Scenario) -> tuple[Campaign, ...]:
    if scenario.more_campaigns.count:
        return scenario.campaign
    total = sum(each.share for each in scenario.campaign)
    return tuple(_with_share(each, each.share / total) for each in scenario.campaign)


def _campaigns(scenario: Scenario, rng: np.random.Generator) -> list[Campaign]:
    more = scenario.more_campaigns
    if not more.count:
        return []
    left = 1 - sum(each.share for each in scenario.campaign)
    shares = left * rng.dirichlet(np.full(more.count, more.evenness))
    centre = np.log(more.target_share / (1 - more.target_share))
    fits = 1 / (1 + np.exp(-rng.normal(centre, more.spread, more.count)))
    costs = more.cost_per_lead * rng.lognormal(0, 0.25, more.count)
    phones = rng.uniform(0.04, 0.2, more.count)
    return [
        Campaign(
            name=campaign_drawn(at),
            source=_SOURCES[at % len(_SOURCES)],
            share=max(float(shares[at]), 1e-9),
            target_share=float(fits[at]),
            cost_per_lead=round(float(costs[at]), 2),
            by_phone=float(phones[at]),
            creatives=("Объявление 1", "Объявление 2"),
        )
        for at in range(more.count)
    ]


def _sellers(scenario: Scenario, rng: np.random.Generator) -> list[Seller]:
    more = scenario.more_sellers
    men, women = full_names()
    taken = {each.name for each in scenario.seller}
    free = [name for name in (*women, *men) if name not in taken]
    chosen = rng.choice(len(free), size=more.count, replace=False)
    skills = np.exp(rng.normal(0, more.skill_spread, more.count))
    paces = more.pace * (rng.lognormal(0, 0.3, more.count) if more.skill_spread else np.ones(more.count))
    return [
        Seller(
            name=free[chosen[at]], skill=float(skills[at]), pace=float(paces[at]), opens=more.opens, closes=more.closes
        )
        for at in range(more.count)
    ]


def _with_share(campaign: Campaign, share: float) -> Campaign:
    values = {name: getattr(campaign, name) for name in campaign.__struct_fields__}
    return Campaign(**(values | {"share": share}))
