"""A world lived tick by tick with somebody who decides: requests come in, sellers work off what they are dealt.

Who decides is a `Firm`: a running house (`acting`) or its rules in memory (`rehearsing`). What people do does not
depend on which; it follows from whom a firm deals a request to.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from enum import StrEnum
from heapq import heappop, heappush
from typing import NamedTuple, Protocol

import numpy as np

from tandem.handover.pool import zone
from tandem.simulation.rules import DAY, HOUR
from tandem.simulation.scenario.file_format import Dial
from tandem.simulation.scenario.handling import shifts
from tandem.simulation.scenario.world import ScenarioWorld

#: Seconds of a call that nobody answers.
_IN_VAIN = 120
_TALK = 300


class What(StrEnum):
    """What sellers and clients do that a house hears of."""

    CALL = "call"
    TALK = "talk"
    WON = "won"
    LOST = "lost"
    PAID = "paid"


class Deed(NamedTuple):
    """``at`` in seconds of the world; ``value`` is roubles of a sale or payment, seconds of a call (0: in vain)."""

    at: int
    what: What
    row: int
    seller: int
    value: float = 0.0


class Firm(Protocol):
    """Who decides. Sellers are places in the world's cast; None: nobody yet, or somebody who is not of this world."""

    def take(self, rows: Sequence[int], now: datetime) -> Mapping[int, int | None]:
        """Requests have come in: the seller of each."""
        ...

    def deal_waiting(self, now: datetime) -> Mapping[int, int]:
        """Sellers of requests that nobody had."""
        ...

    def tell(self, deeds: Sequence[Deed], now: datetime) -> None:
        """What has happened since."""
        ...

    def answered(self, rows: Sequence[int], now: datetime) -> None:
        """These need not wait for their seller any more."""
        ...

    def night(self, now: datetime) -> None:
        """The day is over."""
        ...


@dataclass(slots=True)
class Driven:
    """What came of it: how many requests came in and were sold, and their seller."""

    requests: int = 0
    calls: int = 0
    talks: int = 0
    sales: int = 0
    roubles: float = 0.0
    sellers: dict[int, int | None] = field(default_factory=dict)


def drive(
    world: ScenarioWorld, firm: Firm, *, tick: timedelta = timedelta(minutes=15), most: int | None = None
) -> Driven:
    """Live a world to its end, or until ``most`` requests have come in."""
    people = _People(world)
    done = Driven()
    waiting = set[int]()
    midnight = datetime.combine(world.start, time(), tzinfo=zone())
    for now, rows in _ticks(world, int(tick.total_seconds()), most):
        moment = midnight + timedelta(seconds=now)
        if rows:
            done.requests += len(rows)
            for row, seller in firm.take(rows, moment).items():
                done.sellers[row] = seller
                if seller is None:
                    waiting.add(row)
                else:
                    people.dealt(row, seller)
        if waiting and people.somebody_is_there(now):
            for row, seller in firm.deal_waiting(moment).items():
                done.sellers[row] = seller
                waiting.discard(row)
                people.dealt(row, seller)
        deeds, answered = people.work(now)
        if deeds:
            firm.tell(deeds, moment)
            done.calls += sum(each.what is What.CALL for each in deeds)
            done.talks += sum(each.what is What.TALK for each in deeds)
            sales = [each.value for each in deeds if each.what is What.WON]
            done.sales, done.roubles = done.sales + len(sales), done.roubles + sum(sales)
        if answered:
            firm.answered(answered, moment)
        if now % DAY == 0:
            firm.night(moment)
    return done


def _ticks(world: ScenarioWorld, tick: int, most: int | None) -> Iterator[tuple[int, list[int]]]:
    """The end of each tick with the requests that reached the firm in it."""
    order = np.argsort(world.handled.handed, kind="stable")
    moments = world.handled.handed[order]
    order = order[moments < world.horizon - tick][:most]
    moments = world.handled.handed[order]
    end = world.horizon + 1 if most is None or not len(order) else int(moments[-1]) + tick
    before = 0
    for now in range(tick, end + 1, tick):
        upto = int(np.searchsorted(moments, now, side="right"))
        yield now, order[before:upto].tolist()
        before = upto


