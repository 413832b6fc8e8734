"""Fact against plan, split over the factors that the plan names: exact, and with intervals where facts vary. Pure.

A plan is a chain of counts, each inside the one before it, and the revenue that comes of the last: the factors are the
first count, the ratios between neighbours, and revenue over the last count. What it does not name stays inside the next
link. A plan is a number and does not vary; the facts do, from day to day, and their intervals are those of drawn days.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from tandem.diagnosis.rules.decomposition import shapley
from tandem.diagnosis.rules.decomposition_draws import day_weights, family, limits

type Floats = NDArray[np.float64]

#: Counts of the chain, each inside the one before it, by the keys of their measures.
COUNTS = ("leads", "target_leads", "deals_won")
#: The line of all factors together of which the plan says nothing.
UNPLANNED = "unplanned"
#: The factor that a count makes: alone at the beginning, and after the count before it.
_FIRST = {"leads": "traffic", "target_leads": "target_leads", "deals_won": "deals"}
_AFTER = {
    ("leads", "target_leads"): "target",
    ("target_leads", "deals_won"): "won",
    ("leads", "deals_won"): "lead_to_sale",
}
DRAWS = 500
_SEED = 8


@dataclass(frozen=True, slots=True)
class PlanBar:
    """What one factor did against its plan: ``plan`` and ``fact`` are the factor itself."""

    key: str
    amount: float
    low: float
    high: float
    sure: bool
    plan: float
    fact: float


def split_plan(
    planned: Mapping[str, float], revenue: float, daily: Mapping[str, Floats], paid: Floats, weekend: NDArray[np.int64]
) -> tuple[PlanBar, ...]:
    """The bars; they add up to ``paid.sum() − revenue``.

    ``planned`` are planned counts by measure, ``revenue`` the planned revenue; ``daily`` the counts of each day,
    ``paid`` its money and ``weekend`` which days are alike. A count below one in plan, or nothing in fact, is left out:
    there is nothing to divide by.
    """
    counts = [each for each in COUNTS if planned.get(each, 0.0) >= 1 and each in daily and daily[each].sum() > 0]
    weights = day_weights(weekend, DRAWS, np.random.default_rng(_SEED))
    rows = np.stack([*(daily[each] for each in counts), paid])
    plan = _factors(np.array([[planned[each]] for each in counts] + [[revenue]]))
    fact = _factors(rows.sum(axis=1, keepdims=True))
    drawn = _factors(rows @ weights.T)
    amounts = shapley(plan, fact)[:, 0]
    draws = shapley(np.broadcast_to(plan, drawn.shape), drawn)
    keys = _keys(counts)
    tested = family([((key,), float(amount), row) for key, amount, row in zip(keys, amounts, draws, strict=True)])
    low, high = limits(draws)
    return tuple(
        PlanBar(
            key=key,
            amount=float(amounts[at]),
            low=min(float(low[at]), float(amounts[at])),
            high=max(float(high[at]), float(amounts[at])),
            sure=(key,) in tested.sure and not low[at] <= 0 <= high[at],
            plan=float(plan[at, 0]),
            fact=float(fact[at, 0]),
        )
        for at, key in enumerate(keys)
    )


def _factors(rows: Floats) -> Floats:
    """The first row, and each other over the one before it: shape in and out ``(counts + 1, draws)``."""
    return np.concatenate([rows[:1], rows[1:] / np.maximum(rows[:-1], 1e-12)])


def _keys(counts: list[str]) -> list[str]:
    if not counts:
        return [UNPLANNED]
    between = [_AFTER[pair] for pair in pairwise(counts)]
    return [_FIRST[counts[0]], *between, "check" if counts[-1] == COUNTS[-1] else UNPLANNED]
