"""Curves of waiting known from the outset, for tests of what rests on one."""

import numpy as np

from tandem.diagnosis.rules.decomposition_speed import Speed


def around(fading, error=0.0, curves=200, seed=1):
    """``(1 + hours)^(−β)`` with β normal around ``fading``; level where it would rise."""
    drawn = np.random.default_rng(seed).normal(fading, error, curves)
    tail = np.maximum(drawn, 1e-9)
    one = np.ones(curves)
    return Speed(1 / tail, tail, 0 * one, one, (drawn > 0).astype(float))
