"""Links of the chain that need both periods: target shares and waits, and what is told where one period tells nothing.

A rule for all of them: what a channel does not tell in one period is taken from the other, as no change was seen. Pure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tandem.diagnosis.rules.decomposition_leads import Sums

type Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Inside:
    """One side, without the channels that stand apart."""

    leads: Floats
    worth: Floats
    ever: Floats


def target_shares(sides: Sequence[Sums], within: Sequence[Inside], inside: list[int], nothing: Floats) -> list[Floats]:
    """The share of target leads for either side, above the share ``(draws,)`` at which leads would bring nothing.

    A channel is thought to err in half of its target leads at most.

    One imagined lead is judged as the sales say: then a channel that has no target lead and no sale has a share of
    zero, and how target leads are sold is not touched; one that sells without a target lead still has a factor. A
    channel in which nobody judged anything is told by the other period.
    """
    judged = [side.judged[..., inside] for side in sides]
    target = [side.target[..., inside] for side in sides]
    implied = []
    for count, fits, of in zip(judged, target, within, strict=True):
        usual = fits.sum(axis=-1, keepdims=True) / np.maximum(count.sum(axis=-1, keepdims=True), 1e-300)
        sold = of.ever[1].sum(axis=-1, keepdims=True) / np.maximum(of.ever[0].sum(axis=-1, keepdims=True), 1e-300)
        relative = of.ever[1] / np.maximum(of.ever[0] * sold, 1e-300)
        implied.append(np.clip(np.where(sold > 0, usual * relative, usual), 0.0, 1.0))
    raw = [
        np.where(count > 0, (fits + like) / (count + 1), np.nan)
        for count, fits, like in zip(judged, target, implied, strict=True)
    ]
    shares = [_or(raw[0], raw[1]), _or(raw[1], raw[0])]
    # Whatever is not known, or would forbid sales that were made, says nothing of the audience.
    told = [
        np.where(np.isnan(share) | ((share <= 0) & (of.ever[1] > 0)), np.where(like > 0, like, 1.0), share)
        for share, of, like in zip(shares, within, implied, strict=True)
    ]
    return [share - np.minimum(nothing[:, None], share / 2) for share in told]


def waits_left(before: Sums, after: Sums, inside: list[int], left: Floats) -> tuple[list[Floats], list[Floats]]:
    """What the wait for a hand-over and that for an answer left of a chance, for either side; 1 where nothing is told.

    With ``G(i, j)`` what is left by the hand-overs of period i and the answers of period j, the first clock is told by
    ``√(G(p, 0)·G(p, 1))`` and the second by ``√(G(0, p)·G(1, p))``: their change together is that of ``G(p, p)``, and
    neither gains when the other loses. (As a client who has waited long loses little by another hour, the plain
    quotient would call answers quicker where hand-overs became slow.)
    """
    clocks = [
        [_shares(side.handed[..., inside], side.answered[..., inside])[clock] for side in (before, after)]
        for clock in (0, 1)
    ]
    # A clock that one period tells nothing of is taken from the other: no change was seen.
    handed, answered = ([_or(pair[0], pair[1]), _or(pair[1], pair[0])] for pair in clocks)
    # Where neither tells when leads were handed over, all of the wait is the answer's.
    at_once = (np.arange(len(left[0])) == 0).astype(np.float64)[:, None, None]
    handed = [_or(each, at_once) for each in handed]
    after_answers = [left @ np.moveaxis(second, 0, 1) for second in answered]
    table = [
        [np.nan_to_num((np.moveaxis(first, 0, 1) * rest).sum(axis=1), nan=1.0) for rest in after_answers]
        for first in handed
    ]
    first, second = ([np.sqrt(table[p][0] * table[p][1]), np.sqrt(table[0][p] * table[1][p])] for p in (0, 1))
    return first, second


def _shares(handed: Floats, answered: Floats) -> tuple[Floats, Floats]:
    """By step first, adding up to 1; not a number where there was nothing."""
    return ratio(handed, handed.sum(axis=0)), ratio(answered, answered.sum(axis=0))


def _or(one: Floats, other: Floats) -> Floats:
    return np.where(np.isnan(one), other, one)


def told_of(before: list[Floats], after: list[Floats]) -> Floats:
    """Both sides' factors; one that a side cannot tell is taken from the other: no change was seen. ``(2, …)``."""
    first, second = np.stack(before), np.stack(after)
    neither = np.isnan(first) & np.isnan(second)
    told = np.stack([np.where(np.isnan(first), second, first), np.where(np.isnan(second), first, second)])
    return np.where(neither, 1.0, told)


def ratio(of: Floats, to: Floats) -> Floats:
    """Not a number where there is nothing to divide by."""
    return np.where(to > 0, of / np.where(to > 0, to, 1.0), np.nan)
