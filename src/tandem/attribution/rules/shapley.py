"""Credit as a fair share of a game: Shapley's value (1953), exactly.

Two ways in. ``shapley_value`` takes any game, the worth of every coalition of channels, and so few channels only. The
game that journeys themselves make, the worth of a coalition being what the journeys that met no other channel brought,
has a closed form for any number of channels: what the journeys of exactly one set of channels brought is that set's
dividend (Harsanyi 1963), and each member gets an equal part of it (Zhao, Mahboobi, Bagheri 2018, "Shapley value methods
for attribution modeling in online advertising", arXiv:1804.05327). ``shapley`` is that one.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from tandem.attribution.rules.paths import Numbers, Paths

#: Channels whose coalitions are still counted one by one: a million.
MOST = 20
#: Channels that fit into the bits of one number.
_BITS = 63


class TooManyChannels(ValueError):
    """The coalitions of so many channels cannot all be counted; use the closed form."""


def shapley_value(worth: Sequence[float] | Numbers) -> Numbers:
    """The value of each of n channels; ``worth`` (2ⁿ): that of each coalition, channel i being bit i of its index.

    φᵢ = Σ over S without i of |S|!·(n−|S|−1)!/n! · (v(S ∪ i) − v(S)); they add up to v(all) − v(nobody).
    Refuses by ``TooManyChannels`` more than ``MOST``, and by ``ValueError`` a list whose length is no power of two.
    """
    values = np.asarray(worth, dtype=np.float64)
    channels = max(len(values), 1).bit_length() - 1
    if len(values) != 1 << channels:
        raise ValueError("the worth of every coalition is needed, that of nobody included")
    if channels > MOST:
        raise TooManyChannels(f"{channels} channels have 2^{channels} coalitions; {MOST} is the most")
    coalitions = np.arange(len(values))
    sizes = np.bitwise_count(coalitions)
    weights = np.array([1 / (channels * math.comb(channels - 1, size)) for size in range(channels)])
    value = np.zeros(channels)
    for channel in range(channels):
        without = coalitions[coalitions >> channel & 1 == 0]
        value[channel] = weights[sizes[without]] @ (values[without | 1 << channel] - values[without])
    return value


def shapley(paths: Paths) -> Numbers:
    """Credits (2, k) in the game of the journeys: each path's gains in equal parts to the channels it met."""
    channels = len(paths.channels)
    if not len(paths.codes):
        return np.zeros((2, channels))
    if channels > _BITS:
        return _by_pairs(paths)
    bits = np.int64(1) << np.arange(channels, dtype=np.int64)
    met = np.bitwise_or.reduceat(bits[paths.codes], paths.starts[:-1])
    parts = paths.gains / np.bitwise_count(met)
    return np.stack([parts @ (met & bit != 0) for bit in bits], axis=1)


def _by_pairs(paths: Paths) -> Numbers:
    """The same where channels are too many for bits: each pair of path and channel once."""
    channels = len(paths.channels)
    number = np.repeat(np.arange(len(paths.lengths)), paths.lengths)
    pairs = np.unique(number * channels + paths.codes)
    path, code = pairs // channels, pairs % channels
    parts = paths.gains / np.bincount(path, minlength=len(paths.lengths))
    return np.stack([np.bincount(code, weights=each[path], minlength=channels) for each in parts])


def coalition_worths(paths: Paths) -> NDArray[np.float64]:
    """The game of the journeys written out (2, 2ᵏ): what those that met no channel outside each coalition brought."""
    channels = len(paths.channels)
    if channels > MOST:
        raise TooManyChannels(f"{channels} channels have 2^{channels} coalitions; {MOST} is the most")
    bits = np.int64(1) << np.arange(channels, dtype=np.int64)
    met = np.bitwise_or.reduceat(bits[paths.codes], paths.starts[:-1])
    worths = np.stack([np.bincount(met, weights=each, minlength=1 << channels) for each in paths.gains])
    for channel in range(channels):
        with_it = np.flatnonzero(np.arange(1 << channels) >> channel & 1)
        worths[:, with_it] += worths[:, with_it ^ (1 << channel)]
    return worths
