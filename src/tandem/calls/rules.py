"""Which calls are drawn for review, where they are heard, and what a review says. Pure: no Django, no clock, no I/O."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

#: So many calls of a seller are drawn in a week: half an hour of listening for a head of four.
EACH = 3
#: A shorter call is mostly "call me later".
SHORTEST = 60
#: A review has at least so many checks, or it says nothing of a script, and at most so many, or nobody does it.
FEWEST, MOST = 3, 5

type Said = Literal["yes", "no", "na"]
"""Done, not done, or there was no occasion for it."""


@dataclass(frozen=True, slots=True)
class Talk:
    """A call that may be drawn."""

    call_id: int
    seller_id: int


@dataclass(frozen=True, slots=True)
class Drawn:
    """A call that was drawn: one of ``drawn`` out of the ``of`` that its seller held in the week."""

    call_id: int
    seller_id: int
    of: int
    drawn: int


def draw(talks: Iterable[Talk], *, week: date, each: int = EACH) -> list[Drawn]:
    """Some calls of each seller in a week, each call of a seller with the same chance.

    The lot of a call follows from the week's first day and the call's number alone, so that anybody can draw again and
    nobody can choose.
    """
    by_seller: dict[int, list[int]] = {}
    for talk in talks:
        by_seller.setdefault(talk.seller_id, []).append(talk.call_id)
    found = []
    for seller_id, calls in sorted(by_seller.items()):
        taken = sorted(calls, key=lambda call: lot(call, week))[:each]
        found += [Drawn(call, seller_id, len(calls), len(taken)) for call in taken]
    return found


def lot(call_id: int, week: date) -> str:
    """The lot of a call: the calls with the smallest ones are drawn."""
    return hashlib.sha256(f"{week.isoformat()} {call_id}".encode()).hexdigest()


def adherence(said: Mapping[str, Said]) -> tuple[int, int]:
    """Of the checks that there was occasion for, how many were done: (done, occasions)."""
    answers: Sequence[Said] = list(said.values())
    return answers.count("yes"), answers.count("yes") + answers.count("no")


_LINK = re.compile(r"https?://[^\s<>\"']+", re.IGNORECASE)


def recording_link(result: str) -> str:
    """The link to a recording that telephony wrote beside what came of the call; empty without one.

    A bare number, as some telephony gives, is found by hand; any other scheme is never made a link.
    """
    found = _LINK.findall(result)
    return found[-1].rstrip(".,;)") if found else ""
