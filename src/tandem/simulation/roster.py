"""Who works when, and whose a request is."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

import numpy as np

from tandem.simulation.arrivals import DAYS, Requests
from tandem.simulation.company import Company
from tandem.simulation.rules import DAY, NEVER, Ints, OpenHours, is_holiday, open_hours
from tandem.simulation.truth import Truth

CALENDAR_DAYS: Final = DAYS + 60
"""The calendars run on after the year, so that what is planned at its end has a time."""


def make_roster(company: Company, truth: Truth) -> list[OpenHours]:
    """Open hours of each seller: workdays, days of duty by turns, no leave."""
    days = CALENDAR_DAYS
    weekends = [
        truth.start + timedelta(days=number)
        for number in range(days)
        if (truth.start + timedelta(days=number)).weekday() >= 5
        and truth.start + timedelta(days=number) < truth.weekends.since
    ]
    sellers = len(company.sellers)
    hours = []
    for index, one in enumerate(company.sellers):
        duty = frozenset(
            day
            for turn, day in enumerate(weekends)
            if index in ((2 * turn) % sellers, (2 * turn + 1) % sellers) and not is_holiday(day)
        )
        away: tuple[date, date] | None = None
        if one.person.name == truth.leave.seller:
            away = (truth.leave.first, truth.leave.last)
        hours.append(open_hours(start=truth.start, days=days, opens=one.opens, closes=one.closes, away=away, duty=duty))
    return hours


def assign(
    company: Company, roster: list[OpenHours], requests: Requests, rng: np.random.Generator
) -> tuple[Ints, Ints]:
    """The seller of each request among those present when somebody next is, and that moment."""
    picked_up = np.min([hours.after(requests.created, np.zeros_like(requests.created)) for hours in roster], axis=0)
    day = picked_up // DAY
    weights = np.zeros((len(requests), len(roster)))
    for index, hours in enumerate(roster):
        weights[:, index] = np.isin(day, hours.starts // DAY) * company.sellers[index].weight
    edges = np.cumsum(weights / weights.sum(axis=1, keepdims=True), axis=1)[:, :-1]
    seller = np.asarray((rng.random((len(requests), 1)) >= edges).sum(axis=1), dtype=np.int64)
    # Whoever asked before goes back to the same seller, if present.
    last: dict[int, int] = {}
    for row, client in enumerate(requests.client.tolist()):
        known = last.get(client)
        if known is not None and weights[row, known] > 0:
            seller[row] = known
        last[client] = int(seller[row])
    return seller, np.asarray(picked_up, dtype=np.int64)


def snapped(roster: list[OpenHours], seller: Ints, moment: Ints, rng: np.random.Generator) -> Ints:
    """The first such moment when the seller works, some minutes into it; NEVER stays NEVER."""
    minutes = rng.exponential(35 * 60, len(moment)).astype(np.int64)
    snapped = np.full(len(moment), NEVER)
    for index, hours in enumerate(roster):
        mine = seller == index
        snapped[mine] = hours.after(moment[mine], minutes[mine])
    return snapped
