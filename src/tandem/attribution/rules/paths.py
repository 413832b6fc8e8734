"""Journeys as arrays: what clients touched, in order, and what came of it."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

type Numbers = NDArray[np.float64]

#: What credit is shared out: rows of every array of credits.
CONVERSIONS, MONEY = 0, 1


@dataclass(frozen=True, slots=True)
class Paths[C: Hashable = Hashable]:
    """``n`` paths over ``k`` channels, ``m`` touches in all.

    ``codes`` (m): the channel of each touch, path after path, the oldest touch first. ``starts`` (n + 1): where each
    path begins in ``codes``, and the end. ``journeys`` (n): how many clients walked it, bought or not.
    ``gains`` (2, n): conversions and money they brought together, the money in its smallest unit, whole. ``days`` (m):
    from each touch to the end of its path, where known. ``direct``: the channel that tells of no origin, if any.

    Refuses by ``ValueError`` a path without a touch: whoever came from nowhere came from a channel called unknown.
    """

    channels: tuple[C, ...]
    codes: NDArray[np.int32]
    starts: NDArray[np.int64]
    journeys: Numbers
    gains: Numbers
    days: Numbers | None = None
    direct: int | None = None

    def __post_init__(self) -> None:
        lengths = np.diff(self.starts)
        if (lengths < 1).any():
            raise ValueError("every path has a touch; a journey from nowhere is a path of the unknown channel")
        if len(self.starts) and self.starts[-1] != len(self.codes):
            raise ValueError("the last path ends where the touches end")
        if len(self.codes) and not 0 <= self.codes.min() <= self.codes.max() < len(self.channels):
            raise ValueError("every touch is of one of the channels")

    @property
    def lengths(self) -> NDArray[np.int64]:
        """Touches of each path (n)."""
        lengths: NDArray[np.int64] = np.diff(self.starts)
        return lengths

    @property
    def first(self) -> NDArray[np.int32]:
        """The channel each path begins with (n)."""
        return self.codes[self.starts[:-1]]

    @property
    def last(self) -> NDArray[np.int32]:
        """The channel each path ends with (n)."""
        return self.codes[self.starts[1:] - 1]

    @property
    def totals(self) -> Numbers:
        """Conversions and money of all (2)."""
        return self.gains.sum(axis=1)


@dataclass(frozen=True, slots=True)
class Path:
    """One path with what came of it, for small sets; ``days`` before its end, one for each touch."""

    touches: Sequence[Hashable]
    conversions: float = 0.0
    money: float = 0.0
    nothing: float = 0.0
    days: Sequence[float] | None = None


def paths_of(paths: Iterable[Path], *, direct: Hashable = None) -> Paths:
    """Arrays of paths written out. Channels stand in the order they are met in."""
    given = list(paths)
    channels = tuple(dict.fromkeys(touch for path in given for touch in path.touches))
    numbers = {channel: at for at, channel in enumerate(channels)}
    dated = bool(given) and all(path.days is not None for path in given)
    return Paths(
        channels=channels,
        codes=np.array([numbers[touch] for path in given for touch in path.touches], dtype=np.int32),
        starts=np.concatenate([[0], np.cumsum([len(path.touches) for path in given])]).astype(np.int64),
        journeys=np.array([path.conversions + path.nothing for path in given], dtype=np.float64),
        gains=np.array([[path.conversions for path in given], [path.money for path in given]], dtype=np.float64),
        days=np.array([day for path in given for day in path.days or ()], dtype=np.float64) if dated else None,
        direct=numbers.get(direct) if direct is not None else None,
    )


@dataclass(frozen=True, slots=True)
class Lengths:
    """How much there is to share out at all: paths that brought something, by how many channels they touched.

    ``converted`` paths, ``single`` of them with one touch, ``one_channel`` of them with one channel only, however
    often touched: every method that shares a conversion among a path's own touches says the same of those.
    """

    converted: float
    single: float
    one_channel: float

    @property
    def alike(self) -> float | None:
        """The share on which such methods cannot differ; None without conversions."""
        return self.one_channel / self.converted if self.converted else None


def lengths_of(paths: Paths) -> Lengths:
    """Of conversions, how many have a journey that one can argue about."""
    won = paths.gains[CONVERSIONS]
    if not len(won):
        return Lengths(0.0, 0.0, 0.0)
    same = np.minimum.reduceat(paths.codes, paths.starts[:-1]) == np.maximum.reduceat(paths.codes, paths.starts[:-1])
    return Lengths(float(won.sum()), float(won[paths.lengths == 1].sum()), float(won[same].sum()))
