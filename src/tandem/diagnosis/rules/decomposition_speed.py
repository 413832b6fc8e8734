"""What waiting does to the chance to sell: ``g(hours) = (1 + hours)^(−β)``, fitted on mature leads. Pure."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tandem.diagnosis.rules.decomposition_leads import WAIT_HOURS

type Floats = NDArray[np.float64]

#: Sales below which nothing is told of waiting.
FEWEST_SALES = 30
_STEPS = np.log1p(WAIT_HOURS)


@dataclass(frozen=True, slots=True)
class Speed:
    """``fading`` is β with its standard ``error``: after ``h`` hours a chance is ``(1 + h)^(−β)`` of a fresh lead's.

    It is what history shows, not an experiment: sellers may call first whom they like best. Kind of lead and channel
    are held alike, nothing else is.
    """

    fading: float
    error: float

    def left(self, draws: Floats | None = None) -> Floats:
        """The part of the chance left after waiting for the hand-over and for the answer: ``(draws, steps, steps)``."""
        fading = np.array([self.fading]) if draws is None else draws
        both = np.log1p(WAIT_HOURS[:, None] + WAIT_HOURS)
        return np.asarray(np.exp(-fading[:, None, None] * both))


def fit_speed(leads: Floats, sales: Floats) -> Speed | None:
    """From leads contacted and sold by stratum and step of hours, each of shape ``(strata, steps)``; None: too few.

    A Poisson regression of sales with a level of its own for each stratum, by Newton's method: the levels drop out, as
    only how sales lie within each stratum speaks (conditional likelihood).
    """
    used = (sales.sum(axis=1) > 0) & ((leads > 0).sum(axis=1) > 1)
    leads, sales = leads[used], sales[used]
    if sales.sum() < FEWEST_SALES:
        return None
    in_stratum = sales.sum(axis=1)
    seen = float((sales * _STEPS).sum())
    fading, information = 0.0, 0.0
    for _ in range(50):
        weight = leads * np.exp(-fading * _STEPS)
        share = weight / weight.sum(axis=1, keepdims=True)
        mean = (share * _STEPS).sum(axis=1)
        information = float((in_stratum * ((share * _STEPS**2).sum(axis=1) - mean**2)).sum())
        if information <= 1e-9:
            return None
        step = (float((in_stratum * mean).sum()) - seen) / information
        fading = min(max(fading + step, -3.0), 3.0)
        if abs(step) < 1e-10:
            break
    return Speed(fading, 1 / math.sqrt(information))
