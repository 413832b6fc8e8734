"""Which returns are drawn for the blind check, who may judge one, and what may be said of it.

Pure: no Django, no clock, no I/O.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Literal

from tandem.agreement.document import Document
from tandem.basics.text import Text
from tandem.people.rules import Role

type Verdict = Literal["target", "non_target", "unknown"]
#: In the order in which they are offered.
VERDICTS: tuple[Verdict, ...] = ("target", "non_target", "unknown")
#: Why it was a target lead after all, or why nobody can tell.
TARGET_CODES: Mapping[str, Text] = {
    "fits": Text(ru="подходит под портрет", en="fits the portrait"),
    "wanted": Text(ru="хотел купить", en="wanted to buy"),
    "not_worked": Text(ru="с ним почти не работали", en="hardly anybody worked on it"),
}
UNKNOWN_CODES: Mapping[str, Text] = {
    "no_talk": Text(ru="разговора не было, или его не слышно", en="there was no talk, or it cannot be heard"),
    "too_little": Text(ru="слишком мало известно", en="too little is known"),
}
#: Where a version names no reasons of returns.
_OTHER = {"other": Text(ru="не наш клиент", en="not a client of ours")}
#: Whom a return is given to, after the role that the agreement names.
_INSTEAD = (Role.SALES_HEAD, Role.SELLER)
_PARTS = 2**64


def is_drawn(return_id: int, *, returned_on: date, share: float) -> bool:
    """Whether the lot falls on a return: of all returns on ``share``, each with the same chance.

    The lot follows from the return's number and day alone: anybody can cast it again, nobody can choose, and casting
    it twice, late or by two processes says the same.
    """
    return lot(return_id, returned_on) < share


def lot(return_id: int, seed: object) -> float:
    """A number from 0 up to 1 that belongs to a return."""
    drawn = hashlib.sha256(f"{seed} {return_id}".encode()).digest()
    return int.from_bytes(drawn[:8]) / _PARTS


def roles_asked(document: Document) -> tuple[Role, ...]:
    """Whose people are asked to judge, the first first: whom the agreement names, then the other side of the desk."""
    named = document.audit.auditor
    first = (Role(named),) if named in set(Role) else ()
    return tuple(dict.fromkeys((*first, *_INSTEAD)))


def chosen(candidates: Sequence[tuple[int, int]], *, had_part: Collection[int], return_id: int) -> int | None:
    """Who judges a return: of those without a part in the lead whoever waits for fewest, by lot among equals.

    ``candidates`` are people with the number of returns each has still to judge.
    """
    free = [(waiting, lot(return_id, f"auditor {person}"), person) for person, waiting in candidates]
    found = min((each for each in free if each[2] not in had_part), default=None)
    return found[2] if found else None


def codes_of(document: Document) -> Mapping[Verdict, Mapping[str, Text]]:
    """The reasons to choose from, by verdict: those why a lead is none are the agreement's own."""
    reasons = {each.key: Text(ru=each.title or each.key, en=each.title or each.key) for each in document.returns}
    return {"target": TARGET_CODES, "non_target": reasons or _OTHER, "unknown": UNKNOWN_CODES}
