"""Conditions over leads as sets of bits, and how one clause after another is counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tandem.portrait.rules.bits import Bits, count, packed
from tandem.portrait.rules.conditions import Attribute, Condition, Flags

type Counts = NDArray[np.int64]

#: So many conditions are laid over a clause at once: more would need more memory than they save time.
_AT_ONCE = 32


@dataclass(frozen=True, slots=True)
class Told:
    """A clause over leads: those of whom it is true and those of whom it is false; of the rest it cannot be told."""

    true: Bits
    false: Bits


@dataclass(frozen=True, slots=True)
class Tally:
    """Leads and buyers: of whom the clause is true, and of whom it can be told at all."""

    inside: int
    buyers_inside: int
    told: int
    buyers_told: int

    @property
    def outside(self) -> int:
        """Leads of whom it is false."""
        return self.told - self.inside

    @property
    def buyers_outside(self) -> int:
        """Buyers of whom it is false."""
        return self.buyers_told - self.buyers_inside


class Table:
    """Leads (by place) and the conditions tried on them; ``true`` and ``false`` have a row of bits a condition."""

    def __init__(self, attributes: Sequence[Attribute], conditions: Sequence[Condition], bought: Flags) -> None:
        by_name = {each.name: each for each in attributes}
        self.conditions = tuple(conditions)
        self.leads = len(bought)
        words = -(-self.leads // 64)
        self.true = np.zeros((len(conditions), words), dtype=np.uint64)
        self.false = np.zeros((len(conditions), words), dtype=np.uint64)
        for at, condition in enumerate(conditions):
            true, known = condition.holds(by_name[condition.name])
            self.true[at], self.false[at] = packed(true), packed(known & ~true)
        self.bought = packed(bought)
        self.everybody = packed(np.ones(self.leads, dtype=bool))

    def of(self, clause: Sequence[int], among: Bits) -> Told:
        """A clause of conditions by number, over the leads ``among``; the empty clause is true of all."""
        true, false = among.copy(), np.zeros_like(among)
        for number in clause:
            true &= self.true[number]
            false |= self.false[number] & among
        return Told(true, false)

    def tally(self, told: Told) -> Tally:
        """Counts of one clause."""
        can = told.true | told.false
        return Tally(*(int(count(bits)) for bits in (told.true, told.true & self.bought, can, can & self.bought)))

    def refined(self, told: Told, among: Bits) -> tuple[Counts, Counts, Counts, Counts]:
        """A clause with each condition added: leads and buyers inside, leads and buyers told, by condition."""
        parts: list[list[Counts]] = [[], [], [], []]
        for start in range(0, len(self.conditions), _AT_ONCE):
            chunk = slice(start, start + _AT_ONCE)
            inside = told.true & self.true[chunk]
            can = inside | told.false | (self.false[chunk] & among)
            for part, bits in zip(parts, (inside, inside & self.bought, can, can & self.bought), strict=True):
                part.append(count(bits))
        inside_, buyers_inside, told_, buyers_told = (np.concatenate(part) for part in parts)
        return inside_, buyers_inside, told_, buyers_told
