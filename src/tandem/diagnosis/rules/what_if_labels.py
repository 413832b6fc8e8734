"""How many leads that are no target leads are called so: what those called non-target that went on say of it. Pure."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tandem.diagnosis.rules.decomposition_leads import Judged

type Floats = NDArray[np.float64]

_SEED = 20_260_101
#: The part of leads that are no target leads beyond which nobody is thought to call them so.
MOST_WRONG = 0.2
#: Leads called non-target that must have gone on to tell anything, and the least part of them against target leads.
_FEWEST, _BOUND = 10, 0.01


def wrong_labels(leads: Floats, went_on: Floats, draws: int) -> Floats:
    """The part of leads that are no target leads and are called so: its median first, then ``draws``.

    ``leads`` and those of them that ``went_on`` to a stage beyond the judgement are by judgement. Labels that err alike
    both ways by ``w`` send ``w ÷ (1 − w)`` as many on of those called non-target as of those called target; such leads
    may also go on by themselves. How much is which nobody tells, so every part is as likely, as in the split of
    revenue. Where next to nobody called non-target goes on, the stage may be bound to the label and says nothing of it:
    then small parts are likelier than large ones, in a straight line down to ``MOST_WRONG``.
    """
    parts = np.random.default_rng((_SEED, 1)).permutation((np.arange(draws) + 0.5) / max(draws, 1))
    part = np.concatenate([[0.5], parts])
    of_others, of_target = float(went_on[Judged.NON_TARGET]), float(went_on[Judged.TARGET])
    if of_others < _FEWEST or of_others * leads[Judged.TARGET] < _BOUND * of_target * leads[Judged.NON_TARGET]:
        return np.asarray(MOST_WRONG * (1 - np.sqrt(1 - part)))
    random = np.random.default_rng((_SEED, 2))
    drawn = random.gamma(of_others, size=draws) / np.maximum(random.gamma(max(of_target, 1.0), size=draws), 1e-9)
    beside = part * np.concatenate([[of_others / max(of_target, 1.0)], drawn])
    return np.asarray(np.minimum(beside / (1 + beside), MOST_WRONG))
