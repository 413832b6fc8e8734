"""What is wrong with the data, said before anybody is: each fault names what it leaves without a verdict. Pure."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from tandem.diagnosis.rules.decomposition_factors import (
    ANSWER,
    CHECK,
    DISCOUNT,
    HANDOVER,
    LEAD_RATE,
    MIX,
    PROCESSED,
    TARGET,
    TRAFFIC,
)
from tandem.diagnosis.rules.twice import Closing
from tandem.diagnosis.rules.verdict import FEWEST_DAYS, FEWEST_SALES

type Floats = NDArray[np.float64]
type Ints = NDArray[np.int64]

#: Days without a single contact that are a hole in the call data and no holiday, where contacts are usual; on so many
#: of them somebody works by the calendar.
_HOLE_DAYS, _HOLE_WORKING_DAYS = 4, 2
_USUAL_CONTACTS = 3.0
#: Days that the spend table may lag behind leads.
_SPEND_LAG = 3
#: The part of leads that are of people of the other period, of money that is still to come, or that no lead brought.
_SAME_PEOPLE, _TO_COME, _WITHOUT_LEAD = 0.2, 0.5, 0.2
#: Days at the end in which so many times more leads came than before are a burst.
_BURST_DAYS, _BURST = 14, 1.6
#: By how much the part of requests that came twice may differ between two periods that are compared.
_TWICE = 0.05
#: By how many standard errors, and by which part of all, fewer deals are closed in time where they are said to stand.
_STANDING, _STANDING_PART = 4.0, 0.15


class FaultKey(StrEnum):
    """Kinds of faults, the gravest first."""

    NO_LEADS = "no_leads"
    REDEFINED = "redefined"
    SHORT = "short"
    SAME_PEOPLE = "same_people"
    ASKED_TWICE = "asked_twice"
    NO_SALES = "no_sales"
    FEW_SALES = "few_sales"
    CALLS_MISSING = "calls_missing"
    WITHOUT_LEAD = "without_lead"
    YOUNG = "young"
    STANDING = "standing"
    SPEND_LATE = "spend_late"
    SPEND_HOLE = "spend_hole"
    #: No fault that blocks anything, and yet to be known first.
    BURST = "burst"
    PAID_LATER = "paid_later"
    HUGE = "huge"
    HUGE_EARLIER = "huge_earlier"


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault; ``blocks`` are the bars without a verdict because of it, ``everything`` all of them.

    ``first`` and ``last`` are the numbers of the days it concerns, ``numbers`` what its sentence tells.
    """

    key: FaultKey
    blocks: frozenset[str] = frozenset()
    everything: bool = False
    first: int | None = None
    last: int | None = None
    numbers: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Seen:
    """What the search for faults looks at.

    ``leads``, ``sales`` of both periods; ``versions`` whether leads were judged by definitions that differ; ``people``
    the part of the later period's leads that are of people of the earlier; ``contacts`` by day from ``first_day`` on,
    over both periods and what lies between; ``contacted_days`` which of those days belong to a period and
    ``working_days`` on which of them somebody works;
    ``spend_until`` the last day of spend, None without spend in the earlier period; ``to_come`` the part of what the
    later period's leads bring that is not paid yet; ``without`` the part of money that no lead brought; ``daily`` leads
    by day of the later period; ``huge`` deals set apart, ``huge_earlier`` sums of that kind from leads of other days,
    and ``stages`` the keys of the stages.
    """

    leads: tuple[float, float]
    sales: tuple[float, float]
    days: tuple[int, int]
    redefined: bool
    people: float
    contacts: Floats
    first_day: int
    contacted_days: NDArray[np.bool_]
    working_days: NDArray[np.bool_]
    spend_until: int | None
    last_day: int
    to_come: float
    without: float
    daily: Floats
    huge: int
    stages: tuple[str, ...]
    #: The part of each period's requests that are another of the same person's within a day.
    twice: tuple[float, float] = (0.0, 0.0)
    closing: Closing | None = None
    #: How many of the deals sold were paid in time.
    paying: Closing | None = None
    #: The first and last day on which requests came of a channel whose clicks are missing.
    clicks_missing: tuple[int, int] | None = None
    huge_earlier: int = 0


