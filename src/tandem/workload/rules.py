"""Capacity of a team that answers leads: the useful part of its time, how full it is, and what waiting that means.

Pure. Useful time is what is left of a shift after work that is no selling and after interruptions, each of which costs
its minutes and those of finding back. A team that answers whoever came first is a queue with several servers; the
chance to wait and the mean wait are Erlang's (Erlang 1917, as in Gross, Shortle et al., "Fundamentals of Queueing
Theory", 2018). Real days are less regular than the model's, so that its waits are rather too short than too long.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite

#: Above it waits grow faster than the load; what a team should not plan to exceed.
NEAR_FULL = 0.85


@dataclass(frozen=True, slots=True)
class Day:
    """A seller's day in minutes: the shift, work that is no selling, interruptions a day and what each costs."""

    gross: float
    noncore: float = 0.0
    interruptions: float = 0.0
    interruption_minutes: float = 5.0
    switching_minutes: float = 0.0

    @property
    def useful(self) -> float:
        """Minutes left for leads, never below none."""
        lost = self.noncore + self.interruptions * (self.interruption_minutes + self.switching_minutes)
        return max(self.gross - lost, 0.0)


@dataclass(frozen=True, slots=True)
class Load:
    """How full a team is: ``demand`` minutes a day that leads take against ``capacity`` useful ones.

    ``waits`` is the chance that a client waits at all, ``wait`` the mean wait in useful minutes; None where the team
    cannot keep up, for then the wait has no end.
    """

    demand: float
    capacity: float
    waits: float | None
    wait: float | None

    @property
    def full(self) -> float | None:
        """The part of the capacity that leads take; None without any capacity."""
        return self.demand / self.capacity if self.capacity else None

    @property
    def overloaded(self) -> bool:
        """Whether more comes in than can be done."""
        return self.demand >= self.capacity


def load_of(*, leads_a_day: float, minutes_a_lead: float, sellers: int, day: Day) -> Load:
    """The load of ``sellers`` alike whose days are ``day``."""
    demand, capacity = leads_a_day * minutes_a_lead, sellers * day.useful
    if capacity <= 0 or demand >= capacity:
        return Load(demand, max(capacity, 0.0), None, None)
    offered = demand / day.useful
    chance = erlang_c(sellers, offered)
    return Load(demand, capacity, chance, chance * minutes_a_lead / (sellers - offered))


def erlang_c(servers: int, offered: float) -> float:
    """The chance to wait, of work ``offered`` (in servers kept busy, below their number) to ``servers`` in one queue.

    By the recursion of Erlang's loss formula, which neither overflows nor loses digits.
    """
    if servers < 1 or offered < 0 or not isfinite(offered):
        raise ValueError(f"no such queue: {servers} servers, {offered} offered")
    if offered >= servers:
        return 1.0
    blocked = 1.0
    for number in range(1, servers + 1):
        blocked = offered * blocked / (number + offered * blocked)
    return servers * blocked / (servers - offered * (1 - blocked))


def sellers_needed(*, leads_a_day: float, minutes_a_lead: float, day: Day, full: float = NEAR_FULL) -> int | None:
    """How many sellers keep the load at ``full`` at most; None where nobody has a useful minute."""
    if day.useful <= 0:
        return None
    wanted = leads_a_day * minutes_a_lead / (day.useful * full)
    return max(int(wanted) + (wanted > int(wanted)), 1)
