"""Made-up leads whose chances are known, for tests of the card."""

from __future__ import annotations

import numpy as np

from tandem.scoring.attributes import Attribute, Floats, category, number


def history(leads: int = 2_000, *, seed: int = 1) -> tuple[list[Attribute], Floats]:
    """Budgets and sources that matter, a day of the week that does not, each partly unknown."""
    random = np.random.default_rng(seed)
    budget = np.round(random.lognormal(11, 0.8, leads), -3)
    source = random.choice(["ads", "friends", "mail"], leads, p=[0.6, 0.2, 0.2])
    day = random.choice(["mon", "tue", "wed"], leads)
    odds = -2.0 + 0.8 * (np.log(budget) - 11) + np.where(source == "friends", 1.2, 0.0)
    bought = (random.random(leads) < 1 / (1 + np.exp(-odds))).astype(float)
    unknown = random.random(leads) < 0.2
    budgets = [None if gone else float(value) for gone, value in zip(unknown, budget, strict=True)]
    return [number("budget", budgets), category("source", source.tolist()), category("day", day.tolist())], bought
