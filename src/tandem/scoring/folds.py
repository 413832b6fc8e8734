"""Which leads are held back from which card."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tandem.scoring.attributes import Floats

FOLDS = 5


def dealt(bought: Floats) -> NDArray[np.int64]:
    """Which fold holds each lead back: buyers and others dealt out evenly, the same for the same leads."""
    folds = np.empty(len(bought), dtype=np.int64)
    shuffled = np.random.default_rng(0)
    for outcome in (0.0, 1.0):
        rows = shuffled.permutation(np.flatnonzero(bought == outcome))
        folds[rows] = np.arange(len(rows)) % FOLDS
    return folds
