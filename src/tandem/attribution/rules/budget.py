"""Where a budget could go: leads by spend with diminishing returns, and the shift that brings the most buyers.

Leads of a week are a·spend^γ. With γ below one twice the money does not bring twice the leads; it is pulled towards
that of all campaigns, since a single one seldom varies enough to tell. What a lead is worth follows the portrait: the
share of target leads of late, times how often target leads buy. A proposal stays near the spend that was seen, moves by
bounded steps, and comes with the interval of its gain. It says what would follow if the past relation held; that it is
a cause, only a test can show.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from tandem.basics.intervals import LEVEL, Estimate, normal_quantile
from tandem.basics.shrinkage import beta_binomial_shrinkage

type Floats = NDArray[np.float64]

#: Experience with advertising before any data (the band of γ that curves of response are found in).
PRIOR_GAMMA, PRIOR_SPREAD = 0.75, 0.12
LOWEST_GAMMA, HIGHEST_GAMMA = 0.2, 1.0
#: A campaign needs so many weeks with spend and so many leads before its curve is drawn at all.
FEWEST_WEEKS, FEWEST_LEADS = 8, 30
#: "Of late" is so many newest weeks: campaigns change whom they bring.
RECENT = 8
#: Spend is never proposed beyond the most seen in a week and this much more.
MARGIN = 0.15
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


@dataclass(frozen=True, slots=True)
class Campaign:
    """A campaign's history: spend and leads week by week, the newest last, and what became of its leads.

    ``targets`` of ``judged`` leads of late are target leads; nothing is judged where nobody says which are. Of mature
    leads ``target_buyers`` of ``target_mature`` targets and ``other_buyers`` of ``other_mature`` others have bought.
    ``check`` is the mean revenue a buyer brought, ``check_error`` its standard error; ``now`` the weekly spend of late.
    """

    name: str
    spend: Sequence[float]
    leads: Sequence[int]
    targets: int
    judged: int
    target_buyers: int
    target_mature: int
    other_buyers: int
    other_mature: int
    check: float
    check_error: float
    now: float


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

    moves: tuple[Move, ...]
    excluded: tuple[tuple[str, Excluded, int], ...]
    budget: float
    leads: Estimate
    targets: Estimate
    buyers: Estimate
    revenue: Estimate

    @property
    def sure(self) -> bool:
        """Whether more buyers are to be expected, and not only hoped for."""
        return self.buyers.low > 0

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


def fitted_gammas(campaigns: Sequence[Campaign]) -> list[tuple[float, float]]:
    """γ of each campaign and its standard error: Poisson regression of leads on log spend, shrunken.

    Each campaign's own slope is combined with the common one (a random-effects mean under the prior), weighted by how
    well it is known. Counts scatter more than Poisson's; the errors allow for that.
    """
    own = [_own_slope(each) for each in campaigns]
    known = [(slope, error) for slope, error in own if math.isfinite(error)]
    between = max(_between(known), 0.05)
    weights = [1 / (error**2 + between**2) for _, error in known]
    prior = 1 / PRIOR_SPREAD**2
    centre = (PRIOR_GAMMA * prior + sum(w * slope for w, (slope, _) in zip(weights, known, strict=True))) / (
        prior + sum(weights)
    )
    centre_error = math.sqrt(1 / (prior + sum(weights)))
    found = []
    for slope, error in own:
        pull = 1 / (between**2 + centre_error**2)
        weight = 1 / error**2 if math.isfinite(error) else 0.0
        found.append(((slope * weight + centre * pull) / (weight + pull), math.sqrt(1 / (weight + pull))))
    return found


def _own_slope(campaign: Campaign) -> tuple[float, float]:
    spend, leads = np.asarray(campaign.spend, dtype=float), np.asarray(campaign.leads, dtype=float)
    used = spend > 0
    x, y = np.log(spend[used]), leads[used]
    if len(x) < FEWEST_WEEKS or y.sum() < FEWEST_LEADS or x.std() < 0.02:
        return PRIOR_GAMMA, math.inf
    x = x - x.mean()
    level, slope = math.log(y.mean()), PRIOR_GAMMA
    for _ in range(50):
        mean = np.exp(np.clip(level + slope * x, -30, 30))
        information = np.array([[mean.sum(), (mean * x).sum()], [(mean * x).sum(), (mean * x * x).sum()]])
        score = np.array([(y - mean).sum(), ((y - mean) * x).sum()])
        step = np.linalg.solve(information + np.eye(2) * 1e-9, score)
        level, slope = level + float(step[0]), slope + float(step[1])
        if abs(step).max() < 1e-9:
            break
    mean = np.exp(np.clip(level + slope * x, -30, 30))
    scatter = max(1.0, float(((y - mean) ** 2 / mean).sum()) / max(len(y) - 2, 1))
    variance = (mean * x * x).sum() - (mean * x).sum() ** 2 / mean.sum()
    return slope, math.sqrt(scatter / variance) if variance > 1e-9 else math.inf


def _between(known: Sequence[tuple[float, float]]) -> float:
    """Standard deviation of true slopes between campaigns (DerSimonian and Laird 1986)."""
    if len(known) < 2:
        return 0.0
    w = np.array([1 / error**2 for _, error in known])
    slopes = np.array([slope for slope, _ in known])
    mean = (w * slopes).sum() / w.sum()
    q = (w * (slopes - mean) ** 2).sum()
    return math.sqrt(max(0.0, (q - (len(known) - 1)) / (w.sum() - (w**2).sum() / w.sum())))


def propose(
    campaigns: Sequence[Campaign], step: float, *, aim: Aim = Aim.REVENUE, level: float = LEVEL
) -> Proposal:  # fmt: skip
    """The same budget spent so that most of ``aim`` is expected, moving each campaign by at most ``step`` of its spend.

    Each small amount goes where the next rouble is expected to bring the most (exact for curves that bend down).
    Nothing leaves what was seen: spend stays above the least and below the most seen in a week, with its margin.
    """
    excluded = tuple((each.name, *why) for each in campaigns if (why := _excluded(each)))
    used = [each for each in campaigns if _excluded(each) is None]
    budget = sum(each.now for each in used)
    if len(used) < 2:
        nothing = Estimate(0.0, 0.0, 0.0, 0)
        return Proposal((), excluded, budget, nothing, nothing, nothing, nothing)
    gammas = fitted_gammas(used)
    drawn = _draws(used, gammas)
    now = np.array([each.now for each in used])
    low, high = _bounds(used, step)
    best = _allocate(now, low, high, np.clip([g for g, _ in gammas], LOWEST_GAMMA, HIGHEST_GAMMA), _worth(drawn, aim))
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
    return Proposal(moves, excluded, budget, **total)


def weeks_to_see(now: float, more: float) -> int | None:
    """Weeks with the shift and as many without it that show a gain of ``more`` over ``now`` events a week.

    Two Poisson counts, 90 % two-sided, seen in four tests of five; None where there is nothing to see.
    """
    if more <= 0 or now <= 0:
        return None
    return max(2, math.ceil((normal_quantile() + 0.8416) ** 2 * (2 * now + more) / more**2))


def _excluded(campaign: Campaign) -> tuple[Excluded, int] | None:
    """Why a campaign has no part, and how much more it would take: weeks or leads."""
    weeks = sum(each > 0 for each in campaign.spend)
    leads = sum(count for count, spend in zip(campaign.leads, campaign.spend, strict=True) if spend > 0)
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
    counts = np.array([max(_recent(each)[1].sum(), 0.5) for each in campaigns], dtype=float)
    level = np.array([_level(each, g) for each, (g, _) in zip(campaigns, gammas, strict=True)])
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


def _recent(campaign: Campaign) -> tuple[Floats, Floats]:
    """Spend and leads of the newest weeks in which anything was spent."""
    spend, leads = np.asarray(campaign.spend, dtype=float), np.asarray(campaign.leads, dtype=float)
    used = spend > 0
    return spend[used][-RECENT:], leads[used][-RECENT:]


def _level(campaign: Campaign, gamma: float) -> float:
    """Leads a week at the present spend, from the newest weeks along the curve."""
    spend, leads = _recent(campaign)
    return float(max(leads.sum(), 0.5) / ((spend / campaign.now) ** gamma).sum())


def _pooled(counts: Sequence[tuple[int, int]], chance: np.random.Generator) -> Floats:
    """One share for all campaigns: leads that are no targets seldom buy, and nobody can tell where more often."""
    k, n = (sum(each) for each in zip(*counts, strict=True))
    return np.asarray(chance.beta(k + 0.5, n - k + 0.5, (_DRAWS, 1)))


def _shares(successes: Sequence[int], trials: Sequence[int], chance: np.random.Generator) -> Floats:
    group = beta_binomial_shrinkage(list(successes), list(trials))
    k, n = np.asarray(successes, dtype=float), np.asarray(trials, dtype=float)
    return np.asarray(chance.beta(k + group.alpha, n - k + group.beta, (_DRAWS, len(k))))
