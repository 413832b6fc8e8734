"""What sellers get to: each works through their requests in the order they came, in the hours they are there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import numpy as np

from tandem.simulation.rules import DAY, HOUR, NEVER, Floats, Ints, OpenHours, is_holiday
from tandem.simulation.scenario.asking import Asked
from tandem.simulation.scenario.cast import Cast
from tandem.simulation.scenario.dials import Dials
from tandem.simulation.scenario.file_format import Dial, Scenario

#: The calendars run on, so that what begins at the end of the world has a time.
_BEYOND = 90
#: Who is rung up while at work answers so often.
_PICKS_UP = 0.85


@dataclass(frozen=True, slots=True)
class Handled:
    """One row a request: whose it is, when it was begun with, each try to call, and the first talk; NEVER if not."""

    seller: Ints
    handed: Ints
    begun: Ints
    tries: Ints
    contact: Ints
    called_in: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]


def shifts(scenario: Scenario, cast: Cast) -> list[OpenHours]:
    """When each seller is there: workdays without holidays and absences."""
    found = []
    for seller in cast.sellers:
        away = [(each.first_day, each.last_day) for each in scenario.absence if each.seller == seller.name]
        opens, closes = int(seller.opens * HOUR), int(seller.closes * HOUR)
        found.append(
            OpenHours.of(
                [
                    (number * DAY + opens, number * DAY + closes)
                    for number in range(scenario.days + _BEYOND)
                    if _is_workday(scenario, number) and not any(first <= number <= last for first, last in away)
                ]
            )
        )
    return found


def _is_workday(scenario: Scenario, number: int) -> bool:
    day = scenario.scenario.start + timedelta(days=number)
    return day.weekday() < 5 and not is_holiday(day)


def handle(
    scenario: Scenario, cast: Cast, dials: Dials, asked: Asked, hours: list[OpenHours], rng: np.random.Generator
) -> Handled:
    """Deal the requests as a company without rules does, by chance among those present, and call."""
    dealing, working, calling = rng.spawn(3)
    rows = len(asked)
    handed = asked.created + np.asarray(HOUR * dials.of_company(Dial.TRANSFER_HOURS)[asked.day], dtype=np.int64)
    seller = _dealt(cast, hours, handed, dealing)
    takes = _minutes(scenario, dials, asked, seller, cast, working)
    waits = 60 * np.array([each.pace for each in cast.sellers])[seller] * working.lognormal(0, 0.9, rows)
    begun = np.full(rows, NEVER)
    for at, own in enumerate(hours):
        mine = np.flatnonzero(seller == at)
        begun[mine] = _in_turn(own, handed[mine], waits[mine], takes[mine], scenario.work.patience_hours * HOUR)
    there = np.zeros(rows, dtype=bool)
    for at, own in enumerate(hours):
        mine = seller == at
        there[mine] = own.after(asked.created[mine], np.zeros(int(mine.sum()), dtype=np.int64)) == asked.created[mine]
    called_in = asked.by_phone & there & (calling.random(rows) < _PICKS_UP)
    begun = np.where(called_in, asked.created, begun)
    tries = _tries(scenario, hours, seller, begun, calling)
    answers = calling.random(tries.shape) < dials.of_company(Dial.ANSWERED)[asked.day][:, None]
    answers &= tries < NEVER
    answers[:, 0] |= called_in
    first = answers.argmax(axis=1)
    contact = np.where(answers.any(axis=1), tries[np.arange(rows), first], NEVER)
    return Handled(seller, handed, begun, np.where(tries <= contact[:, None], tries, NEVER), contact, called_in)


def _dealt(cast: Cast, hours: list[OpenHours], handed: Ints, rng: np.random.Generator) -> Ints:
    """A seller for each, by weight among those who are the first to be there again."""
    nothing = np.zeros_like(handed)
    comes = np.stack([own.after(handed, nothing) // DAY for own in hours], axis=1)
    present = comes == comes.min(axis=1, keepdims=True)
    weights = np.where(present, np.array([each.weight for each in cast.sellers]), 0.0)
    edges = np.cumsum(weights, axis=1)
    drawn = rng.random(len(handed)) * edges[:, -1]
    return np.asarray((drawn[:, None] >= edges).sum(axis=1), dtype=np.int64)


def _minutes(
    scenario: Scenario, dials: Dials, asked: Asked, seller: Ints, cast: Cast, rng: np.random.Generator
) -> Floats:
    """Seconds of the shift that each takes, other work between included."""
    work, rows = scenario.work, len(asked)
    usual = np.where(asked.klass <= 2, dials.of_company(Dial.HANDLING_MINUTES)[asked.day], work.short_minutes)
    spread = rng.lognormal(-(work.handling_spread**2) / 2, work.handling_spread, rows)
    # Of those whom an average seller would sell to at once; who waited and went costs no more than a talk.
    chances = np.array([scenario.sale.A, scenario.sale.B, scenario.sale.C, 0.0])
    minutes = usual * spread + np.where(rng.random(rows) < chances[asked.klass], work.win_minutes, 0.0)
    shift = np.array([each.closes - each.opens for each in cast.sellers])[seller]
    noncore = np.clip(dials.levels[Dial.NONCORE_HOURS][asked.day, seller] / shift, 0.0, 0.95)
    return np.asarray(60 * minutes / (1 - noncore), dtype=float)


def _in_turn(own: OpenHours, handed: Ints, waits: Floats, takes: Floats, patience: float) -> Ints:
    """When each is begun with; what has waited longer than ``patience`` seconds of the shift is forgotten."""
    free = 0.0
    begun: list[float] = []
    arrived = own.elapsed(handed).astype(float)
    order = np.argsort(handed, kind="stable")
    for came, wait, take in zip(arrived[order].tolist(), waits[order].tolist(), takes[order].tolist(), strict=True):
        start = max(came + wait, free)
        if start - came > patience:
            begun.append(-1.0)
            continue
        begun.append(start)
        free = max(free, came) + take
    at = np.empty(len(begun))
    at[order] = begun
    moments = own.after(handed, np.maximum(at - arrived, 0).astype(np.int64))
    return np.asarray(np.where(at < 0, NEVER, moments), dtype=np.int64)


def _tries(scenario: Scenario, hours: list[OpenHours], seller: Ints, begun: Ints, rng: np.random.Generator) -> Ints:
    """The moments of the calls that would be made."""
    calls = scenario.calls
    gaps = HOUR * calls.gap_hours * rng.lognormal(0, 0.4, (len(begun), calls.attempts))
    tries = np.full((len(begun), calls.attempts), NEVER)
    tries[:, 0] = begun
    for at, own in enumerate(hours):
        mine = np.flatnonzero((seller == at) & (begun < NEVER))
        moment = begun[mine]
        for number in range(1, calls.attempts):
            later = own.after(np.minimum(moment, own.ends[-1]), gaps[mine, number].astype(np.int64))
            moment = np.where(moment < NEVER, later, NEVER)
            tries[mine, number] = moment
    return tries
