"""How long leads wait for a free seller, and how many are never taken up, with more or fewer sellers. Pure.

Erlang's formula knows a steady stream; half of the requests come while nobody is there and lie before the sellers in
the morning. So the leads that really came are let through the hours that really were: each seller works through theirs
in the order they came, with minutes that scatter as those of leads do: as the spread of minutes squared grows, so do
queues (Pollaczek and Khinchine). What has waited for two shifts is given up. Every seller number sees the same leads
with the same luck.

How a house deals its leads out, in turn or as it happens, makes sellers' queues even or uneven; how often a seller got
two leads running tells it. Leads go through several times, each time with a luck of its own. The figure is their mean,
and each draw has one of them.

Clients wait for more than a free seller: for another try where nobody answered, for a lunch. What a wait is beyond the
queue is fitted so that both together make up the waits that there were (expectation and maximisation: Dempster, Laird
and Rubin 1977, J. R. Stat. Soc. B 39), and does not change with the sellers.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tandem.diagnosis.rules.what_if_line import Line

type Floats = NDArray[np.float64]

#: Shifts after which a lead nobody has begun with is given up.
_PATIENCE = 2.0
_NODES, _SEED = 5, 20_260_101
#: How often leads go through.
_TIMES = 8
#: Hours of shifts that a lead may wait beyond its queue: borders between which any wait is as likely; how often leads
#: go through to tell how likely, and the rounds of it.
_RESTS = np.concatenate([[0.0], np.geomspace(0.05, 60.0, 28)])
_TIMES_OF_RESTS, _ROUNDS = 2, 60


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
    line: Line, sellers: int, changed: int, minutes: tuple[float, float], useful: float, usual: float
) -> tuple[Queue, Queue]:
    """The queue of ``sellers`` and that of ``changed`` sellers, from ``minutes[0]`` to ``minutes[1]`` minutes a lead.

    ``useful`` are the minutes a seller has for leads on a day, ``usual`` those that a lead takes now. By definition a
    seller more leaves nobody waiting longer nor fewer taken up, though dealing leads anew may do so for some of them:
    each number between is held to it.
    """
    nodes = np.geomspace(max(minutes[0], 1e-3), max(minutes[1], minutes[0] * 1.0001, 2e-3), _NODES)
    an_hour = line.shifts.length / max(useful, 1e-3)
    rests = _rests(line, sellers, max(usual, 1e-3) * an_hour)
    step = 1 if changed >= sellers else -1
    better, worse = (np.minimum, np.maximum) if step > 0 else (np.maximum, np.minimum)
    now = last = _queue(line, sellers, nodes, an_hour, rests)
    for number in range(sellers + step, changed + step, step) if changed != sellers else ():
        found = _queue(line, number, nodes, an_hour, rests)
        last = Queue(nodes, worse(found.taken, last.taken), better(found.waits, last.waits))
    return now, last


def _queue(line: Line, sellers: int, nodes: Floats, an_hour: float, rests: Floats) -> Queue:
    told = [[_waited(line, sellers, float(each) * an_hour, time, rests) for each in nodes] for time in range(_TIMES)]
    return Queue(
        nodes,
        np.array([[part for part, _ in of_time] for of_time in told]),
        np.array([[of_step for _, of_step in of_time] for of_time in told]),
    )


def _waited(line: Line, sellers: int, hours: float, time: int, rests: Floats) -> tuple[float, Floats]:
    """The part of leads taken up and mean hours of each step; ``rests`` is how often each wait beyond the queue is."""
    begun = _begun(line, sellers, hours, time)
    taken = ~np.isnan(begun)
    luck = np.random.default_rng((_SEED, time, 1)).random(len(begun))
    rest = np.interp(luck, np.concatenate([[0.0], np.cumsum(rests)]), _RESTS)
    waited = np.maximum(line.shifts.moments(begun[taken] + rest[taken]) - line.came[taken], 0.0)
    return float(taken.mean()), _by_step(np.sort(waited), line)


def _begun(line: Line, sellers: int, hours: float, time: int) -> Floats:
    """Hours of shifts when each lead is begun with, not a number if never; one takes ``hours`` of them on average."""
    random = np.random.default_rng((_SEED, time))
    count = len(line.came)
    takes = (random.standard_gamma(line.spread**-2, count) * line.spread**2 * hours).tolist()
    in_turn = random.random(count) >= line.by_chance
    dealt = np.where(in_turn, np.arange(count) % sellers, (random.random(count) * sellers).astype(np.int64)).tolist()
    patience = _PATIENCE * line.shifts.length
    free = [0.0] * sellers
    begun = np.empty(count)
    for at, (came, take, seller) in enumerate(zip(line.shifts.elapsed(line.came).tolist(), takes, dealt, strict=True)):
        start = max(free[seller], came)
        if start - came > patience:
            begun[at] = np.nan
            continue
        begun[at] = start
        free[seller] = start + take
    return begun


def _rests(line: Line, sellers: int, hours: float) -> Floats:
    """How likely a wait between each two of ``_RESTS`` is; with the queue of now they make up the waits there were.

    They add up to 1.
    """
    told, size = line.count, len(_RESTS) - 1
    nothing: Floats = np.eye(size)[0]
    if len(told) < 2 or not told.sum():
        return nothing
    borders = np.expm1((np.log1p(line.waits[1:]) + np.log1p(line.waits[:-1])) / 2)
    chances = np.zeros((len(told), size))
    for time in range(_TIMES_OF_RESTS):
        begun = _begun(line, sellers, hours, time)
        taken = ~np.isnan(begun)
        luck = np.random.default_rng((_SEED, time, 2)).random(int(taken.sum()))
        for at in range(size):
            rest = _RESTS[at] + luck * (_RESTS[at + 1] - _RESTS[at])
            waited = line.shifts.moments(begun[taken] + rest) - line.came[taken]
            chances[:, at] += np.bincount(np.searchsorted(borders, waited), minlength=len(told))
    chances /= np.maximum(chances.sum(axis=0), 1e-9)
    share, found = told / told.sum(), np.full(size, 1 / size)
    for _ in range(_ROUNDS):
        together = chances @ found
        found = found * (np.divide(share, together, out=np.zeros_like(share), where=together > 0) @ chances)
        found = found / found.sum() if found.sum() > 0 else nothing
    return np.asarray(found)


def _by_step(waited: Floats, line: Line) -> Floats:
    """Mean hours of each step where the longest of ``waited``, which rise, are those of the last step: ``(steps,)``.

    Which lead waits in the queue of a model says little of which of them really waited; how long the longest tenth
    waits does.
    """
    count = line.count
    ends = np.concatenate([[0.0], np.cumsum(count)]) / max(int(count.sum()), 1) * len(waited)
    summed = np.interp(ends, np.arange(len(waited) + 1), np.concatenate([[0.0], np.cumsum(waited)]))
    width = np.diff(ends)
    return np.asarray(np.divide(np.diff(summed), width, out=np.zeros(len(count)), where=width > 0))
