"""Which campaign do calls belong to that came in on a number nobody assigned to any: by days of clicks, and how sure.

A number of its own for each campaign answers that call by call. Where there is none, days tell something: if a campaign
makes people call, more calls come on days with more of its clicks. Calls of a day are Poisson with mean
b + Σ βₖ·clicksₖ, fitted by the EM algorithm for such sums (Vardi, Shepp, Kaufman 1985, JASA 80), which shares out every
call among what may have caused it. A campaign is named only where leaving it out costs more likelihood than chance
would (one-sided ratio test, divided by the number of campaigns tried), so that about one history in
twenty without any connection names one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import special

from tandem.attribution.rules.paths import Numbers

_ROUNDS = 2000
_ENOUGH = 1e-7
#: Below so many days or calls nothing is said.
FEWEST_DAYS, FEWEST_CALLS = 28, 20
ERROR = 0.05


@dataclass(frozen=True, slots=True)
class Claimed:
    """A campaign that calls came from: about ``calls`` of them; ``confidence``: the chance, for one of those calls,
    that it was this campaign and nothing else."""

    campaign: int
    calls: float
    confidence: float


@dataclass(frozen=True, slots=True)
class CallMatch:
    """What can be told of ``calls``; those that no campaign is named for stay ``unknown``. ``enough``: days and calls
    suffice for saying anything."""

    claimed: tuple[Claimed, ...]
    calls: int
    unknown: float
    enough: bool


def match_by_days(calls: Sequence[int], clicks: Numbers) -> CallMatch:
    """``calls`` (d) of each day and ``clicks`` (d, c) of each campaign on it."""
    counted = np.asarray(calls, dtype=np.float64)
    total = int(counted.sum())
    nothing = CallMatch((), total, float(total), enough=False)
    if len(counted) < FEWEST_DAYS or total < FEWEST_CALLS or not clicks.shape[1]:
        return nothing
    varied = [at for at in range(clicks.shape[1]) if clicks[:, at].std() > 0]
    if not varied:
        return CallMatch((), total, float(total), enough=True)
    needed = float(special.ndtri(1 - ERROR / len(varied))) ** 2
    kept = list(varied)
    # Backwards: the campaign that is missed least goes first, until every one that stays is missed.
    while kept:
        whole, _shares = _fitted(counted, clicks[:, kept])
        missed = [2 * (whole - _fitted(counted, clicks[:, [other for other in kept if other != at]])[0]) for at in kept]
        weakest = int(np.argmin(missed))
        if missed[weakest] >= needed:
            break
        kept.pop(weakest)
    _likelihood, shares = _fitted(counted, clicks[:, kept])
    claimed = []
    for place, at in enumerate(kept, start=1):
        theirs = shares[:, place] * counted
        claimed.append(Claimed(at, float(theirs.sum()), float(theirs @ shares[:, place] / theirs.sum())))
    return CallMatch(tuple(claimed), total, total - sum(each.calls for each in claimed), enough=True)


def _fitted(calls: Numbers, clicks: Numbers) -> tuple[float, Numbers]:
    """The log-likelihood at its highest, and whose each day's calls are: (d, 1 + c), the first column nobody's."""
    causes = np.column_stack([np.ones(len(calls)), clicks])
    sizes = causes.sum(axis=0)
    rates = calls.sum() / causes.shape[1] / np.maximum(sizes, 1e-12)
    before = -np.inf
    for _ in range(_ROUNDS):
        means = np.maximum(causes @ rates, 1e-12)
        likelihood = float(calls @ np.log(means) - means.sum())
        if likelihood - before < _ENOUGH:
            break
        before = likelihood
        rates = rates * (causes.T @ (calls / means)) / np.maximum(sizes, 1e-12)
    means = np.maximum(causes @ rates, 1e-12)
    return likelihood, causes * rates / means[:, None]
