"""How long recording takes a seller: what an agreement asks to be written down, reckoned in seconds. Pure.

A tap and a typed number are reckoned by the keystroke-level model (Card, Moran and Newell, *The keystroke-level model
for user performance time with interactive systems*, CACM 23(7), 1980), whose operators were measured on people at work:
to think what to choose 1.35 s, to point at it 1.10 s, to press 0.20 s, to move the hand to the keys 0.40 s, a key of
an average typist 0.28 s. On a phone pointing is no slower; typing is, so that the budget is rather too mild there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from tandem.agreement.document import Document, Part, Question
from tandem.agreement.item_shapes import fields_of
from tandem.agreement.questions import NUMBERS, asked_about, field_of

_THINK, _POINT, _PRESS, _REACH, _KEY = 1.35, 1.10, 0.20, 0.40, 0.28
#: Seconds of one choice among buttons.
TAP = _THINK + _POINT + _PRESS
#: Digits of a sum as clients name it: 250000.
_DIGITS = 6
#: Seconds of a number that has no button: to the field, six digits, and the button beside it.
TYPED = TAP + _REACH + _DIGITS * _KEY + _POINT + _PRESS
#: Seconds a day that recording may take beside outcomes.
BUDGET = 180.0
#: New leads of a seller a day, where history does not tell: a guess in the middle of what companies that sell by phone
#: give a seller, 5 to 15.
USUAL_LEADS = Decimal(10)


@dataclass(frozen=True, slots=True)
class Asked:
    """What one question costs a seller a day, and whether any clause or the scorecard reads its answer."""

    question: Question
    seconds: float
    is_read: bool


@dataclass(frozen=True, slots=True)
class Effort:
    """Seconds a day of the product that asks most; ``product`` is empty where all are asked the same."""

    product: str
    leads: Decimal
    asked: tuple[Asked, ...]

    @property
    def seconds(self) -> float:
        """All together."""
        return sum(each.seconds for each in self.asked)

    @property
    def fits(self) -> bool:
        """Whether it is within the budget."""
        return self.seconds <= BUDGET

    def to_drop(self) -> tuple[Asked, ...]:
        """The fewest questions without which it fits: first those that nothing reads, of them the dearest first."""
        rest, dropped = self.seconds, list[Asked]()
        for each in sorted(self.asked, key=lambda each: (each.is_read, -each.seconds)):
            if rest <= BUDGET:
                break
            rest -= each.seconds
            dropped.append(each)
        return tuple(dropped)


def effort_of(document: Document, *, leads_a_day: Decimal | None) -> Effort:
    """What the questions of a document cost a seller a day who gets so many new leads; None where nobody knows."""
    leads = USUAL_LEADS if leads_a_day is None else leads_a_day
    products = sorted({product for question in document.questions for product in question.products}) or [""]
    read = _read_by_clauses(document)
    found = [
        Effort(
            product,
            leads,
            tuple(
                Asked(each, seconds_of(each) * float(leads), field_of(each) in read)
                for each in asked_about(document.questions, product)
            ),
        )
        for product in products
    ]
    return max(found, key=lambda each: each.seconds)


def seconds_of(question: Question) -> float:
    """Seconds to note one answer."""
    return TYPED if question.kind in NUMBERS and not question.options else TAP


_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*", re.ASCII)
_OF_CLAUSES = {"clause", "of", "holds"}


def _read_by_clauses(document: Document) -> set[str]:
    """Every name that stands in a clause of the document, and the fields of its scorecard."""
    names = {name for text in _clauses(document) for name in _NAME.findall(text)}
    return names | {term.key for term in document.scorecard.terms}


def _clauses(part: Part) -> Iterator[str]:
    for name in fields_of(type(part)):
        value = getattr(part, name)
        for each in value if isinstance(value, tuple) else (value,):
            if isinstance(each, Part):
                yield from _clauses(each)
            elif isinstance(each, str) and (name in _OF_CLAUSES or type(part).__name__ == "Questions"):
                yield each