def faults(seen: Seen) -> tuple[Fault, ...]:
    """All faults found, the gravest first."""
    found: list[Fault] = []
    selling = frozenset({*seen.stages[1:], CHECK, DISCOUNT})
    if min(seen.leads) == 0:
        counts = {"before": seen.leads[0], "after": seen.leads[1]}
        return (Fault(FaultKey.NO_LEADS, everything=True, numbers=counts),)
    if seen.redefined:
        found.append(Fault(FaultKey.REDEFINED, everything=True))
    if min(seen.days) < FEWEST_DAYS:
        found.append(Fault(FaultKey.SHORT, everything=True, numbers={"days": min(seen.days), "needed": FEWEST_DAYS}))
    if seen.people > _SAME_PEOPLE:
        found.append(Fault(FaultKey.SAME_PEOPLE, everything=True, numbers={"share": seen.people}))
    if abs(seen.twice[1] - seen.twice[0]) > _TWICE:
        counted = frozenset({TRAFFIC, MIX, LEAD_RATE, TARGET, PROCESSED, HANDOVER, ANSWER, *seen.stages[1:]})
        numbers = {"was": seen.twice[0], "share": seen.twice[1]}
        found.append(Fault(FaultKey.ASKED_TWICE, counted, numbers=numbers))
    sales = min(seen.sales)
    if sales < FEWEST_SALES:
        key = FaultKey.NO_SALES if sales == 0 else FaultKey.FEW_SALES
        numbers = {"before": seen.sales[0], "after": seen.sales[1], "needed": FEWEST_SALES}
        found.append(Fault(key, everything=True, numbers=numbers | _longer(seen)))
    found += _hole(seen)
    if seen.without > _WITHOUT_LEAD:
        found.append(Fault(FaultKey.WITHOUT_LEAD, selling, numbers={"share": seen.without}))
    if seen.to_come > _TO_COME:
        found.append(Fault(FaultKey.YOUNG, selling, numbers={"share": seen.to_come}))
    if _slower(seen.closing):
        found.append(Fault(FaultKey.STANDING, frozenset(seen.stages[1:]), numbers=_in_time(seen.closing)))
    if seen.spend_until is not None and seen.spend_until < seen.last_day - _SPEND_LAG:
        found.append(Fault(FaultKey.SPEND_LATE, frozenset({LEAD_RATE}), first=seen.spend_until + 1, last=seen.last_day))
    elif seen.clicks_missing is not None:
        found.append(Fault(FaultKey.SPEND_HOLE, first=seen.clicks_missing[0], last=seen.clicks_missing[1]))
    if _slower(seen.paying):
        found.append(Fault(FaultKey.PAID_LATER, numbers=_in_time(seen.paying)))
    apart = ((FaultKey.HUGE, seen.huge), (FaultKey.HUGE_EARLIER, seen.huge_earlier))
    return (*found, *_burst(seen), *(Fault(key, numbers={"deals": deals}) for key, deals in apart if deals))


def _slower(held: Closing | None) -> bool:
    return held is not None and held.slowed > _STANDING and held.closed[0] - held.closed[1] > _STANDING_PART


def _in_time(held: Closing | None) -> dict[str, float]:
    return {} if held is None else {"was": held.closed[0], "share": held.closed[1], "days": held.days}


def _longer(seen: Seen) -> dict[str, float]:
    """How long a period holds sales enough at the slower pace of the two, or at that of both where one sold nothing.

    An upper bound: the newest leads may yet buy. Nothing, where nothing was ever sold.
    """
    paces = [sold / days for sold, days in zip(seen.sales, seen.days, strict=True)]
    pace = min(paces) or sum(seen.sales) / sum(seen.days)
    return {"longer": max(math.ceil(FEWEST_SALES / pace), max(seen.days) + 1)} if pace else {}


def _hole(seen: Seen) -> list[Fault]:
    """The longest run of days of a period without any contact, where contacts are usual."""
    within = seen.contacts[seen.contacted_days]
    if not len(within) or within.mean() < _USUAL_CONTACTS:
        return []
    best, run, working, end = 0, 0, 0, 0
    days = zip(seen.contacts, seen.contacted_days, seen.working_days, strict=True)
    for at, (count, of_period, works) in enumerate(days):
        silent = bool(of_period and count == 0)
        run, working = (run + 1, working + bool(works)) if silent else (0, 0)
        # Between the years nobody calls for eight days and more, and nothing is missing.
        if run > best and working >= _HOLE_WORKING_DAYS:
            best, end = run, at
    if best < _HOLE_DAYS:
        return []
    first = seen.first_day + end - best + 1
    blocks = frozenset({PROCESSED, ANSWER, *seen.stages[1:]})
    return [Fault(FaultKey.CALLS_MISSING, blocks, first=first, last=seen.first_day + end, numbers={"days": best})]


def _burst(seen: Seen) -> list[Fault]:
    """Many more leads at the end of the later period: they could not buy yet, and no share may be taken of them."""
    if len(seen.daily) < 2 * _BURST_DAYS:
        return []
    lately, before = float(seen.daily[-_BURST_DAYS:].mean()), float(seen.daily[:-_BURST_DAYS].mean())
    if before <= 0 or lately < _BURST * before:
        return []
    return [Fault(FaultKey.BURST, numbers={"times": lately / before, "days": _BURST_DAYS})]


def blocked(found: tuple[Fault, ...], bars: tuple[str, ...]) -> frozenset[str]:
    """The bars of which nothing may be said."""
    if any(fault.everything for fault in found):
        return frozenset(bars)
    return frozenset().union(*(fault.blocks for fault in found)) & frozenset(bars)
