"""Whether the leads changed or the labels that sellers give them: told by sales, and by where the share moved. Pure.

Where the audience gets worse, fewer leads are target ones and those bring what they brought: sales fall with the share.
Where leads are judged otherwise, those called target bring more, and all together what they brought. And an audience
gets worse where somebody changed it, in some campaigns, while whoever judges otherwise does so in all of them.
"""

from __future__ import annotations

from enum import StrEnum

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from tandem.diagnosis.rules.decomposition_draws import limits
from tandem.diagnosis.rules.decomposition_parts import Bar, Split

type Floats = NDArray[np.float64]

#: Channels below which nothing is said of all of them, and the part of them that is nearly all.
_FEWEST_CHANNELS, _NEARLY_ALL = 5, 0.75
#: The chance that as many channels move one way as if by throwing coins.
_BY_CHANCE = 0.05


class Labels(StrEnum):
    """What may be said of them."""

    #: Leads were judged otherwise, and sold as before.
    MOVED = "moved"
    #: The share moved everywhere, and sales do not tell yet which of the two it was.
    PERHAPS = "perhaps"
    #: The leads changed.
    STAND = "stand"


def whose_labels(target: Bar, stage: Bar, split: Split, amount: float, channels: tuple[int, ...]) -> Labels:
    """``target`` is the bar of the target share and ``stage`` that of the first stage after it.

    ``amount`` is the effect that would be named, of ``channels`` where only some stand out.
    """
    everywhere = moved_everywhere(target)
    within = () if target.sure or everywhere else channels
    share, against = _draws(target, split, within), _draws(stage, split, within)
    both = share + against
    (low,), (high,) = limits(against[None])
    (low_both,), (high_both,) = limits(both[None])
    as_before = low_both <= 0 <= high_both
    opposed = high < 0 if amount > 0 else low > 0
    if opposed and as_before:
        return Labels.MOVED
    if not everywhere:
        return Labels.STAND
    # How far sales are from what either explanation makes of them, in standard errors.
    if_leads = stage.amount / max(float(against.std(ddof=1)), 1e-9)
    if_labels = (target.amount + stage.amount) / max(float(both.std(ddof=1)), 1e-9)
    if as_before and stage.amount * target.amount < 0 and abs(if_labels) < abs(if_leads):
        return Labels.MOVED
    return Labels.PERHAPS if abs(if_labels) <= split.limit else Labels.STAND


def moved_everywhere(bar: Bar) -> bool:
    """Whether nearly all channels moved the way of the whole, also those that do not stand out by themselves."""
    moved = [each for each in bar.channels if each.amount]
    alike = [each.amount * bar.amount > 0 for each in moved]
    rest = [way for each, way in zip(moved, alike, strict=True) if not each.sure]
    if len(moved) < _FEWEST_CHANNELS or sum(alike) < _NEARLY_ALL * len(moved):
        return False
    if len(rest) < _FEWEST_CHANNELS:
        return all(alike)
    return bool(stats.binom.sf(sum(rest) - 1, len(rest), 0.5) <= _BY_CHANCE)


def _draws(bar: Bar, split: Split, channels: tuple[int, ...]) -> Floats:
    """Draws of a bar, of all channels or of some."""
    if channels:
        return np.asarray(np.sum([each.draws for each in bar.channels if each.channel in channels], axis=0))
    return np.asarray(split.draws[next(at for at, each in enumerate(split.bars) if each is bar)])
