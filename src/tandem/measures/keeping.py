"""What several questions to one state of the store need, worked out once."""

from __future__ import annotations

from collections.abc import Callable, Hashable

from tandem.measures.store import Reading


def kept[T](reading: Reading, name: Hashable, work: Callable[[T | None], T]) -> T:
    """The answer of ``work`` for the position the reading stands at, asked of the store once for each position.

    ``work`` is told the answer of an earlier position of the same base, or None: what has already been seen may
    shorten the way to what is. ``name`` says what is kept; only its newest answer is.
    """
    position = reading.freshness.position
    held: tuple[int, T] | None = reading.kept.get(name)
    if held is not None and held[0] == position:
        return held[1]
    found = work(held[1] if held is not None else None)
    reading.kept[name] = (position, found)
    return found
