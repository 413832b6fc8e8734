"""What attracted those who bought and are like a lead: the same product, or the same source."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass

from tandem.intake.models import Lead
from tandem.measures.questions import Member
from tandem.measures.store import store
from tandem.voice.queries import Word, Words, words_by

#: Seconds for which the answer is kept: what buyers said does not change within the hour.
_KEPT = 3_600
#: Fewer who said anything tell of themselves and not of others like them.
FEWEST = 5


@dataclass(frozen=True, slots=True)
class Attracted:
    """The commonest codes of those who bought; ``bought`` of them said anything. ``alike`` is the product or source."""

    dimension: str
    alike: str
    bought: int
    words: tuple[Word, ...]


def attracted_like(lead: Lead) -> Attracted | None:
    """Of the same product where enough of them said anything, else of the same source; None where too few did."""
    for dimension, alike in (("product", lead.product), ("source", lead.source)):
        said = _lately(dimension).get(alike) if alike else None
        if said is not None and said.bought >= FEWEST and said.attracted:
            return Attracted(dimension, alike, said.bought, said.attracted)
    return None


def _lately(dimension: str) -> Mapping[Member, Words]:
    """An hour old at most, without bringing the store up to date in between."""
    place, kept = ("attracted", dimension), store.kept()
    known = kept.get(place) if kept is not None else None
    if known is None or time.monotonic() - known[0] > _KEPT:
        reading = store.read()
        known = reading.kept[place] = (time.monotonic(), words_by(dimension, reading=reading))
    found: Mapping[Member, Words] = known[1]
    return found
