"""What another rule would have done with leads of the past: dealt again one by one, handled by simulated sellers.

Pure. A seller handles leads in the order in which they were given, in their own working time, of which ``useful`` is
for leads; a lead takes the minutes the agreement reckons with. It tells who would have got how much and how long
clients would have waited for somebody to begin; that buyers would have bought the same is not claimed.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from statistics import median, quantiles
from zoneinfo import ZoneInfo

from tandem.basics.working_time import WorkingCalendar
from tandem.handover.dealing_rules import Asking, Candidate, Presence, Terms, Why, deal

#: A lead that waits for a shift is asked for again a moment after one begins.
_MOMENT = 1 / 60
#: Leads wait at most so long for a shift that a calendar promises.
_LONGEST = timedelta(days=31)


@dataclass(frozen=True, slots=True)
class Worker:
    """A seller as the simulation knows them."""

    seller_id: int
    calendar: WorkingCalendar
    share: float
    strength: float
    skills: Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class PastLead:
    """A lead of the past: when it came, whose it was, and what it asks for."""

    at: datetime
    client_id: int
    asking: Asking


@dataclass(slots=True)
class Share:
    """What one seller would have had: leads, their minutes and expected value, and the waits in working minutes."""

    leads: int = 0
    minutes: float = 0.0
    value: float = 0.0
    come_true: float = 0.0
    waits: list[float] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Outcome:
    """Shares by seller; leads that fit nobody, and those given to somebody who was full. Waits are working minutes."""

    shares: Mapping[int, Share]
    nobody: int
    overloaded: int

    @property
    def value(self) -> float:
        """The expected value that sellers make come true."""
        return sum(each.come_true for each in self.shares.values())

    def wait(self, part: float, seller_id: int | None = None) -> float | None:
        """The wait that ``part`` of the leads do not exceed."""
        waits = [each for pk, share in self.shares.items() if seller_id in (None, pk) for each in share.waits]
        if not waits:
            return None
        if part == 0.5 or len(waits) == 1:
            return median(waits)
        return quantiles(waits, n=100, method="inclusive")[round(part * 100) - 1]


@dataclass(slots=True)
class _State:
    free_at: datetime
    today: date | None = None
    day_minutes: float = 0.0
    month: date | None = None
    month_value: float = 0.0


def simulate(
    leads: Sequence[PastLead],
    workers: Sequence[Worker],
    terms: Terms,
    *,
    usual: WorkingCalendar,
    useful: float,
    zone: ZoneInfo,
    seed: int,
) -> Outcome:
    """Deal the leads in their order; ``usual`` is the calendar in which waits are counted, ``useful`` as agreed."""
    shares: dict[int, Share] = defaultdict(Share)
    if not leads:
        return Outcome(shares, 0, 0)
    states = {each.seller_id: _State(leads[0].at) for each in workers}
    by_id = {each.seller_id: each for each in workers}
    owners: dict[int, int] = {}
    events = [(each.at, number, each) for number, each in enumerate(leads)]
    heapq.heapify(events)
    nobody = overloaded = 0
    while events:
        now, number, lead = heapq.heappop(events)
        asking = replace(lead.asking, own=owners.get(lead.client_id, lead.asking.own))
        pool = [_candidate(each, states[each.seller_id], now, useful, zone) for each in workers]
        (given,) = deal([asking], pool, terms, seed=seed)
        if given.seller_id is None:
            opens = _next_shift(workers, now) if given.why is Why.WAITS else None
            if opens is None or opens - lead.at > _LONGEST:
                nobody += 1
            else:
                heapq.heappush(events, (opens, number, lead))
            continue
        overloaded += given.why is Why.OVERLOADED
        owners[lead.client_id] = given.seller_id
        _hand(lead, by_id[given.seller_id], states[given.seller_id], shares[given.seller_id], now, usual, useful)
    return Outcome(shares, nobody, overloaded)


def _candidate(worker: Worker, state: _State, now: datetime, useful: float, zone: ZoneInfo) -> Candidate:
    today = now.astimezone(zone).date()
    if state.today != today:
        state.today, state.day_minutes = today, 0.0
    if state.month != today.replace(day=1):
        state.month, state.month_value = today.replace(day=1), 0.0
    midnight = datetime.combine(today, time(), zone)
    month = midnight.replace(day=1)
    waiting = max(worker.calendar.minutes_between(now, state.free_at), 0.0) if state.free_at > now else 0.0
    return Candidate(
        seller_id=worker.seller_id,
        presence=Presence.HERE if worker.calendar.is_open(now) else Presence.OFF_SHIFT,
        minutes=worker.calendar.minutes_between(month, now) * worker.share,
        capacity=worker.calendar.minutes_between(midnight, midnight + timedelta(days=1)) * worker.share * useful,
        waiting=waiting * useful,
        today=state.day_minutes,
        value=state.month_value,
        strength=worker.strength,
        skills=worker.skills,
    )


def _hand(
    lead: PastLead, worker: Worker, state: _State, share: Share, now: datetime, usual: WorkingCalendar, useful: float
) -> None:
    begins = max(now, state.free_at)
    state.free_at = worker.calendar.add_minutes(begins, lead.asking.minutes / useful)
    state.day_minutes += lead.asking.minutes
    state.month_value += lead.asking.value
    share.leads += 1
    share.minutes += lead.asking.minutes
    share.value += lead.asking.value
    share.come_true += lead.asking.value * worker.strength
    share.waits.append(max(usual.minutes_between(lead.at, begins), 0.0))


def _next_shift(workers: Sequence[Worker], now: datetime) -> datetime | None:
    """When the next of them comes; None when nobody ever does."""
    opens = [each.calendar.add_minutes(now, _MOMENT) for each in workers]
    return min(opens, default=None)
