"""What becomes of requests: whether they buy, when, for how much, what the seller writes down, and the money."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tandem.simulation.rules import DAY, HOUR, NEVER, Floats, Ints, decay
from tandem.simulation.scenario.asking import BUDGET, URGENT, Asked, Known, seen
from tandem.simulation.scenario.cast import Cast
from tandem.simulation.scenario.dials import Dials
from tandem.simulation.scenario.file_format import Dial, Scenario
from tandem.simulation.scenario.handling import Handled

_QUALIFIES = (0.95, 0.9, 0.4, 0.03)
_PROPOSED = (0.85, 0.75, 0.5, 0.2)


@dataclass(frozen=True, slots=True)
class Outcome:
    """One row a request; instants in seconds, NEVER where it does not come to it.

    ``grade`` is what the seller wrote, a place in GRADES or -1; ``chance`` the true chance to sell as it was handled,
    ``worth`` the roubles to be expected of it.
    """

    qualified: Ints
    proposal: Ints
    won: Ints
    lost: Ints
    grade: Ints
    told: Known
    price: Floats
    amount: Floats
    chance: Floats
    worth: Floats


@dataclass(frozen=True, slots=True)
class Paid:
    """One row a payment, in order of time."""

    at: Ints
    request: Ints
    amount: Floats


def become(
    scenario: Scenario, cast: Cast, dials: Dials, asked: Asked, handled: Handled, rng: np.random.Generator
) -> Outcome:
    """What becomes of all requests."""
    deciding, going, writing, pricing = rng.spawn(4)
    rows, klass, day = len(asked), asked.klass, asked.day
    spoke = handled.contact < NEVER
    chance = _chances(scenario, dials, asked, handled)
    sold = deciding.random(rows) < chance
    price, discount = _prices(scenario, cast, dials, asked, pricing)
    expected = _mean_price(scenario, cast, dials, asked) * (1 - dials.of_company(Dial.DISCOUNT)[day])

    begins = np.where(spoke, handled.contact, 0)
    takes = (DAY * going.exponential(scenario.sale.days, rows)).astype(np.int64) + HOUR
    won = np.where(sold, begins + takes, NEVER)
    patience = np.where(klass <= 2, going.exponential(scenario.sale.lost_days, rows), going.exponential(0.2, rows))
    closes = np.where(spoke, begins + (DAY * patience).astype(np.int64) + HOUR // 2, _given_up(handled) + DAY)
    lost = np.where(sold | (handled.begun >= NEVER), NEVER, np.minimum(closes, NEVER))
    ends = np.minimum(won, lost)
    qualifies = sold | (spoke & (going.random(rows) < np.array(_QUALIFIES)[klass]))
    qualified = np.where(qualifies, np.minimum(begins + HOUR // 4, ends), NEVER)
    proposes = sold | (qualifies & (going.random(rows) < np.array(_PROPOSED)[klass]))
    proposal = np.where(proposes, begins + ((ends - begins) * going.uniform(0.2, 0.6, rows)).astype(np.int64), NEVER)

    told = seen(klass, asked.budget, asked.starts, accuracy=scenario.calls.accuracy, asked=1.0, rng=writing)
    grade = _grades(scenario, dials, asked, told, sold, spoke, writing)
    price = _with_huge_deals(scenario, price, won)
    return Outcome(
        qualified, proposal, won, lost, grade, told, price, np.round(price * (1 - discount), 2), chance,
        chance * expected,
    )  # fmt: skip


def _chances(scenario: Scenario, dials: Dials, asked: Asked, handled: Handled) -> Floats:
    sale, waiting = scenario.sale, scenario.waiting
    spoke = handled.contact < NEVER
    hours = np.where(spoke, handled.contact - asked.created, 0) / HOUR
    half_life = np.array([waiting.A, waiting.B, waiting.C, waiting.C])[asked.klass]
    left = decay(hours, half_life=half_life, floor=waiting.floor)
    at_once = np.array([sale.A, sale.B, sale.C, 0.0])[asked.klass]
    skill = dials.levels[Dial.SKILL][asked.day, handled.seller] * dials.of_company(Dial.WIN)[asked.day]
    return np.where(spoke, np.minimum(at_once * left * skill, 0.95), 0.0)


def _given_up(handled: Handled) -> Ints:
    """The last try of those who were never reached."""
    return np.asarray(np.where(handled.tries < NEVER, handled.tries, 0).max(axis=1), dtype=np.int64)


def _mean_price(scenario: Scenario, cast: Cast, dials: Dials, asked: Asked) -> Floats:
    segment = np.array([each.check for each in cast.segments])[asked.segment]
    product = np.array([each.check for each in cast.products])[asked.product]
    return np.asarray(dials.of_company(Dial.CHECK)[asked.day] * segment * product, dtype=float)


def _prices(
    scenario: Scenario, cast: Cast, dials: Dials, asked: Asked, rng: np.random.Generator
) -> tuple[Floats, Floats]:
    """The price before the discount, and the discount."""
    prices, rows = scenario.prices, len(asked)
    drawn = rng.lognormal(-(prices.spread**2) / 2, prices.spread, rows)
    discount = rng.normal(dials.of_company(Dial.DISCOUNT)[asked.day], prices.discount_spread)
    return np.round(_mean_price(scenario, cast, dials, asked) * drawn, -1), np.clip(discount, 0.0, 0.9)


def _with_huge_deals(scenario: Scenario, price: Floats, won: Ints) -> Floats:
    found = price.copy()
    for each in scenario.distractor:
        later = np.where(won >= each.day * DAY, won, NEVER)
        if each.huge_deal is not None and len(later) and later.min() < NEVER:
            found[int(later.argmin())] = scenario.prices.check * each.huge_deal
    return found


def _grades(
    scenario: Scenario,
    dials: Dials,
    asked: Asked,
    told: Known,
    sold: NDArray[np.bool_],
    spoke: NDArray[np.bool_],
    rng: np.random.Generator,
) -> Ints:
    """The grade by what was understood in the talk; a stricter agreement and hard leads make D of some."""
    rows, day = len(asked), asked.day
    grade = np.where(told.budget < BUDGET, 2, np.where(told.starts <= URGENT, 0, 1))
    grade = np.where(told.need == 1, grade, 3)
    grade = np.where(sold & (grade == 3), np.where(asked.klass <= 2, asked.klass, 1), grade)
    made_stricter = rng.random(rows) < dials.of_company(Dial.STRICTER)[day]
    gamed = ~sold & (asked.klass <= 2) & (rng.random(rows) < dials.of_company(Dial.GAMED)[day])
    grade = np.where(made_stricter | gamed, 3, grade)
    silent = ~spoke | (rng.random(rows) < scenario.calls.unwritten)
    return np.asarray(np.where(silent, -1, grade), dtype=np.int64)


def pay(scenario: Scenario, dials: Dials, asked: Asked, outcome: Outcome, rng: np.random.Generator) -> Paid:
    """The money of the sales, whenever it comes."""
    terms = scenario.payments
    sale = np.flatnonzero(outcome.won < NEVER)
    count = len(sale)
    total = outcome.amount[sale]
    delay = rng.exponential(1.0, count) * dials.of_company(Dial.PAYMENT_DAYS)[asked.day[sale]]
    at = outcome.won[sale] + (DAY * delay).astype(np.int64)
    pays = rng.random(count) >= terms.never
    parted = pays & (rng.random(count) < terms.in_parts)
    first = np.where(parted, np.round(total * terms.ahead, 2), total)
    rest_at = at + DAY + (DAY * rng.exponential(1.0, count) * terms.rest_days).astype(np.int64)
    moments = np.concatenate([at[pays], rest_at[parted]])
    requests = np.concatenate([sale[pays], sale[parted]])
    amounts = np.concatenate([first[pays], np.round(total - first, 2)[parted]])
    order = np.argsort(moments, kind="stable")
    order = order[amounts[order] > 0]
    return Paid(moments[order], requests[order], amounts[order])
