"""Leads by spend with diminishing returns: the curve of a campaign, from its weeks and from those of all campaigns.

Leads of a week are a·spend^γ. With γ below one twice the money does not bring twice the leads; it is pulled towards
that of all campaigns, since a single one seldom varies enough to tell.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

type Floats = NDArray[np.float64]

#: Experience with advertising before any data (the band of γ that curves of response are found in).
PRIOR_GAMMA, PRIOR_SPREAD = 0.75, 0.12
LOWEST_GAMMA, HIGHEST_GAMMA = 0.2, 1.0
#: A campaign needs so many weeks with spend and so many leads before its curve is drawn at all.
FEWEST_WEEKS, FEWEST_LEADS = 8, 30
#: "Of late" is so many newest weeks: campaigns change whom they bring.
RECENT = 8


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


def recent(campaign: Campaign) -> tuple[Floats, Floats]:
    """Spend and leads of the newest weeks in which anything was spent."""
    spend, leads = np.asarray(campaign.spend, dtype=float), np.asarray(campaign.leads, dtype=float)
    used = spend > 0
    return spend[used][-RECENT:], leads[used][-RECENT:]


def level_of(campaign: Campaign, gamma: float) -> float:
    """Leads a week at the present spend, from the newest weeks along the curve."""
    spend, leads = recent(campaign)
    return float(max(leads.sum(), 0.5) / ((spend / campaign.now) ** gamma).sum())
