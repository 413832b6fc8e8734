"""Where a budget could go: leads by spend with diminishing returns, and the shift that brings the most buyers.

The curves are those of `response`. What a lead is worth follows the portrait: the share of target leads of late, times
how often target leads buy. A proposal stays near the spend that was seen, moves by bounded steps, and comes with the
interval of its gain. It says what would follow if the past relation held; that it is a cause, only a test can show.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from tandem.attribution.rules.response import (
    FEWEST_LEADS,
    FEWEST_WEEKS,
    HIGHEST_GAMMA,
    LOWEST_GAMMA,
    Campaign,
    Floats,
    fitted_gammas,
    level_of,
    recent,
)
from tandem.basics.intervals import LEVEL, Estimate, normal_quantile
from tandem.basics.shrinkage import beta_binomial_shrinkage

#: Spend is never proposed beyond the most seen in a week and this much more.
MARGIN = 0.15
#: A shift of less than this part of the budget is none.
_NEGLIGIBLE = 0.005
_DRAWS = 600
_STEPS = 200


class Aim(StrEnum):
    """What there shall be more of."""

    REVENUE = "revenue"
    BUYERS = "buyers"
    TARGETS = "targets"


class Excluded(StrEnum):
    """Why a campaign has no part in a proposal."""

    FEW_WEEKS = "few_weeks"
    FEW_LEADS = "few_leads"
    NOTHING_NOW = "nothing_now"
    #: It has leads, and nobody knows what they cost.
    NO_COST = "no_cost"


@dataclass(frozen=True, slots=True)
class Curve:
    """Leads a week at a spend: ``leads_now`` at ``now`` and less than proportionally more beyond it."""

    gamma: Estimate
    leads_now: float


@dataclass(frozen=True, slots=True)
class Move:
    """What is proposed for a campaign, a week, and what is expected of it: leads, target leads, buyers, revenue."""

    name: str
    now: float
    proposed: float
    most_seen: float
    curve: Curve
    leads: Estimate
    targets: Estimate
    buyers: Estimate
    revenue: Estimate


@dataclass(frozen=True, slots=True)
class Proposal:
    """A shift of the same budget; ``moves`` and the sums are changes a week."""

    aim: Aim
    moves: tuple[Move, ...]
    excluded: tuple[tuple[str, Excluded, int], ...]
    budget: float
    leads: Estimate
    targets: Estimate
    buyers: Estimate
    revenue: Estimate
    #: Whether anything is known of what is aimed at: without it nothing is moved.
    known: bool = True

    @property
    def sure(self) -> bool:
        """Whether more of what is aimed at is to be expected, and not only hoped for."""
        return self.gain.low > 0 and not self.idle

    @property
    def idle(self) -> bool:
        """Whether the budget lies as well as these data can tell: next to nothing would move."""
        return self.moved < _NEGLIGIBLE * self.budget

    @property
    def gain(self) -> Estimate:
        """The change a week of what is aimed at."""
        return {Aim.REVENUE: self.revenue, Aim.BUYERS: self.buyers, Aim.TARGETS: self.targets}[self.aim]

    @property
    def moved(self) -> float:
        """How much changes its place, a week."""
        return sum(max(each.proposed - each.now, 0.0) for each in self.moves)


@dataclass(frozen=True, slots=True)
class _Drawn:
    """Posterior draws, a row a draw and a column a campaign."""

    gamma: Floats
    rate: Floats
    target: Floats
    buys: Floats
    check: Floats


def propose(
    campaigns: Sequence[Campaign], step: float, *, aim: Aim = Aim.REVENUE, level: float = LEVEL
) -> Proposal:  # fmt: skip
    """The same budget spent so that most of ``aim`` is expected, moving each campaign by at most ``step`` of its spend.

    Each small amount goes where the next rouble is expected to bring the most (exact for curves that bend down).
    Nothing leaves what was seen: spend stays above the least and below the most seen in a week, with its margin.
    """
    excluded = tuple((each.name, *why) for each in campaigns if (why := excluded_for(each)))
    used = [each for each in campaigns if excluded_for(each) is None]
    budget = sum(each.now for each in used)
    if len(used) < 2:
        nothing = Estimate(0.0, 0.0, 0.0, 0)
        return Proposal(aim, (), excluded, budget, nothing, nothing, nothing, nothing)
    gammas = fitted_gammas(used)
    drawn = _draws(used, gammas)
    now = np.array([each.now for each in used])
    low, high = _bounds(used, step)
    centres = np.clip([g for g, _ in gammas], LOWEST_GAMMA, HIGHEST_GAMMA)
    known = _known(used, aim)
    best = _allocate(now, low, high, centres, _worth(drawn, aim)) if known else now
    leads_now, leads_then = drawn.rate, drawn.rate * (best / now) ** drawn.gamma
    more = leads_then - leads_now
    parts = {
        "leads": more,
        "targets": more * drawn.target,
        "buyers": more * drawn.buys,
        "revenue": more * drawn.buys * drawn.check,
    }
    tail = (1 - level) / 2

    def estimate(values: Floats) -> Estimate:
        lower, upper = np.quantile(values, (tail, 1 - tail))
        return Estimate(float(values.mean()), float(lower), float(upper), len(used))

    moves = tuple(
        Move(
            name=each.name,
            now=each.now,
            proposed=float(best[at]),
            most_seen=float(max(each.spend)),
            curve=Curve(estimate(drawn.gamma[:, at]), float(leads_now[:, at].mean())),
            **{key: estimate(values[:, at]) for key, values in parts.items()},
        )
        for at, each in enumerate(used)
    )
    total = {key: estimate(values.sum(axis=1)) for key, values in parts.items()}
    return Proposal(aim, moves, excluded, budget, **total, known=known)


def weeks_to_see(now: float, more: float) -> int | None:
    """Weeks with the shift and as many without it that show a gain of ``more`` over ``now`` events a week.

    Two Poisson counts, 90 % two-sided, seen in four tests of five; None where there is nothing to see.
    """
    if more <= 0 or now <= 0:
        return None
    return max(2, math.ceil((normal_quantile() + 0.8416) ** 2 * (2 * now + more) / more**2))


def excluded_for(campaign: Campaign) -> tuple[Excluded, int] | None:
    """Why a campaign has no part, and how much more it would take: weeks or leads."""
    weeks = sum(each > 0 for each in campaign.spend)
    leads = sum(count for count, spend in zip(campaign.leads, campaign.spend, strict=True) if spend > 0)
    if not weeks:
        return Excluded.NO_COST, 0
    if campaign.now <= 0:
        return Excluded.NOTHING_NOW, 0
    if weeks < FEWEST_WEEKS:
        return Excluded.FEW_WEEKS, FEWEST_WEEKS - weeks
    if leads < FEWEST_LEADS:
        return Excluded.FEW_LEADS, FEWEST_LEADS - leads
    return None


def _bounds(campaigns: Sequence[Campaign], step: float) -> tuple[Floats, Floats]:
    """The least and the most a campaign may get: what it has now lies always between."""
    low, high = [], []
    for each in campaigns:
        seen = [spend for spend in each.spend if spend > 0]
        low.append(min(each.now, max(each.now * (1 - step), min(seen) * (1 - MARGIN))))
        high.append(max(each.now, min(each.now * (1 + step), max(seen) * (1 + MARGIN))))
    return np.array(low), np.array(high)


def _known(campaigns: Sequence[Campaign], aim: Aim) -> bool:
    """Whether any campaign has shown some of what is aimed at."""
    bought = any(each.target_buyers + each.other_buyers for each in campaigns)
    return {
        Aim.REVENUE: bought and any(each.check > 0 for each in campaigns),
        Aim.BUYERS: bought,
        Aim.TARGETS: any(each.targets for each in campaigns),
    }[aim]


def _worth(drawn: _Drawn, aim: Aim) -> Floats:
    """What the leads of a week at the present spend bring."""
    each = {Aim.REVENUE: drawn.buys * drawn.check, Aim.BUYERS: drawn.buys, Aim.TARGETS: drawn.target}[aim]
    return np.asarray((drawn.rate * each).mean(axis=0), dtype=np.float64)


def _allocate(now: Floats, low: Floats, high: Floats, gamma: Floats, worth: Floats) -> Floats:
    """Spend by campaign: from the least each may get, small amounts to where the next one is worth most."""
    spend = low.copy()
    left = float(now.sum() - low.sum())
    piece = left / _STEPS
    for _ in range(_STEPS if left > 0 else 0):
        room = spend + piece <= high + 1e-9
        if not room.any():
            break
        gain = worth * (((spend + piece) / now) ** gamma - (spend / now) ** gamma)
        at = int(np.where(room, gain, -np.inf).argmax())
        spend[at] += piece
    rest = float(now.sum() - spend.sum())
    if rest > 1e-9:  # the last pieces fit nowhere whole
        space = high - spend
        spend = spend + space * min(1.0, rest / max(float(space.sum()), 1e-12))
    return spend


def _draws(campaigns: Sequence[Campaign], gammas: Sequence[tuple[float, float]]) -> _Drawn:
    """Draws of what is not known: γ, leads a week now, shares of targets and buyers (shrunken), the mean check."""
    chance = np.random.default_rng(
        len(campaigns) * 1009 + sum(each.target_mature + each.other_mature for each in campaigns)
    )
    size = (_DRAWS, len(campaigns))
    centre, error = (np.array(each) for each in zip(*gammas, strict=True))
    gamma = np.clip(chance.normal(centre, error, size), LOWEST_GAMMA, HIGHEST_GAMMA)
    counts = np.array([max(recent(each)[1].sum(), 0.5) for each in campaigns], dtype=float)
    level = np.array([level_of(each, g) for each, (g, _) in zip(campaigns, gammas, strict=True)])
    rate = level * chance.gamma(counts, 1.0, size) / counts
    target = _shares([each.targets for each in campaigns], [each.judged for each in campaigns], chance)
    wins = [(each.target_buyers, each.target_mature) for each in campaigns]
    others = [(each.other_buyers, each.other_mature) for each in campaigns]
    if any(each.judged for each in campaigns):
        buys = target * _shares([k for k, _ in wins], [n for _, n in wins], chance)
        buys = buys + (1 - target) * _pooled(others, chance)
    else:  # nobody says which leads are targets
        buys = _shares([k for k, _ in others], [n for _, n in others], chance)
    check = chance.normal([each.check for each in campaigns], [each.check_error for each in campaigns], size)
    return _Drawn(gamma, rate, target, buys, np.maximum(check, 0.0))


def _pooled(counts: Sequence[tuple[int, int]], chance: np.random.Generator) -> Floats:
    """One share for all campaigns: leads that are no targets seldom buy, and nobody can tell where more often."""
    k, n = (sum(each) for each in zip(*counts, strict=True))
    return np.asarray(chance.beta(k + 0.5, n - k + 0.5, (_DRAWS, 1)))


def _shares(successes: Sequence[int], trials: Sequence[int], chance: np.random.Generator) -> Floats:
    group = beta_binomial_shrinkage(list(successes), list(trials))
    k, n = np.asarray(successes, dtype=float), np.asarray(trials, dtype=float)
    return np.asarray(chance.beta(k + group.alpha, n - k + group.beta, (_DRAWS, len(k))))
