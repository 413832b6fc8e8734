"""The parts of the answer, already in the reader's words."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from tandem.diagnosis.rules.verdict import Verdict


@dataclass(frozen=True, slots=True)
class Place:
    """What a bar did in one channel, or what one seller did."""

    name: str
    amount: float
    shown: str
    before: str
    after: str
    sure: bool
    member: str | int | None = None
    known: bool = True


@dataclass(frozen=True, slots=True)
class Told:
    """One bar in words.

    A cause may be only what some channels did: ``low``, ``high`` and ``interval`` are those of the cause, ``whole_…``
    of the bar. ``side`` is ``marketing``, ``sales`` or empty; ``places`` the channels, the largest first; ``note`` says
    how to read ``before`` and ``after``.
    """

    key: str
    name: str
    amount: Decimal
    shown: str
    low: float
    high: float
    interval: str
    whole_low: float
    whole_high: float
    whole_interval: str
    side: str
    whose: str
    verdict: Verdict
    verdict_words: str
    phrase: str
    before: str
    after: str
    since: str
    ask: str
    whom: str
    wait: str
    measure: str
    places: tuple[Place, ...]
    note: str = ""
    #: The measure whose leads' calls it rests on; empty where it rests on none.
    calls: str = ""
    #: The dimension that ``places`` are members of.
    by: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """Everything the page, the command and the API say."""

    question: str
    sentence: str
    faults: tuple[str, ...]
    bars: tuple[Told, ...]
    causes: tuple[Told, ...]
    sellers: tuple[Told, ...]
    sides: tuple[tuple[str, str, str], ...]
    ruled_out: tuple[str, ...]
    may_be: tuple[str, ...]
    untold: tuple[str, ...]
    before: str
    after: str
