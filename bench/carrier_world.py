"""One made-up carrier: its dials, drawn from the frozen priors, and the leads that come to it whatever anybody does.

Everything a lead brings with it is drawn once as numbers between 0 and 1, so that all arms meet the same leads, answers
and luck; what an arm changes (who is addressed, p_A) only moves the bounds those numbers are held against.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq
from scipy.special import expit, logit

type Floats = NDArray[np.float64]
type Ints = NDArray[np.int64]
type Flags = NDArray[np.bool_]

FROZEN: dict[str, Any] = tomllib.loads((Path(__file__).parent / "carrier.toml").read_text(encoding="utf-8"))
_FIRM, _CELLS = FROZEN["firm"], FROZEN["cells"]
CAMPAIGNS, SEGMENTS = int(_CELLS["campaigns"]), int(_CELLS["segments"])
CELLS = CAMPAIGNS * SEGMENTS
SELLERS = int(_FIRM["sellers"])
#: Office minutes of a day, the minute it opens, days of a working week.
OFFICE, OPENS, WEEK = 480, 600, 5
FIRST_DAY = -FROZEN["engine"]["history_days"]
MEASURED = FROZEN["protocol"]["measured_days"]
LAST_DAY = MEASURED[1] + _FIRM["given_up_after_days"]
TARGET_GRADES = ("A", "B", "C")


@dataclass(frozen=True)
class World:
    """The dials of a firm; times in minutes and hours, shares from 0 to 1."""

    seed: int
    dials: dict[str, float]
    order: str
    cells: Floats
    shares: Floats
    skill: Floats

    @classmethod
    def of(cls, seed: int) -> World:
        """Draw a firm from the priors."""
        random = np.random.default_rng([seed, 1])
        dials = {name: float(random.uniform(*bounds)) for name, bounds in FROZEN["ranges"].items()}
        order = str(_FIRM["orders"][int(random.integers(len(_FIRM["orders"])))])
        cells = random.dirichlet(np.full(CELLS, _CELLS["evenness"]))
        logits = random.normal(0, dials["spread_of_cells"], CELLS)
        level = brentq(lambda at: float(cells @ expit(at + logits)) - dials["mean_share"], -20, 20)
        skill = np.exp(random.normal(0, dials["skill_spread"], SELLERS))
        return cls(seed, dials, order, cells, expit(level + logits), skill / skill.mean())

    def chance_of(self, classes: Ints, highest: float) -> Floats:
        """The chance of a lead that is answered at once, by its class 0 to 3 (A to non-target)."""
        return highest * np.array([1.0, self.dials["b_to_a"], self.dials["c_to_a"], 0.0])[classes]

    def kept(self, classes: Ints | int, hours: Floats | float) -> Floats:
        """The part of a chance left after so many hours."""
        half = np.array([self.dials["half_life_a"], *[self.dials["half_life_b"]] * 3])[classes]
        lasting = self.dials["lasting"]
        return np.asarray(lasting + (1 - lasting) * np.exp2(-np.asarray(hours) / half))


@dataclass(frozen=True)
class Luck:
    """Leads in the order in which sellers can see them: when, and the numbers that decide everything else of them.

    ``captured`` are minutes of the calendar, ``office`` the first office minute from then on; ``mark`` says from which
    flow of leads on the lead exists (1: the usual one).
    """

    captured: Floats
    office: Floats
    mark: Floats
    month: Ints
    numbers: dict[str, Floats]
    shuffled: Ints

    @classmethod
    def of(cls, world: World) -> Luck:
        """The leads of all days, a tenth and more beyond the usual flow among them."""
        random = np.random.default_rng([world.seed, 2])
        flow = FROZEN["marketing"]["most_leads"]
        days = np.arange(FIRST_DAY, LAST_DAY)
        working = (days % 7) < WEEK
        a_day = _FIRM["leads_a_month"] / _FIRM["month_days"] * flow
        spread = random.gamma(1 / _FIRM["day_spread"] ** 2, _FIRM["day_spread"] ** 2, len(days))
        in_office = np.where(working, a_day * 7 / WEEK * _FIRM["office_part"], 0.0)
        inside = random.poisson(in_office * spread)
        # Outside of office hours: the nights, and whole days at weekends, minute by minute alike.
        free = np.where(working, 1440 - OFFICE, 1440)
        outside = random.poisson(a_day * (1 - _FIRM["office_part"]) * free / free.mean() * spread)
        at_work = np.repeat(days, inside) * 1440 + OPENS + random.random(inside.sum()) * OFFICE
        of_day = np.repeat(days, outside)
        minute = random.random(len(of_day)) * np.repeat(free, outside)
        minute = np.where((of_day % 7 < WEEK) & (minute >= OPENS), minute + OFFICE, minute)
        captured = np.sort(np.concatenate([at_work, of_day * 1440 + minute]))
        n = len(captured)
        names = ("cell", "target", "budget", "urgent", "sale", "coin", "pick")
        numbers = {name: random.random(n) for name in names}
        numbers |= {f"{where}_{what}": random.random(n) for where in ("form", "call") for what in ("n", "b", "u")}
        numbers["length"] = random.normal(size=n)
        return cls(
            captured=captured,
            office=office_of(captured),
            mark=random.random(n) * flow,
            month=np.maximum(np.floor(captured / 1440 / _FIRM["month_days"]), -1).astype(np.int64),
            numbers=numbers,
            shuffled=random.permutation(n),
        )


@dataclass(frozen=True)
class Leads:
    """What leads truly are (``classes`` 0 to 3, A to non-target), and what form and seller say of the three questions.

    ``form`` and ``call`` have a row for need, budget and urgency.
    """

    cell: Ints
    classes: Ints
    form: Flags
    call: Flags
    exists: Flags


def leads_of(world: World, luck: Luck, parts: Floats, shift: Floats, flow: Floats, *, placebo: bool) -> Leads:
    """The leads where the cells' ``parts`` (months, cells), the ``shift`` of the logit and the ``flow`` are by month.

    The first row of each is of the time before the start.
    """
    at, draws = luck.month + 1, luck.numbers
    at = np.minimum(at, len(parts) - 1)
    upto = parts.cumsum(axis=1)
    cell = np.minimum((draws["cell"][:, None] > upto[at]).sum(axis=1), CELLS - 1)
    target = draws["target"] < expit(logit(world.shares)[cell] + shift[at])
    budget, urgent = draws["budget"] < world.dials["budget_part"], draws["urgent"] < world.dials["urgent_part"]
    truth = np.stack([target, budget, urgent])
    classes = np.where(~target, 3, np.where(~budget, 2, np.where(urgent, 0, 1)))
    answers = []
    for where in ("form", "call"):
        right = np.stack([draws[f"{where}_{what}"] for what in ("n", "b", "u")]) < world.dials[f"{where}_right"]
        said = np.where(right, truth, ~truth)
        answers.append(said[:, luck.shuffled] if placebo else said)
    return Leads(cell, classes, answers[0], answers[1], luck.mark < flow[at])


def office_of(calendar: Floats) -> Floats:
    """The first office minute at or after a minute of the calendar; day 0 is a Monday."""
    day = np.floor(calendar / 1440)
    minute = np.clip(calendar - day * 1440 - OPENS, 0, OFFICE)
    week, weekday = np.divmod(day, 7)
    whole = week * WEEK + np.minimum(weekday, WEEK)
    return np.asarray((whole + np.where(weekday < WEEK, minute / OFFICE, 0.0)) * OFFICE)


def calendar_of(office: float) -> float:
    """The minute of the calendar of an office minute."""
    day, minute = divmod(office, OFFICE)
    week, weekday = divmod(day, WEEK)
    return float((week * 7 + weekday) * 1440 + OPENS + minute)
