"""Sums and leads made up at random, for what must hold of any of them."""

from __future__ import annotations

import numpy as np

from tandem.diagnosis.rules.decomposition_leads import WAITS, Sums


def sums(
    random: np.random.Generator, *, clusters: int = 6, channels: int = 5, stages: int = 3, holes: bool = True
) -> Sums:
    """Sums that agree with each other, with empty places among them."""
    shape = (clusters, channels)
    leads = random.integers(0, 12, shape).astype(float)
    if holes:
        leads *= random.random(shape) < 0.7
    judged = random.binomial(leads.astype(int), 0.8).astype(float)
    reached, left = [], leads.astype(int)
    for _ in range(stages):
        left = random.binomial(left, 0.6)
        reached.append(left.astype(float))
    reached_all = np.stack(reached)
    later = (leads - reached_all) * random.random((stages, *shape)) * 0.2
    handed = np.stack([random.binomial(leads.astype(int), 0.1) for _ in range(WAITS)]).astype(float)
    answered = np.where(handed.sum(axis=0) > 0, handed[::-1], 0)
    money = reached_all[-1] * random.uniform(50, 150, shape)
    listed = reached_all[-1] * random.uniform(100, 200, shape) * (random.random(shape) < 0.8)
    return Sums(
        leads=leads, judged=judged, target=random.binomial(judged.astype(int), 0.5).astype(float), money=money,
        due=money * 0.1, cash=money * 0.7, list_price=listed, deal_price=listed * random.uniform(0.7, 1, shape),
        clicks=leads * random.integers(0, 30, shape), reached=reached_all, later=later,
        expected=reached_all * 0.9, handed=handed, answered=answered,
    )  # fmt: skip
