"""A frozen card at work: points, chance and reasons of one lead, in plain Python."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

import msgspec

from tandem.agreement.document import GRADE_TERM, ScoreBin, Scorecard, ScoreTerm
from tandem.scoring.attributes import said

type Row = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Reason:
    """How far one attribute moves a lead from the average one."""

    field: str
    #: The bin it falls into, and the bin's points: more or fewer than the average lead has.
    bin: ScoreBin
    points: int


@dataclass(frozen=True, slots=True)
class Score:
    """The points of a lead, its chance to buy, and what moved it, the strongest first."""

    points: int
    chance: float
    reasons: tuple[Reason, ...]


def chance_at(card: Scorecard, points: float) -> float:
    """The chance to buy that so many points stand for, between 0 and 1."""
    exponent = (card.even - points) / card.double
    return 1 / (1 + math.exp2(min(exponent, 1000.0)))


def without_grades(card: Scorecard) -> Scorecard:
    """The card as it stands before anybody has graded a lead."""
    return msgspec.structs.replace(card, terms=tuple(term for term in card.terms if term.key != GRADE_TERM))


class Card:
    """A card compiled once for many leads. A lead's grade stands in its row under ``GRADE_TERM``, where it has one."""

    def __init__(self, card: Scorecard) -> None:
        self.document = card
        self._terms = [(term.key, _finder(term)) for term in card.terms]

    @property
    def reads(self) -> frozenset[str]:
        """The attributes it reads; the grade is none."""
        return frozenset(name for name, _ in self._terms if name != GRADE_TERM)

    def points(self, lead: Row) -> int:
        """The sum of points; a field the lead lacks is unknown."""
        return self.document.average + sum([find(lead.get(name)).points for name, find in self._terms])

    def score(self, lead: Row) -> Score:
        """Points, chance and reasons of a lead."""
        found = [find(lead.get(name)) for name, find in self._terms]
        points = self.document.average + sum([each.points for each in found])
        moved = sorted([each for each in found if each.points], key=_strength)
        return Score(points, chance_at(self.document, points), tuple(moved))


def _strength(reason: Reason) -> tuple[int, str]:
    return -abs(reason.points), reason.field


_AVERAGE = ScoreBin(kind="other")
_UNKNOWN = ScoreBin(kind="unknown")


def _finder(term: ScoreTerm) -> Callable[[object], Reason]:
    """Finds a value's bin. What the card has no line for moves a lead neither up nor down."""

    def reason(line: ScoreBin) -> Reason:
        return Reason(term.key, line, line.points)

    unknown = reason(next((each for each in term.bins if each.kind == "unknown"), _UNKNOWN))
    if any(each.kind in ("upto", "above") for each in term.bins):
        ordered = [each for each in term.bins if each.kind == "upto"]
        above = next((each for each in term.bins if each.kind == "above"), _AVERAGE)
        bounds, reasons = [float(each.upto) for each in ordered], [reason(each) for each in (*ordered, above)]

        def by_number(value: object) -> Reason:
            if isinstance(value, bool) or not isinstance(value, int | float | Decimal) or value != value:
                return unknown
            return reasons[bisect_left(bounds, float(value))]

        return by_number
    named = {each.value: reason(each) for each in term.bins if each.kind == "value"}
    other = reason(next((each for each in term.bins if each.kind == "other"), _AVERAGE))

    def by_name(value: object) -> Reason:
        text = said(value)
        return unknown if text is None else named.get(text, other)

    return by_name