class _People:
    """Sellers, who work off what they have in turn, and clients, who answer or not, buy or not, and pay."""

    def __init__(self, world: ScenarioWorld) -> None:
        self._world = world
        self._hours = shifts(world.scenario, world.cast)
        self._queues: list[deque[int]] = [deque() for _ in self._hours]
        self._free = [0.0] * len(self._hours)
        self._again: list[tuple[int, int, int]] = []
        self._coming: list[Deed] = []
        self._tries: dict[int, int] = {}
        rows = len(world.asked)
        rng = np.random.default_rng((world.seed, 41))
        work, sale = world.scenario.work, world.scenario.sale
        spread = rng.lognormal(-(work.handling_spread**2) / 2, work.handling_spread, rows)
        usual = np.where(
            world.asked.klass <= 2, world.dials.of_company(Dial.HANDLING_MINUTES)[world.asked.day], work.short_minutes
        )
        self._takes = (60 * usual * spread).tolist()
        self._answers = rng.random((rows, world.scenario.calls.attempts))
        self._buys = rng.random(rows).tolist()
        self._days = (rng.exponential(sale.days, rows) + 1 / 24).tolist()
        self._patience = np.where(
            world.asked.klass <= 2, rng.exponential(sale.lost_days, rows), rng.exponential(0.2, rows)
        ).tolist()

    def dealt(self, row: int, seller: int) -> None:
        """A request lies before a seller."""
        self._queues[seller].append(row)

    def somebody_is_there(self, now: int) -> bool:
        """Whether any seller is at work."""
        return any(self._is_there(seller, now) for seller in range(len(self._hours)))

    def work(self, now: int) -> tuple[list[Deed], list[int]]:
        """What was done up to now, in order of time, and which requests were called for the first time."""
        deeds: list[Deed] = []
        first: list[int] = []
        while self._again and self._again[0][0] <= now:
            _, row, seller = heappop(self._again)
            self._queues[seller].appendleft(row)
        for seller, queue in enumerate(self._queues):
            if not queue or not self._is_there(seller, now):
                continue
            while queue and self._free[seller] <= now:
                row = queue.popleft()
                if row not in self._tries:
                    first.append(row)
                self._call(row, seller, now, deeds)
        while self._coming and self._coming[0].at <= now:
            deeds.append(heappop(self._coming))
        deeds.sort()
        return deeds, first

    def _is_there(self, seller: int, now: int) -> bool:
        hours = self._hours[seller]
        at = int(np.searchsorted(hours.starts, now, side="right")) - 1
        return at >= 0 and now < hours.ends[at]

    def _call(self, row: int, seller: int, now: int, deeds: list[Deed]) -> None:
        world, number = self._world, self._tries.get(row, 0)
        self._tries[row] = number + 1
        day = int(world.asked.day[row])
        shift = world.cast.sellers[seller].closes - world.cast.sellers[seller].opens
        useful = 1 - min(float(world.dials.levels[Dial.NONCORE_HOURS][day, seller]) / shift, 0.95)
        begins = max(self._free[seller], now - 15 * 60)
        if self._answers[row, number] < world.dials.of_company(Dial.ANSWERED)[day]:
            deeds.append(Deed(now, What.CALL, row, seller, _TALK))
            deeds.append(Deed(now, What.TALK, row, seller))
            self._decide(row, seller, now)
            self._free[seller] = begins + self._takes[row] / useful
            return
        deeds.append(Deed(now, What.CALL, row, seller))
        self._free[seller] = begins + _IN_VAIN / useful
        if number + 1 < world.scenario.calls.attempts:
            heappush(self._again, (now + int(world.scenario.calls.gap_hours * HOUR), row, seller))
        else:
            heappush(self._coming, Deed(now + DAY, What.LOST, row, seller))

    def _decide(self, row: int, seller: int, now: int) -> None:
        """The client makes up their mind: as the world has it, after so long a wait, with this seller."""
        world = self._world
        klass, day = int(world.asked.klass[row]), int(world.asked.day[row])
        sale, waiting = world.scenario.sale, world.scenario.waiting
        half_life = (waiting.A, waiting.B, waiting.C, waiting.C)[klass]
        hours = (now - int(world.asked.created[row])) / HOUR
        left = waiting.floor + (1 - waiting.floor) * 2 ** (-hours / half_life)
        skill = float(world.dials.levels[Dial.SKILL][day, seller]) * float(world.dials.of_company(Dial.WIN)[day])
        chance = min((sale.A, sale.B, sale.C, 0.0)[klass] * left * skill, 0.95)
        if self._buys[row] >= chance:
            heappush(self._coming, Deed(now + int(DAY * self._patience[row]) + HOUR, What.LOST, row, seller))
            return
        won, amount = now + int(DAY * self._days[row]), float(world.outcome.amount[row])
        heappush(self._coming, Deed(won, What.WON, row, seller, amount))
        later = int(DAY * float(world.dials.of_company(Dial.PAYMENT_DAYS)[day]))
        heappush(self._coming, Deed(won + later, What.PAID, row, seller, amount))
