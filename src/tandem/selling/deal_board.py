"""The board of deals: a column for each open stage, with what it holds and what that is worth."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from tandem.agreement.queries import in_force
from tandem.basics.text import Text
from tandem.measures.store import Reading
from tandem.people.models import Person
from tandem.people.rules import Role
from tandem.selling.deal_cards import DealCard, cards_of
from tandem.selling.deal_filters import DealFilters
from tandem.selling.deal_selection import Cell, cells, chosen, first_of_stages, in_order
from tandem.selling.lead_list import Reader
from tandem.selling.win_chance import history
from tandem.selling.win_chance_rules import Chances, Held, Weighted, weighted

#: Cards of a column; the list holds the rest.
SHOWN = 50
#: Lines of a page of the list.
PAGE = 50


@dataclass(frozen=True, slots=True)
class Total:
    """What deals come to; ``unpriced`` is how many have no amount yet, ``worth`` what they are weighted."""

    deals: int
    amount: Decimal
    unpriced: int
    worth: Weighted | None


@dataclass(frozen=True, slots=True)
class Column:
    """One stage; ``more`` deals of it are on the list alone."""

    key: str
    title: Text | str
    total: Total
    cards: list[DealCard]

    @property
    def more(self) -> int:
        """How many are not on the board."""
        return self.total.deals - len(self.cards)


@dataclass(frozen=True, slots=True)
class Board:
    """All columns in the order of the agreement in force, and the whole."""

    columns: tuple[Column, ...]
    total: Total
    chances: Chances
    #: A too wide search was cut.
    cut: bool


@dataclass(frozen=True, slots=True)
class DealPage:
    """One page of the list."""

    cards: list[DealCard]
    total: Total
    number: int
    cut: bool
    chances: Chances


def board_of(
    reading: Reading, filters: DealFilters, *, person: Person, now: dt.datetime, today: dt.date, limit: int = SHOWN
) -> Board:
    """The board as it stands now."""
    reader, chances = Reader.of(person), history(reading)
    asked = chosen(reading, filters, reader=reader, now=now, today=today)
    counted = cells(reading, asked)
    deals = first_of_stages(reading, asked, limit=limit)
    cards = cards_of(deals, reader=reader, person=person, chances=chances, today=today)
    agreement = in_force()
    titles: dict[str, Text | str] = {each.key: each.title for each in agreement.stages if not each.closed}
    # Leads of an older version may stand where the one in force has no stage.
    titles |= {cell.stage: cell.stage for cell in counted if cell.stage not in titles}
    columns = tuple(
        Column(
            key,
            title,
            total_of([cell for cell in counted if cell.stage == key], chances),
            [card for card in cards if card.deal.stage == key],
        )
        for key, title in titles.items()
        if not filters.members("stage") or key in filters.members("stage")
    )
    return Board(columns, total_of(counted, chances), chances, asked.cut)


def deals_of(
    reading: Reading, filters: DealFilters, *, person: Person, now: dt.datetime, today: dt.date, number: int
) -> DealPage:
    """A page of the list; beyond the end, the last one."""
    reader, chances = Reader.of(person), history(reading)
    asked = chosen(reading, filters, reader=reader, now=now, today=today)
    total = total_of(cells(reading, asked), chances)
    number = min(max(number, 1), max((total.deals - 1) // PAGE + 1, 1))
    deals = in_order(reading, asked, sort=filters.sort, sellers=_sellers(), limit=PAGE, offset=(number - 1) * PAGE)
    cards = cards_of(deals, reader=reader, person=person, chances=chances, today=today)
    return DealPage(cards, total, number, asked.cut, chances)


def every_card(
    reading: Reading, filters: DealFilters, *, person: Person, now: dt.datetime, today: dt.date, step: int = 1000
) -> Iterator[DealCard]:
    """All matching deals, for a file."""
    reader, chances = Reader.of(person), history(reading)
    asked = chosen(reading, filters, reader=reader, now=now, today=today)
    deals = in_order(reading, asked, sort=filters.sort, sellers=_sellers())
    for start in range(0, len(deals), step):
        yield from cards_of(deals[start : start + step], reader=reader, person=person, chances=chances, today=today)


def total_of(counted: Iterable[Cell], chances: Chances) -> Total:
    """What the deals of some cells come to."""
    counted = list(counted)
    held = [
        Held(chances.of(cell.stage, cell.stood, cell.age), cell.priced, float(cell.amount), cell.squares)
        for cell in counted
    ]
    return Total(
        deals=sum(cell.deals for cell in counted),
        amount=sum((cell.amount for cell in counted), Decimal(0)),
        unpriced=sum(cell.deals - cell.priced for cell in counted),
        worth=weighted(_by_chance(held)),
    )


def _by_chance(held: Iterable[Held]) -> list[Held]:
    """Deals told by the same deals of history are right or wrong together."""
    found: dict[tuple[str, int] | None, Held] = {}
    for each in held:
        key = None if each.chance is None else (each.chance.stage, each.chance.step)
        before = found.get(key, Held(each.chance, 0, 0.0, 0.0))
        found[key] = Held(
            each.chance, before.deals + each.deals, before.amount + each.amount, before.squares + each.squares
        )
    return list(found.values())


def _sellers() -> list[int]:
    return list(Person.objects.filter(role=Role.SELLER).order_by("name", "pk").values_list("pk", flat=True))
