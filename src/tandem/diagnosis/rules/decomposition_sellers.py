"""What each seller did to revenue, leads held alike: sales against those to be expected of the same leads. Pure.

A seller's leads are held against what such leads — of the channel, judged alike — bring the whole company in both
periods together, so nobody answers for the leads they were given. Small samples are pulled towards all (empirical
Bayes), and a person is named only beyond what chance makes of the most conspicuous of so many.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tandem.diagnosis.rules.decomposition_draws import limits
from tandem.diagnosis.rules.decomposition_leads import HUGE, Chances, Leads, done_so_far

type Floats = NDArray[np.float64]
type Ints = NDArray[np.int64]

#: Imagined leads by which the chance of a channel's leads of one judgement is pulled towards that of all so judged.
_PULL = 20.0


@dataclass(frozen=True, slots=True)
class Sellers:
    """By seller: ``did`` and ``should`` are sales and those to be expected, shape ``(2, sellers)`` for both periods.

    ``amount`` is what the change of their quotient did to revenue, with ``low`` and ``high`` and its ``draws``;
    ``shrunk`` the same with a correction for small samples; ``sure`` beyond what chance makes of the most conspicuous.
    ``brings`` is the money that leads like theirs bring in a period, the mean of both.
    """

    leads: Floats
    did: Floats
    should: Floats
    amount: Floats
    shrunk: Floats
    low: Floats
    high: Floats
    draws: Floats
    sure: NDArray[np.bool_]
    brings: Floats


def sellers(leads: Leads, known: Chances, clusters: Sequence[Ints], weights: Sequence[Floats]) -> Sellers:
    """Both periods, by seller; ``clusters`` and ``weights`` of each period as in the split."""
    ordinary = leads.channel < leads.channels + HUGE
    reached = leads.reached[-1] * ordinary
    open_ = leads.awaited[-1] * known.at(known.later, leads)[-1] * ordinary
    by_now = leads.leads * known.at(known.by_now, leads)[-1] * ordinary
    sold = reached + open_ * _so_far(leads, reached, by_now)
    count = leads.leads * ordinary
    expected = count * _usual(leads, sold, count)
    check = float(((leads.money + leads.due) * ordinary).sum() / max((leads.reached[-1] * ordinary).sum(), 1e-9))

    def by_cluster(values: Floats) -> Floats:
        place = leads.cluster * leads.sellers + leads.seller
        size = leads.clusters * leads.sellers
        return np.bincount(place, weights=values, minlength=size).reshape(leads.clusters, leads.sellers)

    did, should, all_leads = by_cluster(sold), by_cluster(expected), by_cluster(count)

    def sides(of: Floats, weighted: Sequence[Floats] | None = None) -> list[Floats]:
        if weighted is None:
            return [of[which].sum(axis=0)[None] for which in clusters]
        return [weight @ of[which] for weight, which in zip(weighted, clusters, strict=True)]

    point = _change(sides(did), sides(should), check)[0]
    drawn = _change(sides(did, weights), sides(should, weights), check)
    low, high = limits(drawn.T)
    error = drawn.std(axis=0, ddof=1)
    told = error > 0
    between = max(float(np.var(point[told]) - np.mean(error[told] ** 2)), 0.0) if told.any() else 0.0
    kept = np.where(told, between / np.maximum(between + error**2, 1e-300), 0.0)
    return Sellers(
        leads=np.stack([each[0] for each in sides(all_leads)]),
        did=np.stack([each[0] for each in sides(did)]),
        should=np.stack([each[0] for each in sides(should)]),
        amount=point,
        shrunk=point * kept,
        low=np.minimum(low, point),
        high=np.maximum(high, point),
        draws=drawn,
        sure=np.zeros(len(point), dtype=np.bool_),
        brings=np.mean([each[0] for each in sides(should)], axis=0) * check,
    )


def _change(did: list[Floats], should: list[Floats], check: float) -> Floats:
    """Money made by the change of the quotient; nothing for a seller who had no leads in one of the periods."""
    rates = [np.where(to > 0, of / np.where(to > 0, to, 1.0), np.nan) for of, to in zip(did, should, strict=True)]
    change = (rates[1] - rates[0]) * (should[0] + should[1]) / 2 * check
    return np.nan_to_num(change)


def _so_far(leads: Leads, reached: Floats, by_now: Floats) -> Floats:
    """For each row, how its seller's leads of its period have done so far."""
    place = leads.after * leads.sellers + leads.seller
    did, should = (
        np.bincount(place, weights=values, minlength=2 * leads.sellers).reshape(2, leads.sellers)
        for values in (reached, by_now)
    )
    return np.asarray(done_so_far(did, should).reshape(-1)[place])


def _usual(leads: Leads, sold: Floats, count: Floats) -> Floats:
    """The chance of each row's leads by channel and judgement, over both periods and all sellers."""
    kinds = int(leads.judged.max(initial=0)) + 1
    place = leads.channel * kinds + leads.judged
    size = leads.channels * kinds
    of, to = (np.bincount(place, weights=values, minlength=size).reshape(-1, kinds) for values in (sold, count))
    all_alike = of.sum(axis=0) / np.maximum(to.sum(axis=0), 1e-9)
    return np.asarray(((of + _PULL * all_alike) / (to + _PULL)).reshape(-1)[place])
