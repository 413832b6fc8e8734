"""Sets of leads as bits: sixty-four leads a word, so that a million of them are counted in a few milliseconds."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

type Bits = NDArray[np.uint64]


def packed(flags: NDArray[np.bool_]) -> Bits:
    """Flags of leads as words; for a table of them, each row for itself."""
    size = flags.shape[-1]
    room = -size % 64
    if room:
        flags = np.concatenate([flags, np.zeros((*flags.shape[:-1], room), dtype=bool)], axis=-1)
    return np.packbits(flags, axis=-1).view(np.uint64)


def count(bits: Bits) -> NDArray[np.int64]:
    """How many leads are in each set."""
    return np.asarray(np.bitwise_count(bits).sum(axis=-1, dtype=np.int64))
