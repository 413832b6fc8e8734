"""What the bonus schemes of a document would have paid, month by month, from the figures of a look at the store."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from tandem.agreement.bonus import Payout, payout
from tandem.agreement.document import BonusScheme, Document
from tandem.agreement.held import Held
from tandem.basics.periods import Grain, Period
from tandem.basics.text import Text
from tandem.measures.catalogue import catalogue, leaves
from tandem.measures.dimensions import dimension
from tandem.measures.horizon import horizon
from tandem.measures.questions import Answer, Question, answer
from tandem.measures.store import Reading
from tandem.people.rules import Role

#: Who got leads is a seller of the month, whatever came of them.
_GOT = "leads"
_RUNS = Payout(None, (), Text(ru="Месяц ещё не закончился.", en="The month is not over."))
_NO_MEASURE = Text(ru="Показателя «{key}» нет.", en="There is no measure “{key}”.")


@dataclass(frozen=True, slots=True)
class Paid:
    """The bonus of a role in a month, or of one seller where the own result can be told by seller."""

    role: str
    person: int | None
    month: date
    payout: Payout


def bonus_lines(document: Document, period: Period, reading: Reading, *, closed: bool = False) -> Iterator[Paid]:
    """What each scheme pays for each whole month that the period touches; without schemes nothing.

    ``closed``: somebody closed these months, so they are over, however early the newest record of the data is.
    """
    schemes = [scheme for scheme in document.bonus.schemes if scheme.role]
    if not schemes:
        return
    pieces = period.split(Grain.MONTH)
    months = [Period.month(piece.start) for piece in pieces]
    whole = Period(months[0].start, months[-1].end)
    figures = _Figures(reading, whole)
    over = date.max if closed else figures.until
    for scheme in schemes:
        people: tuple[int | None, ...] = (None,)
        if scheme.role == Role.SELLER and told_by_seller(scheme):
            people = figures.sellers(scheme.own_measure) or (None,)
        for month in months:
            for person in people:
                counted = _payout(document, scheme, person, month, figures) if month.end <= over else _RUNS
                yield Paid(scheme.role, person, month.start, counted)


def bonus_as_agreed(period: Period, held: Sequence[Held], reading: Reading) -> Iterator[Paid]:
    """What was paid for each month under the version in force on its last day; nothing where none was."""
    for piece in period.split(Grain.MONTH):
        last = Period.month(piece.start).end
        documents = (each.document for each in held if each.days.start <= last <= each.days.end)
        if (document := next(documents, None)) is not None:
            yield from bonus_lines(document, Period.month(piece.start), reading)


def _payout(document: Document, scheme: BonusScheme, person: int | None, month: Period, figures: _Figures) -> Payout:
    bonus = document.bonus
    for key in filter(None, (bonus.shared_measure, scheme.own_measure, scheme.gate.measure if scheme.gate else "")):
        if key not in catalogue():
            return Payout(None, (), _NO_MEASURE.format(key=key))
    return payout(
        bonus,
        scheme,
        shared_value=figures.value(bonus.shared_measure, month),
        own_value=figures.value(scheme.own_measure, month, person),
        gate_value=figures.value(scheme.gate.measure, month, person) if scheme.gate else None,
    )


def told_by_seller(scheme: BonusScheme) -> bool:
    """Whether the own result of a scheme, and its gate, can be told of one seller."""
    keys = tuple(filter(None, (scheme.own_measure, scheme.gate.measure if scheme.gate else "")))
    return all(
        key in catalogue() and all(dimension("seller").expression(leaf.table) for leaf in leaves((key,)).values())
        for key in keys
    )


class _Figures:
    """Values by measure, month and seller; each measure is asked of the store once."""

    def __init__(self, reading: Reading, period: Period) -> None:
        self.reading = reading
        self.period = period
        self.until = horizon(reading).until
        self._whole: dict[str, Answer] = {}
        self._split: dict[str, Mapping[tuple[int, date], Decimal | None]] = {}
        self._sellers: dict[str, tuple[int, ...]] = {}
        self._none: dict[str, Decimal | None] = {}

    def value(self, key: str, month: Period, person: int | None = None) -> Decimal | None:
        """The value of a measure in a month, of one seller or of all; None where it cannot be told."""
        if not key:
            return None
        if person is not None:
            self.sellers(key)
            return (
                self._split[key][person, month.start] if (person, month.start) in self._split[key] else self._empty(key)
            )
        if key not in self._whole:
            self._whole[key] = answer(Question((key,), self.period, grain=Grain.MONTH), self.reading)
        return _exact(self._whole[key].at((), month).values[key].value)

    def sellers(self, key: str) -> tuple[int, ...]:
        """Everybody who got a lead in these months, or of whom the measure tells anything."""
        if key not in self._split:
            found = answer(Question((key, _GOT), self.period, by=("seller",), grain=Grain.MONTH), self.reading)
            self._split[key] = {
                (int(row.members[0]), row.bucket.start): _exact(row.values[key].value)
                for row in found.rows
                if row.members[0] is not None and row.bucket is not None
            }
            self._sellers[key] = tuple(sorted({seller for seller, _ in self._split[key]}))
        return self._sellers[key]

    def _empty(self, key: str) -> Decimal | None:
        """What a seller without a single row in a month has: zero of a count, nothing of a share."""
        if key not in self._none:
            nobody = answer(Question((key,), self.period, where={"seller": [-1]}), self.reading)
            self._none[key] = _exact(nobody.total.values[key].value)
        return self._none[key]


def _exact(value: object) -> Decimal | None:
    return None if value is None else Decimal(str(value))
