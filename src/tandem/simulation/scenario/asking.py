"""Who asks in a scenario, when, what they really are, and what they put into the form."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from tandem.simulation.rules import DAY, HOUR, Floats, Ints, hour_weights, is_holiday
from tandem.simulation.scenario.cast import Cast
from tandem.simulation.scenario.dials import Dials
from tandem.simulation.scenario.file_format import Dial, Scenario

type Flags = NDArray[np.bool_]

#: The starter agreement asks for a budget of so many roubles, and a start within so many days.
BUDGET, URGENT = 100_000, 14
#: Days after which somebody may come back as a client who is known.
_COMES_BACK = 20
_MONTH = 30.4


@dataclass(frozen=True, slots=True)
class Known:
    """What somebody knows of need, budget and urgency: -1 of what they do not; roubles and days are whole numbers."""

    need: Ints
    budget: Ints
    starts: Ints


@dataclass(frozen=True, slots=True)
class Asked:
    """One row a request, in order of time; ``created`` in seconds since the world's first midnight.

    ``klass`` is what it really is, a place in GRADES; ``fits`` the target share it was drawn from.
    """

    created: Ints
    day: Ints
    campaign: Ints
    creative: Ints
    segment: Ints
    product: Ints
    client: Ints
    klass: Ints
    by_phone: Flags
    budget: Ints
    starts: Ints
    form: Known

    def __len__(self) -> int:
        return len(self.created)


def ask(scenario: Scenario, cast: Cast, dials: Dials, rng: np.random.Generator) -> Asked:
    """All requests of a world."""
    coming, who, what, forms = rng.spawn(4)
    counts = coming.poisson(expected(scenario, cast, dials, coming))
    day = np.repeat(np.repeat(np.arange(scenario.days), counts.shape[1]), counts.ravel())
    campaign = np.repeat(np.tile(np.arange(counts.shape[1]), scenario.days), counts.ravel())
    created = day * DAY + _second(scenario, day, coming)
    order = np.argsort(created, kind="stable")
    created, day, campaign = created[order], day[order], campaign[order]
    rows = len(created)
    segment = _pick([each.share for each in cast.segments], rows, who)
    product = _pick([each.share for each in cast.products], rows, who)
    klass = _classes(scenario, _fitting(scenario, cast, dials, day, campaign, segment), who)
    budget, starts = _means(scenario, klass, what)
    ads = np.array([max(len(each.creatives), 1) for each in cast.campaigns])
    return Asked(
        created=created,
        day=day,
        campaign=campaign,
        creative=(who.random(rows) * ads[campaign]).astype(np.int64),
        segment=segment,
        product=product,
        client=_clients(created, scenario.arrivals.repeat_share, who),
        klass=klass,
        by_phone=who.random(rows) < np.array([each.by_phone for each in cast.campaigns])[campaign],
        budget=budget,
        starts=starts,
        form=seen(klass, budget, starts, accuracy=scenario.forms.accuracy, asked=scenario.forms.asked, rng=forms),
    )


def expected(scenario: Scenario, cast: Cast, dials: Dials, rng: np.random.Generator) -> Floats:
    """Requests to be expected of each campaign (column) on each day (row); ``rng`` makes some days better."""
    spread = scenario.arrivals.day_spread
    chance = rng.gamma(1 / spread**2, spread**2, scenario.days) if spread else np.ones(scenario.days)
    months = np.arange(scenario.days) / _MONTH
    growth = (1 + scenario.marketing.budget_growth) ** (months * scenario.marketing.elasticity)
    level = liveliness(scenario) * chance * growth * dials.of_company(Dial.TRAFFIC)
    return np.asarray(level[:, None] * dials.levels[Dial.CAMPAIGN_SHARE], dtype=float)


def liveliness(scenario: Scenario) -> Floats:
    """Requests of a day by the calendar alone."""
    arrivals = scenario.arrivals
    days = [scenario.scenario.start + timedelta(days=number) for number in range(scenario.days)]
    return np.array(
        [
            arrivals.leads_a_day
            * arrivals.weekdays[day.weekday()]
            * arrivals.months[day.month - 1]
            * (arrivals.holidays if is_holiday(day) else 1.0)
            for day in days
        ]
    )


def seen(klass: Ints, budget: Ints, starts: Ints, *, accuracy: float, asked: float, rng: np.random.Generator) -> Known:
    """What is understood of the truth: each of the three is asked with one chance and told rightly with another.

    Who tells it wrongly names a sum or a number of days of the other side.
    """
    rows = len(klass)

    def told(true: Flags) -> tuple[Flags, Flags]:
        return rng.random(rows) < asked, true == (rng.random(rows) < accuracy)

    is_asked, need = told(klass <= 2)
    knows_budget, has_budget = told(budget >= BUDGET)
    knows_start, is_urgent = told(starts <= URGENT)
    sums = np.where((budget >= BUDGET) == has_budget, budget, np.where(has_budget, 2 * BUDGET, BUDGET // 2))
    days = np.where((starts <= URGENT) == is_urgent, starts, np.where(is_urgent, URGENT // 2, 3 * URGENT))
    return Known(
        need=np.where(is_asked, need.astype(np.int64), -1),
        budget=np.where(knows_budget, sums, -1),
        starts=np.where(knows_start, days, -1),
    )


def _second(scenario: Scenario, day: Ints, rng: np.random.Generator) -> Ints:
    start = scenario.scenario.start.weekday()
    weekend = (start + day) % 7 >= 5
    hour = np.where(
        weekend,
        rng.choice(24, size=len(day), p=hour_weights(weekend=True)),
        rng.choice(24, size=len(day), p=hour_weights(weekend=False)),
    )
    return np.asarray(hour * HOUR + rng.integers(0, HOUR, size=len(day)), dtype=np.int64)


def _pick(weights: list[float], rows: int, rng: np.random.Generator) -> Ints:
    edges = np.cumsum(weights) / np.sum(weights)
    return np.asarray(np.searchsorted(edges[:-1], rng.random(rows), side="right"), dtype=np.int64)


def _fitting(scenario: Scenario, cast: Cast, dials: Dials, day: Ints, campaign: Ints, segment: Ints) -> Floats:
    """The share of those who fit: of the campaign, moved by the segment and by what marketing has learnt."""
    share = np.clip(dials.levels[Dial.TARGET_SHARE][day, campaign], 1e-9, 1 - 1e-9)
    marketing = scenario.marketing
    youden = 2 * scenario.calls.accuracy - 1
    learnt = marketing.learns * youden / 3 * np.maximum(day - marketing.learns_from_day, 0) / _MONTH
    moved = np.array([each.fits for each in cast.segments])[segment] + learnt
    return np.asarray(1 / (1 + (1 - share) / share * np.exp(-moved)), dtype=float)


def _classes(scenario: Scenario, share: Floats, rng: np.random.Generator) -> Ints:
    intent = scenario.intent
    fitting = _pick([intent.A, intent.B, intent.C], len(share), rng)
    return np.asarray(np.where(rng.random(len(share)) < share, fitting, 3), dtype=np.int64)


def _means(scenario: Scenario, klass: Ints, rng: np.random.Generator) -> tuple[Ints, Ints]:
    """Roubles they could spend, and days until they want to begin."""
    rows, intent = len(klass), scenario.intent
    rich = np.where(klass == 3, rng.random(rows) < intent.strangers_with_budget, klass <= 1)
    hurried = np.where(klass == 3, rng.random(rows) < intent.strangers_in_hurry, klass == 0)
    budget = np.where(rich, BUDGET * (1 + rng.exponential(1.0, rows)), BUDGET * rng.uniform(0.1, 0.9, rows))
    starts = np.where(hurried, rng.integers(1, URGENT + 1, rows), rng.integers(URGENT + 1, 120, rows))
    return np.asarray(np.round(budget, -3), dtype=np.int64), np.asarray(starts, dtype=np.int64)


def _clients(created: Ints, repeat_share: float, rng: np.random.Generator) -> Ints:
    """Clients numbered by their first request; some requests are of one who asked three weeks before or earlier."""
    rows = len(created)
    settled = np.searchsorted(created, created - _COMES_BACK * DAY)
    repeats = (rng.random(rows) < repeat_share) & (settled > 0)
    earlier = (rng.random(rows) * settled).astype(np.int64)
    # Who comes back for the third time points at a request that points further back.
    origin = np.where(repeats, earlier, np.arange(rows))
    while not np.array_equal(further := origin[origin], origin):
        origin = further
    number = np.cumsum(~repeats) - 1
    return np.asarray(number[origin], dtype=np.int64)
