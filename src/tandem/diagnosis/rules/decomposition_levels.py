"""Each factor of the company as a whole, as people read it: counts, shares, hours, money. Pure."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tandem.diagnosis.rules.decomposition_factors import (
    ANSWER,
    CHECK,
    DISCOUNT,
    HANDOVER,
    LEAD_RATE,
    PROCESSED,
    TARGET,
    TRAFFIC,
    Chain,
)
from tandem.diagnosis.rules.decomposition_leads import HUGE, WAIT_HOURS, Sums

type Floats = NDArray[np.float64]


def levels_of(side: Sums, chain: Chain) -> dict[str, float]:
    """By key of the factor, without what is not known; without those who had bought before and huge deals.

    Shares count what is expected of young leads in, as those are no refusals. Waits are the hours of the step in which
    the middle client stands.
    """

    def total(of: Floats) -> float:
        return float(of[..., :HUGE].sum())

    leads, sold, judged = total(side.leads), total(side.reached[-1]), total(side.judged)
    found = {TRAFFIC: leads}
    ever = [total(stage) + total(later) for stage, later in zip(side.reached, side.later, strict=True)]
    if leads:
        found[PROCESSED] = ever[0] / leads
    if judged:
        found[TARGET] = total(side.target) / judged
    if total(side.clicks):
        found[LEAD_RATE] = total(np.where(side.clicks > 0, side.leads, 0.0)) / total(side.clicks)
    if sold:
        found[CHECK] = (total(side.money) + total(side.due)) / sold
    if total(side.list_price):
        found[DISCOUNT] = 1 - total(side.deal_price) / total(side.list_price)
    # The first stage after taking up is told of the target leads where leads are judged, else of those processed.
    of = total(side.target) / judged * leads if chain.judged and judged else ever[0]
    for key, came in zip(chain.stages[1:], ever[1:], strict=True):
        if of:
            found[key] = came / of
        of = came
    for key, counts in ((HANDOVER, side.handed), (ANSWER, side.answered)):
        steps = counts[..., :HUGE].sum(axis=(1, 2))
        if steps.sum():
            found[key] = float(WAIT_HOURS[np.searchsorted(steps.cumsum(), steps.sum() / 2)])
    return found
