"""The seed of a decision: drawn by chance, or from a known sequence where a simulated house is to be lived again."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

#: Bits of a seed, as the receipt keeps it.
BITS = 62

_known: ContextVar[Callable[[], int] | None] = ContextVar("seeds", default=None)


def draw_seed() -> int:
    """A seed nobody can foresee; within ``seeds_from`` the next of a sequence."""
    draw = _known.get()
    return secrets.randbits(BITS) if draw is None else draw()


@contextmanager
def seeds_from(draw: Callable[[], int]) -> Iterator[None]:
    """Decisions made inside take their seeds from ``draw``: for a simulated house, never for a real one."""
    token = _known.set(draw)
    try:
        yield
    finally:
        _known.reset(token)
