"""How good chances are: ranking, calibration, lift, each with what a small sample may claim."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize
from scipy.special import expit, logit

from tandem.basics.intervals import Estimate, normal_quantile, wilson
from tandem.scoring.attributes import Floats

_TENTHS = 10
#: The error of a slope that nothing tells: the chances are all the same.
_UNTOLD = 1e6


@dataclass(frozen=True, slots=True)
class Reliability:
    """Leads of about the same promised chance, and how many of them bought."""

    promised: float
    bought: Estimate
    n: int
    buyers: int


@dataclass(frozen=True, slots=True)
class Evaluation:
    """``auc``: how often a buyer stands above another lead. ``slope`` is 1 where chances mean what they say, below
    where they are too bold. ``ece``: by how much the promised chance is off, over tenths of the leads.

    ``lift``: which share of the buyers stands in the best 10, 20 … 100 % of the leads. ``low`` and ``high`` are the
    ends of intervals of the house's level.
    """

    n: int
    buyers: int
    auc: float
    auc_low: float
    auc_high: float
    brier: float
    slope: float
    slope_low: float
    slope_high: float
    ece: float
    reliability: tuple[Reliability, ...]
    lift: tuple[float, ...]


def evaluate(chances: Floats, bought: Floats) -> Evaluation:
    """Hold chances against what came of the leads; both outcomes must occur."""
    auc, error = _auc(chances, bought)
    tenths, wide = _tenths(chances, bought), normal_quantile()
    log_odds = logit(np.clip(chances, 1e-9, 1 - 1e-9))
    slope, slope_error = calibration(log_odds, bought)[1], _slope_error(log_odds, chances)
    return Evaluation(
        n=len(bought),
        buyers=int(bought.sum()),
        auc=auc,
        auc_low=max(0.0, auc - wide * error),
        auc_high=min(1.0, auc + wide * error),
        brier=float(np.mean((chances - bought) ** 2)),
        slope=slope,
        slope_low=slope - wide * slope_error,
        slope_high=slope + wide * slope_error,
        ece=sum(each.n * abs(each.promised - each.buyers / each.n) for each in tenths) / len(bought),
        reliability=tenths,
        lift=_lift(chances, bought),
    )


def auc(scores: Floats, bought: Floats) -> float:
    """How often a buyer has the higher score; equal scores count half."""
    return _auc(scores, bought)[0]


def ranking(scores: Floats, bought: Floats) -> tuple[float, float, float] | None:
    """The area with its interval; None where buyers or others are too few to stand for one."""
    buyers = int(bought.sum())
    if min(buyers, len(bought) - buyers) < _LEAST_RANKED:
        return None
    area, error = _auc(scores, bought)
    wide = normal_quantile() * error
    return area, max(0.0, area - wide), min(1.0, area + wide)


#: Of fewer buyers or others the area would be told by chance.
_LEAST_RANKED = 20


def calibration(log_odds: Floats, bought: Floats) -> tuple[float, float]:
    """Platt's level and slope: bought ~ level + slope · log odds."""

    def loss(at: Floats) -> tuple[float, Floats]:
        eta = at[0] + at[1] * log_odds
        residual = expit(eta) - bought
        gradient = np.array([residual.mean(), (residual * log_odds).mean()])
        return float((np.logaddexp(0, eta) - bought * eta).mean()), gradient

    found = minimize(loss, np.array([0.0, 1.0]), jac=True, method="BFGS", options={"gtol": 1e-8})
    return float(found.x[0]), float(found.x[1])


def _slope_error(log_odds: Floats, chances: Floats) -> float:
    """The slope's standard error by the information that such chances hold of it."""
    weight = chances * (1 - chances)
    if weight.sum() <= 0:
        return _UNTOLD
    centre = float(weight @ log_odds / weight.sum())
    information = float(weight @ (log_odds - centre) ** 2)
    return information**-0.5 if information > 1e-9 else _UNTOLD


def _auc(scores: Floats, bought: Floats) -> tuple[float, float]:
    """The area and its standard error by DeLong's placements."""
    # Here, since it takes a second to load and few processes come to this.
    from scipy.stats import rankdata

    buyers, others = scores[bought > 0], scores[bought == 0]
    m, n = len(buyers), len(others)
    together = rankdata(np.concatenate([buyers, others]))
    above = (together[:m] - rankdata(buyers)) / n
    below = 1 - (together[m:] - rankdata(others)) / m
    variance = (float(above.var(ddof=1)) / m if m > 1 else 0.25) + (float(below.var(ddof=1)) / n if n > 1 else 0.25)
    return float(above.mean()), float(np.sqrt(variance))


def _tenths(chances: Floats, bought: Floats) -> tuple[Reliability, ...]:
    order = np.argsort(chances, kind="stable")
    found = []
    for part in np.array_split(order, min(_TENTHS, len(order))):
        buyers = int(bought[part].sum())
        found.append(Reliability(float(chances[part].mean()), wilson(buyers, len(part)), len(part), buyers))
    return tuple(found)


def _lift(chances: Floats, bought: Floats) -> tuple[float, ...]:
    """Leads of the same chance are taken in proportion, so that their order among each other says nothing."""
    values, inverse = np.unique(-chances, return_inverse=True)
    leads = np.cumsum(np.bincount(inverse, minlength=len(values)))
    buyers = np.cumsum(np.bincount(inverse, weights=bought, minlength=len(values)))
    wanted = [len(chances) * tenth / _TENTHS for tenth in range(1, _TENTHS + 1)]
    reached = np.interp(wanted, [0, *leads], [0, *buyers])
    return tuple(float(each) for each in reached / bought.sum())


def shares(values: Sequence[int]) -> Floats:
    """Counts as shares; half a lead is added to each, so that nothing is impossible."""
    found = np.array(values, dtype=np.float64) + 0.5
    return np.asarray(found / found.sum())
