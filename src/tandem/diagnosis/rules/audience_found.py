"""What a warning says: since when, to which share, and what part of the money went for nothing. Pure.

Labels tell it of target leads, payments of leads that pay: whichever the evidence rests on.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tandem.diagnosis.rules.audience import (
    SURE,
    Evidence,
    Plan,
    Share,
    Since,
    Speaks,
    part_beyond_plan,
    share_since,
    since,
    speaks,
)
from tandem.diagnosis.rules.audience_payments import STEP, paying_share, payment_starts


@dataclass(frozen=True, slots=True)
class Found:
    """``share`` is of target leads where labels speak, else of leads that pay; ``planned`` the share it is held to.

    ``for_nothing``: the part of the spend since then that is at stake. Of labels it is the part of the leads by which
    target ones are fewer than planned; of payments the part of the planned payers who do not come, since that is what
    the money was to buy.
    """

    speaks: Speaks
    since: Since
    share: Share
    planned: float
    for_nothing: float


def found(evidence: Evidence, plan: Plan) -> Found:
    """What is found of a campaign that something speaks against."""
    if speaks(evidence) is Speaks.PAYMENTS and evidence.money is not None and plan.paying is not None:
        return _of_payments(evidence, plan, plan.paying)
    when = since(evidence.counts, plan)
    share = share_since(evidence.counts, plan, when.day)
    return Found(Speaks.LABELS, when, share, plan.target, part_beyond_plan(share.value, plan))


def _of_payments(evidence: Evidence, plan: Plan, paying: float) -> Found:
    assert evidence.money is not None
    lies_on = payment_starts(evidence.money, planned=paying, believed_days=plan.believed_days)
    adding_up, outside = np.cumsum(lies_on), (1 - SURE) / 2
    best = int(lies_on.argmax())
    first = min(best, int(np.searchsorted(adding_up, outside)))
    last = max(best, min(int(np.searchsorted(adding_up, 1 - outside)), lies_on.size - 1))
    # A change is looked for with every so many days: it lies anywhere between the neighbours of the likeliest.
    when = Since(best * STEP, max(0, first - 1) * STEP, last * STEP + (STEP - 1 if best else 0))
    value, low, high = paying_share(
        evidence.money, best, planned=paying, believed_days=plan.believed_days, level=SURE
    )  # fmt: skip
    leads = int(evidence.money.unpaid[best].sum() + evidence.money.paid[best].sum())
    return Found(Speaks.PAYMENTS, when, Share(value, low, high, leads), paying, max(0.0, 1 - value / paying))
