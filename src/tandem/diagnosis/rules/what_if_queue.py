"""How long leads wait for a free seller, and how many are never taken up, with more or fewer sellers. Pure.

Erlang's formula knows a steady stream; half of the requests come while nobody is there and lie before the sellers in
the morning. So the leads that really came are let through the hours that really were: each seller works through theirs
in the order they came, exponential minutes as Erlang takes them. What has waited for two shifts is given up. Every
seller number sees the same leads with the same luck.

How a house deals its leads out, in turn or as it happens, is not known, and makes sellers' queues even or uneven. So
leads go through several times, half of them dealt in turn and half by chance, each time with a luck of its own. The
figure is their mean, and each draw has one of them.
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
_NODES, _SEED = 5, 20_260_101
#: How often leads go through, dealt in turn and by chance by turns.
_TIMES = 4


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
    """By time let through and minutes of a lead: the part of leads taken up, and mean hours of each step.

    ``taken`` has the shape ``(times, nodes)``, ``waits`` ``(times, nodes, steps)``, ``minutes`` are those of the nodes.
    """

    minutes: Floats
    taken: Floats
    waits: Floats

    def at(self, minutes: Floats) -> tuple[Floats, Floats]:
        """The part taken up ``(draws,)`` and the waits ``(draws, steps)`` for minutes by draw, the figure first."""
        by_time = [self._at(minutes, time) for time in range(len(self.taken))]
        which = np.arange(len(minutes)) % len(by_time)
        rows = np.arange(len(minutes))
        taken, waits = (np.stack([each[part] for each in by_time]) for part in (0, 1))
        mean_taken, mean_waits = taken[:, 0].mean(), waits[:, 0].mean(axis=0)
        taken, waits = taken[which, rows], waits[which, rows]
        taken[0], waits[0] = mean_taken, mean_waits
        return taken, waits

    def _at(self, minutes: Floats, time: int) -> tuple[Floats, Floats]:
        between = np.clip(np.interp(minutes, self.minutes, np.arange(len(self.minutes))), 0, len(self.minutes) - 1)
        low = np.minimum(between.astype(np.int64), len(self.minutes) - 2)
        part = between - low
        taken, waits = self.taken[time], self.waits[time]
        return (
            taken[low] * (1 - part) + taken[low + 1] * part,
            waits[low] * (1 - part)[:, None] + waits[low + 1] * part[:, None],
        )


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
    told = [[_through(line, sellers, float(each), time) for each in hours] for time in range(_TIMES)]
    return Queue(
        nodes,
        np.array([[part for part, _ in of_time] for of_time in told]),
        np.array([[of_step for _, of_step in of_time] for of_time in told]),
    )


def _through(line: Line, sellers: int, hours: float, time: int) -> tuple[float, Floats]:
    """Let all leads through; ``hours`` of a shift that one takes on average."""
    random = np.random.default_rng((_SEED, time))
    count = len(line.came)
    takes = (random.standard_exponential(count) * hours).tolist()
    in_turn = time % 2 == 0
    dealt = (np.arange(count) % sellers if in_turn else (random.random(count) * sellers).astype(np.int64)).tolist()
    arrived = line.shifts.elapsed(line.came)
    patience = _PATIENCE * line.shifts.length
    free = [0.0] * sellers
    begun = np.empty(count)
    for at, (came, take, seller) in enumerate(zip(arrived.tolist(), takes, dealt, strict=True)):
        start = max(free[seller], came)
        if start - came > patience:
            begun[at] = np.nan
            continue
        begun[at] = start
        free[seller] = start + take
    taken = ~np.isnan(begun)
    waited = np.maximum(line.shifts.moments(begun[taken]) - line.came[taken], 0.0)
    return float(taken.mean()), _by_step(np.sort(waited), line)


def _by_step(waited: Floats, line: Line) -> Floats:
    """Mean hours of each step where the longest of ``waited``, which rise, are those of the last step: ``(steps,)``.

    Which lead waits in the queue of a model says little of which of them really waited; how long the longest tenth
    waits does.
    """
    count = np.bincount(line.step[line.step >= 0], minlength=line.steps)
    ends = np.concatenate([[0.0], np.cumsum(count)]) / max(int(count.sum()), 1) * len(waited)
    summed = np.interp(ends, np.arange(len(waited) + 1), np.concatenate([[0.0], np.cumsum(waited)]))
    width = np.diff(ends)
    return np.asarray(np.divide(np.diff(summed), width, out=np.zeros(line.steps), where=width > 0))
