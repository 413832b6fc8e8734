"""What work that is no selling costs: from sampled moments to minutes a day, and to sales where time is short. Pure.

An answer of few is an answer with a wide interval. Minutes become sales only where more comes in than can be done: a
team with time to spare loses no sale by a chore, however annoying it is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from tandem.basics.intervals import LEVEL, Estimate, normal_quantile, wilson
from tandem.workload.rules import Day

#: Answers below which the day is not reckoned anew by them.
ENOUGH = 40
#: What an interruption takes, as people say, and what finding back to the work takes: assumed, nobody records it.
INTERRUPTION_MINUTES, SWITCHING_MINUTES = 5.0, 5.0
_DRAWS, _SEED = 4_000, 20_250_101


@dataclass(frozen=True, slots=True)
class Taken:
    """A kind of doing: the share of moments, and its minutes of an average seller's day."""

    key: str
    share: Estimate
    minutes: Estimate
    #: Work somebody agreed to; None for what is neither chore nor interruption.
    justified: bool | None


@dataclass(frozen=True, slots=True)
class Scarcity:
    """Where time is short: minutes a day missing in the department, its sellers and its working days of four weeks.

    ``norm`` are minutes a lead with their interval, ``chance`` that a lead buys.
    """

    missing: float
    sellers: int
    days: int
    norm: Estimate
    chance: Estimate


def taken(counts: Mapping[str, int], *, gross: float, justified: Mapping[str, bool | None]) -> list[Taken]:
    """Each kind of doing by its minutes, the most first; ``counts`` are answers."""
    n = sum(counts.values())
    found = []
    for key, count in counts.items():
        share = wilson(count, n)
        minutes = Estimate(
            None if share.value is None else share.value * gross, share.low * gross, share.high * gross, n
        )
        found.append(Taken(key, share, minutes, justified.get(key)))
    return sorted(found, key=lambda each: (-(each.minutes.value or 0), each.key))


def day_of(gross: float, *, chores: int, interrupted: int, answered: int) -> Day | None:
    """A day as the moments say; None as long as there are too few of them."""
    if answered < ENOUGH:
        return None
    return Day(
        gross,
        noncore=gross * chores / answered,
        interruptions=gross * interrupted / answered / INTERRUPTION_MINUTES,
        interruption_minutes=INTERRUPTION_MINUTES,
        switching_minutes=SWITCHING_MINUTES,
    )


def sales_lost(count: int, answered: int, *, gross: float, scarcity: Scarcity) -> Estimate | None:
    """Sales of four weeks that the minutes of a kind cost; None where no time is missing or nothing is known.

    No more minutes cost a sale than are missing. The interval is that of the product, by repeated draws of the share,
    the norm and the chance, each from what its own cases leave open.
    """
    norm, chance = scarcity.norm, scarcity.chance
    if scarcity.missing <= 0 or not norm.value or chance.value is None or not answered:
        return None
    dice = np.random.default_rng(_SEED)
    share = dice.beta(count + 0.5, answered - count + 0.5, _DRAWS)
    minutes = np.minimum(share * gross * scarcity.sellers, scarcity.missing)
    spread = (norm.high - norm.low) / (2 * normal_quantile())
    per_lead = np.maximum(dice.normal(norm.value, spread, _DRAWS), 1.0)
    buys = np.clip(dice.normal(chance.value, (chance.high - chance.low) / (2 * normal_quantile()), _DRAWS), 0, 1)
    sales = minutes / per_lead * buys * scarcity.days
    low, high = np.quantile(sales, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    middle = min(count / answered * gross * scarcity.sellers, scarcity.missing) / norm.value * chance.value
    return Estimate(middle * scarcity.days, float(low), float(high), answered)


def hour_price(leads: Sequence[tuple[float, float]]) -> float | None:
    """The expected value of an hour: of leads by ``(value, minutes)``; None where there is nothing to work on."""
    minutes = sum(each for _value, each in leads)
    return sum(value for value, _minutes in leads) / minutes * 60 if minutes else None
