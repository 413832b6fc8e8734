"""How long leads wait for a free seller, and how many are never taken up, with more or fewer sellers. Pure.

Erlang's formula knows a steady stream; half of the requests come while nobody is there and lie before the sellers in
the morning. So the leads that really came are let through the hours that really were: dealt out in turn, each seller
works through theirs in the order they came, exponential minutes as Erlang takes them. What has waited for two shifts is
given up. Every seller number sees the same leads with the same luck.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

type Floats = NDArray[np.float64]
type Ints = NDArray[np.int64]

#: The newest leads are enough to tell a queue by.
MOST = 10_000
#: Shifts after which a lead nobody has begun with is given up.
_PATIENCE = 2.0
_NODES, _SEED = 9, 20_260_101


@dataclass(frozen=True, slots=True)
class Shifts:
    """When the team is there: ``opens`` and ``closes`` in hours of one clock, in order and apart; on how many days."""

    opens: Floats
    closes: Floats
    days: int

    @property
    def length(self) -> float:
        """Hours of a day's shift, on average."""
        return float((self.closes - self.opens).sum() / max(self.days, 1))

    def elapsed(self, moments: Floats) -> Floats:
        """Hours of shifts before each moment."""
        before = np.concatenate([[0.0], np.cumsum(self.closes - self.opens)])
        at = np.searchsorted(self.opens, moments, side="right")
        inside = np.where(at > 0, np.minimum(moments, self.closes[at - 1]) - self.opens[at - 1], 0.0)
        return np.asarray(before[np.maximum(at - 1, 0)] * (at > 0) + inside)

    def moments(self, elapsed: Floats) -> Floats:
        """The moment by which so many hours of shifts have passed; the last one closes for those beyond."""
        before = np.concatenate([[0.0], np.cumsum(self.closes - self.opens)])
        at = np.clip(np.searchsorted(before, elapsed, side="right") - 1, 0, len(self.opens) - 1)
        return np.asarray(np.minimum(self.opens[at] + elapsed - before[at], self.closes[at]))


@dataclass(frozen=True, slots=True)
class Line:
    """The leads that came: hours of shifts before each, moments by the clock, and which step of waits each is of.

    ``step`` is −1 where the wait is not known; ``steps`` is how many there are.
    """

    shifts: Shifts
    came: Floats
    step: Ints
    steps: int

    @classmethod
    def of(cls, shifts: Shifts, came: Floats, step: Ints, steps: int) -> Line | None:
        """The newest leads in the order they came; None without shifts or leads."""
        if not len(shifts.opens) or not len(came):
            return None
        order = np.argsort(came, kind="stable")[-MOST:]
        return cls(shifts, came[order], step[order], steps)


@dataclass(frozen=True, slots=True)
class Queue:
    """By minutes of a lead, ``(nodes,)``: the part of leads taken up, and mean hours of each step in the queue."""

    minutes: Floats
    taken: Floats
    waits: Floats

    def at(self, minutes: Floats) -> tuple[Floats, Floats]:
        """The part taken up ``(draws,)`` and the waits ``(draws, steps)`` for minutes by draw."""
        taken = np.interp(minutes, self.minutes, self.taken)
        waits = [np.interp(minutes, self.minutes, of_step) for of_step in self.waits.T]
        return taken, np.stack(waits, axis=1) if waits else np.zeros((len(minutes), 0))


def queues(
    line: Line, sellers: int, changed: int, minutes: tuple[float, float], useful: float
) -> tuple[Queue, Queue]:  # fmt: skip
    """The queue of ``sellers`` and that of ``changed`` sellers, from ``minutes[0]`` to ``minutes[1]`` minutes a lead.

    ``useful`` are the minutes a seller has for leads on a day. By definition a seller more leaves nobody waiting longer
    nor fewer taken up, though dealing leads anew may do so for some of them: each number between is held to it.
    """
    nodes = np.geomspace(max(minutes[0], 1e-3), max(minutes[1], minutes[0] * 1.0001, 2e-3), _NODES)
    step = 1 if changed >= sellers else -1
    better, worse = (np.minimum, np.maximum) if step > 0 else (np.maximum, np.minimum)
    now = last = _queue(line, sellers, nodes, useful)
    for number in range(sellers + step, changed + step, step) if changed != sellers else ():
        found = _queue(line, number, nodes, useful)
        last = Queue(nodes, worse(found.taken, last.taken), better(found.waits, last.waits))
    return now, last


def _queue(line: Line, sellers: int, nodes: Floats, useful: float) -> Queue:
    hours = nodes * line.shifts.length / max(useful, 1e-3)
    told = [_through(line, sellers, float(each)) for each in hours]
    return Queue(nodes, np.array([part for part, _ in told]), np.stack([of_step for _, of_step in told]))


def _through(line: Line, sellers: int, hours: float) -> tuple[float, Floats]:
    """Let all leads through; ``hours`` of a shift that one takes on average."""
    random = np.random.default_rng(_SEED)
    takes = (random.standard_exponential(len(line.came)) * hours).tolist()
    arrived = line.shifts.elapsed(line.came)
    patience = _PATIENCE * line.shifts.length
    free = [0.0] * sellers
    begun = np.empty(len(arrived))
    for at, (came, take) in enumerate(zip(arrived.tolist(), takes, strict=True)):
        seller = at % sellers
        start = max(free[seller], came)
        if start - came > patience:
            begun[at] = np.nan
            continue
        begun[at] = start
        free[seller] = start + take
    there = line.shifts.moments(arrived)
    waited = line.shifts.moments(np.nan_to_num(begun)) - there
    known = ~np.isnan(begun) & (line.step >= 0)
    count = np.bincount(line.step[known], minlength=line.steps)
    total = np.bincount(line.step[known], weights=np.maximum(waited[known], 0.0), minlength=line.steps)
    return float((~np.isnan(begun)).mean()), total / np.maximum(count, 1)
