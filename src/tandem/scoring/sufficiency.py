"""Whether there is enough to train a card on, and which attributes can say anything; else in words what is missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from tandem.scoring.attributes import Attribute, Floats
from tandem.scoring.drift import changed_meaning

#: Fewer mature leads, buyers or others than this would give a card of noise.
LEAST_LEADS, LEAST_BUYERS, LEAST_OTHERS = 200, 50, 50
#: So large a share of values that occur once makes an attribute a name or number of the lead.
_MOSTLY_ONCE = 0.9


@dataclass(frozen=True, slots=True)
class Shortage:
    """How many more leads with a known outcome, buyers and others are needed; all zero when there are enough."""

    leads: int
    buyers: int
    others: int

    def __bool__(self) -> bool:
        return bool(self.leads or self.buyers or self.others)


def shortage(bought: Floats) -> Shortage:
    """What is missing to train on leads of which so many bought."""
    buyers = int(bought.sum())
    return Shortage(
        max(0, LEAST_LEADS - len(bought)),
        max(0, LEAST_BUYERS - buyers),
        max(0, LEAST_OTHERS - (len(bought) - buyers)),
    )


class Silent(StrEnum):
    """Why an attribute cannot be used."""

    UNKNOWN = "unknown"
    CONSTANT = "constant"
    IDENTIFIER = "identifier"
    CHANGED = "changed"
    WEAK = "weak"


def silence_of(attribute: Attribute, bought: Floats, late: Floats | None) -> Silent | None:
    """Why an attribute says nothing, or nothing to rely on; None when it may be used.

    ``late`` marks the second half of the time with 1; None where the order of the leads is not known.
    """
    known = ~attribute.unknown
    if not known.any():
        return Silent.UNKNOWN
    if _is_constant(attribute):
        return Silent.CONSTANT
    if _is_identifier(attribute):
        return Silent.IDENTIFIER
    if late is not None and changed_meaning(attribute, bought, late):
        return Silent.CHANGED
    return None


def _is_constant(attribute: Attribute) -> bool:
    if attribute.numbers is None:
        return len(np.unique(attribute.codes)) < 2
    return len(np.unique(np.nan_to_num(attribute.numbers, nan=np.inf))) < 2


def _is_identifier(attribute: Attribute) -> bool:
    if attribute.numbers is None:
        return _mostly_once(attribute.codes[attribute.codes >= 0])
    known = attribute.numbers[~np.isnan(attribute.numbers)]
    # Measured numbers may well all differ; numbers that count rows are whole.
    return np.array_equal(known, np.round(known)) and _mostly_once(known)


def _mostly_once(known: NDArray[np.int64] | Floats) -> bool:
    return len(known) >= _LEAST_KNOWN and len(np.unique(known)) > _MOSTLY_ONCE * len(known)


_LEAST_KNOWN = 20


def late_half(times: Sequence[float] | Floats) -> Floats:
    """Marks the later half of leads by when they came."""
    when = np.asarray(times, dtype=np.float64)
    return (when > np.median(when)).astype(np.float64)
