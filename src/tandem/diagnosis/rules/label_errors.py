"""What the sales to leads called non-target say of labels: that they err, or that such leads do buy. Pure.

Nobody counts wrong labels in most companies. Where labels err alike both ways by ``w``, a share of target leads is seen
as ``s = t + w·(1 − 2t)``, so that a fall of the seen share is less than that of the true one (Rogan and Gladen 1978,
Am. J. Epidemiol. 107). Where leads called non-target truly buy, a fall costs less than it seems. Both show as the same
thing, sales to leads called non-target, and how much of them is which nobody tells: every part is as likely, and is in
the interval.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tandem.diagnosis.rules.decomposition_leads import HUGE, Judged, Leads

type Floats = NDArray[np.float64]

_SEED = 12
#: Beyond these labels say nothing, and neither does this.
_MOST_WRONG, _MOST_WORTH = 0.3, 0.8


def share_of_nothing(leads: Leads, draws: int) -> Floats:
    """The share of target labels at which leads would bring nothing: half of the sales wrong first, then ``draws``.

    Below nought where leads called non-target are thought to buy. What leads bring grows by the share above it, so the
    share less this is the factor; 0 where no such lead bought.
    """
    part = np.concatenate([[0.5], np.random.default_rng(_SEED).permutation((np.arange(draws) + 0.5) / max(draws, 1))])
    ordinary = leads.channel < leads.channels + HUGE
    kinds = [ordinary & (leads.judged == each) for each in (Judged.TARGET, Judged.NON_TARGET)]
    target, others = (float(leads.leads[each].sum()) for each in kinds)
    sold, of_others = (float(leads.reached[-1, each].sum()) for each in kinds)
    if not sold or not others:
        return np.zeros(draws + 1)
    beside = of_others / sold
    wrong = np.minimum(part * beside / (1 + part * beside), _MOST_WRONG)
    true = np.clip((target / (target + others) - wrong) / (1 - 2 * wrong), 0.0, 0.95)
    worth = np.minimum((1 - part) * beside * true / (1 - true), _MOST_WORTH)
    return np.asarray(wrong - (1 - 2 * wrong) * worth / (1 - worth))
