"""Eleven sellers who take leads one after the other: the firm before, newest first, and Tandem's engine in its place.

Events in office minutes on a heap. An arm differs from another only in which waiting lead a free seller takes, and in
whether a talk may end after the questions.
"""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Protocol

import numpy as np

from bench.carrier_world import FIRST_DAY, FROZEN, SELLERS, Floats, Leads, Luck, World, calendar_of, office_of

GIVEN_UP = FROZEN["firm"]["given_up_after_days"] * 1440.0


class Picking(Protocol):
    """How leads find their seller."""

    def come(self, leads: Sequence[int], office: float) -> None:
        """Leads that have just become visible, by their numbers."""
        ...

    def take(self, seller: int, office: float, now: float) -> int | None:
        """The next lead of a free seller, ``now`` being the minute of the calendar; None: nobody waits."""
        ...

    def ends_early(self, lead: int, seller: int, now: float) -> bool:
        """Whether the talk ends after the questions are asked."""
        ...


@dataclass
class Pool:
    """One list for all: at random, newest first, or a coin for each pick."""

    luck: Luck
    leads: Leads
    order: str
    waiting: list[int] = field(default_factory=list)
    chance: Random = field(default_factory=lambda: Random(3))

    def come(self, leads: Sequence[int], office: float) -> None:
        """Put them to the others."""
        self.waiting += [each for each in leads if self.leads.exists[each]]

    def take(self, seller: int, office: float, now: float) -> int | None:
        """By the firm's habit; who has waited too long is closed."""
        while self.waiting:
            newest = self.order == "newest first" or (self.order == "half newest" and self.chance.random() < 0.5)
            at = len(self.waiting) - 1 if newest else int(self.chance.random() * len(self.waiting))
            lead = self.waiting.pop(at)
            if now - self.luck.captured[lead] <= GIVEN_UP:
                return lead
        return None

    def ends_early(self, lead: int, seller: int, now: float) -> bool:
        """Nobody asks: every talk is a whole one."""
        return False


@dataclass
class Firm:
    """The sellers at work, and what came of every lead: ``called`` is the minute of the calendar, NaN for nobody.

    ``promise`` is the chance that a lead had in the end, ``won`` whether it bought; ``seen`` leads have come so far.
    """

    world: World
    luck: Luck
    leads: Leads
    highest: float
    called: Floats = field(init=False)
    promise: Floats = field(init=False)
    won: Floats = field(init=False)
    seller: Floats = field(init=False)
    early: Floats = field(init=False)
    _free: list[tuple[float, int]] = field(init=False)
    seen: int = 0

    def __post_init__(self) -> None:
        """Everybody is free on the first morning."""
        n = len(self.luck.captured)
        self.called = np.full(n, np.nan)
        self.promise, self.won, self.early = np.zeros(n), np.zeros(n), np.zeros(n)
        self.seller = np.full(n, -1.0)
        start = float(office_of(np.array([FIRST_DAY * 1440.0]))[0])
        self._free = [(start, seller) for seller in range(SELLERS)]
        self._prepare()

    def change(self, leads: Leads) -> None:
        """The leads of the months to come are others."""
        self.leads = leads
        self._prepare()

    def _prepare(self) -> None:
        dials, usable = self.world.dials, 1 - self.world.dials["not_core"]
        length = self.luck.numbers["length"]
        self._whole = (dials["minutes"] * np.exp(0.5 * length - 0.125) / usable).tolist()
        self._short, self._win = dials["short_minutes"] / usable, dials["win_minutes"] / usable
        self._chance = self.world.chance_of(self.leads.classes, self.highest).tolist()
        self._half = np.array([dials["half_life_a"], *[dials["half_life_b"]] * 3])[self.leads.classes].tolist()
        self._sale, self._office = self.luck.numbers["sale"].tolist(), self.luck.office.tolist()
        self._captured = self.luck.captured.tolist()

    def until(self, day: float, picking: Picking) -> None:
        """Work until the morning of a day."""
        end = float(office_of(np.array([day * 1440.0]))[0])
        lasting, skill = self.world.dials["lasting"], self.world.skill.tolist()
        while self._free[0][0] < end:
            office, seller = heapq.heappop(self._free)
            first = self.seen
            while self.seen < len(self._office) and self._office[self.seen] <= office:
                self.seen += 1
            if self.seen > first:
                picking.come(range(first, self.seen), office)
            now = calendar_of(office)
            lead = picking.take(seller, office, now)
            if lead is None:
                ahead = self._office[self.seen] if self.seen < len(self._office) else end
                # Whose queue is empty looks again soon: a lead may be dealt to them by then.
                heapq.heappush(self._free, (max(min(ahead, end), office + 1.0), seller))
                continue
            self.called[lead], self.seller[lead] = now, seller
            if picking.ends_early(lead, seller, now):
                self.early[lead] = 1.0
                heapq.heappush(self._free, (office + self._short, seller))
                continue
            hours = (now - self._captured[lead]) / 60
            chance = min(
                self._chance[lead] * (lasting + (1 - lasting) * 2 ** (-hours / self._half[lead])) * skill[seller], 1.0
            )
            self.promise[lead] = chance
            minutes = self._whole[lead]
            if self._sale[lead] < chance:
                self.won[lead] = 1.0
                minutes += self._win
            heapq.heappush(self._free, (office + minutes, seller))
