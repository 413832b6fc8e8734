"""The figures of a company day by day, and what the planted causes make of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from tandem.simulation.rules import Floats
from tandem.simulation.scenario.cast import Cast
from tandem.simulation.scenario.checking import OF_CAMPAIGNS, OF_SELLERS, SHARES
from tandem.simulation.scenario.file_format import Cause, Dial, Scenario


@dataclass(frozen=True, slots=True)
class Planted:
    """A cause as it came to be in one world: days from the first, ``of`` the places of whom it concerns."""

    cause: Cause
    since: int
    until: int
    of: tuple[int, ...]
    #: The figure of the day before, and of the first day; means of those concerned.
    before: float
    after: float


@dataclass(frozen=True, slots=True)
class Dials:
    """By dial one row a day; its columns are campaigns, sellers, or the one company."""

    levels: Mapping[Dial, Floats]
    planted: tuple[Planted, ...]

    def of_company(self, dial: Dial) -> Floats:
        """A dial that is one for the whole company, by day."""
        return np.asarray(self.levels[dial][:, 0], dtype=float)


def turn(scenario: Scenario, cast: Cast, *, seed: int, causes: bool = True) -> Dials:
    """The dials of a world. Without ``causes`` they stay where they are: what would have been."""
    levels = {dial: np.repeat(start[None, :], scenario.days, axis=0) for dial, start in _starts(scenario, cast).items()}
    planted = []
    for number, cause in enumerate(scenario.cause if causes else ()):
        # Of each cause its own stream: another cause beside it moves none of them.
        rng = np.random.default_rng((seed, 7, number))
        since = int(rng.integers(cause.since, (cause.latest or cause.since) + 1))
        if since >= scenario.days:
            continue  # A world that ends sooner has not lived to see it.
        until = scenario.days if cause.days is None else min(since + cause.days, scenario.days)
        of = _concerned(cause, cast, rng)
        level = levels[cause.dial]
        before = float(level[since, of].mean())
        level[since:until, of] = _turned(cause, level[since:until, of])
        after = float(level[since, of].mean())
        if cause.dial is Dial.CAMPAIGN_SHARE:
            _make_room(level[since:until], of)
        planted.append(Planted(cause, since, until, tuple(of), before, after))
    return Dials(levels, tuple(planted))


def _starts(scenario: Scenario, cast: Cast) -> dict[Dial, Floats]:
    """Where every dial stands at first."""
    one = {
        Dial.TRAFFIC: 1.0,
        Dial.TRANSFER_HOURS: scenario.work.transfer_hours,
        Dial.HANDLING_MINUTES: scenario.work.handling_minutes,
        Dial.ANSWERED: scenario.calls.answered,
        Dial.WIN: 1.0,
        Dial.CHECK: scenario.prices.check,
        Dial.DISCOUNT: scenario.prices.discount,
        Dial.PAYMENT_DAYS: scenario.payments.days,
        Dial.STRICTER: 0.0,
        Dial.GAMED: 0.0,
    }
    campaigns = {
        Dial.CAMPAIGN_SHARE: [each.share for each in cast.campaigns],
        Dial.TARGET_SHARE: [each.target_share for each in cast.campaigns],
        Dial.COST_PER_LEAD: [each.cost_per_lead for each in cast.campaigns],
    }
    sellers = {
        Dial.SKILL: [each.skill for each in cast.sellers],
        Dial.NONCORE_HOURS: [scenario.work.noncore * (each.closes - each.opens) for each in cast.sellers],
    }
    return {dial: np.asarray(value, dtype=float).reshape(-1) for dial, value in (one | campaigns | sellers).items()}


def _concerned(cause: Cause, cast: Cast, rng: np.random.Generator) -> list[int]:
    if cause.dial not in OF_CAMPAIGNS | OF_SELLERS:
        return [0]
    if cause.dial in OF_CAMPAIGNS:
        among = [(each.name, each.share) for each in cast.campaigns]
    else:
        among = [(each.name, each.weight) for each in cast.sellers]
    if cause.of:
        return [at for at, (name, _) in enumerate(among) if name in cause.of]
    if cause.largest is not None:
        weights = [weight for _, weight in among]
        return sorted(int(at) for at in np.argsort(-np.asarray(weights), kind="stable")[: cause.largest])
    if cause.drawn is not None:
        return sorted(int(at) for at in rng.choice(len(among), size=min(cause.drawn, len(among)), replace=False))
    return list(range(len(among)))


def _turned(cause: Cause, level: Floats) -> Floats:
    if cause.to is not None:
        found = np.full_like(level, cause.to)
    elif cause.times is not None:
        found = level * cause.times
    else:
        found = level + (cause.plus or 0.0)
    return np.asarray(np.clip(found, 0.0, 1.0 if cause.dial in SHARES else None), dtype=float)


def _make_room(shares: Floats, of: list[int]) -> None:
    """The other campaigns share what is left, in the proportions they had."""
    others = [at for at in range(shares.shape[1]) if at not in of]
    left = np.maximum(1 - shares[:, of].sum(axis=1, keepdims=True), 0)
    now = shares[:, others].sum(axis=1, keepdims=True)
    shares[:, others] *= np.divide(left, now, out=np.zeros_like(left), where=now > 0)
