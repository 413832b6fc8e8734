"""Where a change sits: in some channels, products or people, or in all of them alike. Pure.

Whatever befalls the whole company moves every part of it, and the largest part most. A part is a place of the change
only where it moved by more than its share of the whole, and by more than chance makes of that.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from tandem.basics.intervals import LEVEL
from tandem.diagnosis.rules.decomposition_draws import limits
from tandem.diagnosis.rules.decomposition_factors import MIX, TRAFFIC
from tandem.diagnosis.rules.decomposition_parts import Bar, ChannelPart, Split

type Floats = NDArray[np.float64]

#: The part of their share of the whole below which the others hardly moved.
_HARDLY = 0.5
#: Parts whose places are told: beyond so many, "there" is nearly everywhere.
_MOST = 3


@dataclass(frozen=True, slots=True)
class Places:
    """Where a bar's change sits: the channels, the largest first, none where it is everywhere alike.

    ``strength`` is by how many standard errors the clearest of them moved more than its share.
    """

    channels: tuple[int, ...] = ()
    strength: float = 0.0


def places_of(bar: Bar, limit: float) -> Places:
    """The channels that made the bar; ``limit`` is how many standard errors chance makes of the largest."""
    stakes = sum(each.stake for each in bar.channels)
    if len(bar.channels) < 2 or stakes <= 0:
        return Places()
    whole = np.sum([each.draws for each in bar.channels], axis=0)
    total = sum(each.amount for each in bar.channels)
    # Shares of a whole that may be nothing are no figures.
    some = whole * total > 0
    steady = bool(some.mean() >= LEVEL)
    found: list[tuple[float, ChannelPart]] = []
    for each in bar.channels:
        share = each.stake / stakes
        beyond = each.amount - share * total
        alike = each.amount * total > 0 and beyond * total > 0
        strength = max(
            _strength(beyond, each.draws - share * whole, 1e-9 * abs(total)),
            # How surely anything of it costs money scales all parts alike, and is no doubt of where it is.
            _strength_of_share(each.amount / total - share, each.draws[some] / whole[some]) if steady else 0.0,
        )
        if alike and strength > limit and (each.moved or _strength(each.amount, each.draws, 1e-9) > limit):
            found.append((strength, each))
    if not found:
        # Parts that stand out by themselves, while all others together hardly moved.
        out = [each for each in bar.channels if each.sure and each.amount * total > 0]
        rest = 1 - sum(each.stake for each in out) / stakes
        others = 1 - sum(each.amount for each in out) / total if total else 1.0
        if rest > 0 and others < _HARDLY * rest:
            found = [(0.0, each) for each in out]
    if not found or len(found) > min(_MOST, len(bar.channels) - 1):
        return Places()
    ordered = sorted((each for _, each in found), key=lambda each: -abs(each.amount))
    return Places(tuple(each.channel for each in ordered), max(strength for strength, _ in found))


def _strength(amount: float, draws: Floats, least: float) -> float:
    """Standard errors; what is the same every day needs no draw, and its error of nothing counts as ``least``."""
    return abs(amount) / max(float(draws.std(ddof=1)), least, 1e-12)


def _strength_of_share(amount: float, draws: Floats) -> float:
    """The same of a quotient, whose few wild draws are left out: the middle two thirds are two errors wide."""
    low, high = np.quantile(draws, [0.16, 0.84])
    return abs(amount) / max(float(high - low) / 2, 1e-9)


def risen(bar: Bar, limit: float) -> tuple[int, ...]:
    """The channels whose share of all grew beyond chance, the most first: they are what the mix changed towards."""
    grown = [
        each
        for each in bar.channels
        if each.after > each.before and abs(each.amount) > limit * float(each.draws.std(ddof=1))
    ]
    if len(grown) > min(_MOST, len(bar.channels) - 1):
        return ()
    return tuple(each.channel for each in sorted(grown, key=lambda each: each.before - each.after))


def volumes(split: Split) -> Bar:
    """Traffic with the channels in which it truly moved.

    The bar itself spreads the whole company's change over all channels by what they are worth, as their shares are the
    bar of the mix; both together are what a channel's own volume did. ``before`` and ``after`` are its part of the
    whole, times the whole.
    """
    traffic, mix = split.bar(TRAFFIC), split.bar(MIX)
    shares = {each.channel: each for each in mix.channels}
    found = []
    for each in traffic.channels:
        share = shares.get(each.channel)
        if share is None:
            continue
        amount, draws = each.amount + share.amount, each.draws + share.draws
        (low,), (high,) = limits(draws[None])
        found.append(
            replace(
                each,
                amount=amount,
                draws=draws,
                low=min(float(low), amount),
                high=max(float(high), amount),
                sure=bool(abs(amount) > split.limit * draws.std(ddof=1) and not low <= 0 <= high),
                before=each.before * share.before,
                after=each.after * share.after,
            )
        )
    return replace(traffic, channels=tuple(found))
