"""Columns made of all rows of a group: a deal's history with a row a change, an order with a row a product.

    [table.columns]
    deal   = "ID сделки"
    to     = "Стало"
    place  = { of = "deal", take = "place" }
    stage  = { of = "deal", take = "last", column = "to" }
    amount = { of = "deal", take = "sum", column = "Сумма" }

The file is looked over once before it is read, so that each row knows of the whole of its group. A row without a key
is a group by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from tandem.basics.text import Text
from tandem.imports.recipes import Decimals, FieldRecipe, MadeColumn
from tandem.imports.shapes import Cell, Field, FieldType
from tandem.imports.value_refusals import Noted, ValueRefused
from tandem.imports.values import Surroundings, text_of, value_reader

#: How many places a sum keeps: more than money has, as quantities and rates are added up too.
_PLACES = 6


@dataclass(slots=True)
class Gathered:
    """The values of one made column by the key of the group, while one file is read."""

    take: str
    key_at: int
    number: Callable[[Cell], Decimal | None]
    decimal: Decimals
    #: Where rows say when they happened, if that is their order, and how it is read.
    by_at: int | None
    instant: Callable[[Cell], datetime]
    _when: dict[str, datetime] = field(default_factory=dict)
    _of: dict[str, str | int | Decimal | ValueRefused] = field(default_factory=dict)
    _met: dict[str, int] = field(default_factory=dict)

    def add(self, cells: Sequence[Cell], made: Cell) -> None:
        """Look at one row of the file, of which ``made`` is the column's own value."""
        key = text_of(cells[self.key_at])
        if not key or self.take == "place":
            return
        if self.take == "count":
            self._of[key] = int(str(self._of.get(key, 0))) + 1
        elif self.take == "sum":
            self._of[key] = self._with(self._of.get(key), made)
        elif (text := text_of(made)) and not isinstance(self._of.get(key), ValueRefused):
            self._choose(key, text, cells)

    def spoil(self, cells: Sequence[Cell], refused: ValueRefused) -> None:
        """Let a value that could not be made refuse what its group comes to."""
        if key := text_of(cells[self.key_at]):
            self._of[key] = refused

    def of(self, cells: Sequence[Cell], made: Cell) -> str:
        """What the row's group comes to; raises `ValueRefused` where a number of it cannot be read."""
        key = text_of(cells[self.key_at])
        if self.take == "place":
            self._met[key] = self._met.get(key, 0) + 1 if key else 1
            return str(self._met[key])
        if not key and self.take != "sum":
            return "1" if self.take == "count" else text_of(made)
        found = self._of.get(key, "") if key else self._with(None, made)
        if isinstance(found, ValueRefused):
            raise found
        return self._written(found) if isinstance(found, Decimal) else str(found)

    def _choose(self, key: str, text: str, cells: Sequence[Cell]) -> None:
        """Keep the earliest or the latest value; of two at one instant the file's order decides."""
        if self.by_at is None:
            if self.take == "last" or key not in self._of:
                self._of[key] = text
            return
        try:
            when = self.instant(cells[self.by_at])
        except ValueRefused as refused:
            self._of[key] = ValueRefused(refused.code, _unreadable(refused.text, text_of(cells[self.by_at])))
            return
        before = self._when.get(key)
        if before is None or (when < before if self.take == "first" else when >= before):
            self._of[key], self._when[key] = text, when

    def _with(self, before: str | int | Decimal | ValueRefused | None, made: Cell) -> Decimal | ValueRefused | str:
        """A sum and one number more; what cannot be read spoils the whole sum, and nothing is left out of it."""
        if isinstance(before, ValueRefused):
            return before
        try:
            number = self.number(made)
        except ValueRefused as refused:
            return ValueRefused(refused.code, _unreadable(refused.text, text_of(made)))
        known = before if isinstance(before, Decimal) else None
        if number is None:
            return "" if known is None else known
        return number if known is None else known + number

    def _written(self, number: Decimal) -> str:
        """As the recipe's fields read it: three places would look like thousands."""
        text = f"{number.normalize():f}"
        whole, mark, fraction = text.partition(".")
        if len(fraction) == 3:
            fraction += "0"
        return f"{whole}{',' if self.decimal == 'comma' else mark}{fraction}" if fraction else whole


def gathered(column: MadeColumn, key_at: int, by_at: int | None, around: Surroundings) -> Gathered:
    """What gathers a made column of one open file; ``key_at`` is the place of the group's key in its rows, ``by_at``
    that of the instants that order them.
    """
    moment = Field("by", FieldType.INSTANT, Text(ru="Когда", en="When"))
    at = value_reader(moment, FieldRecipe(field="by"), around, remembered=0)

    def instant(cell: Cell) -> datetime:
        value = at.read(cell)
        if isinstance(value, Noted):
            value = value.value
        if not isinstance(value, datetime):
            raise ValueRefused("date_unreadable", _NO_INSTANT)
        return value

    asked = Field("sum", FieldType.MONEY, Text(ru="Сумма", en="Sum"), places=_PLACES)
    reader = value_reader(asked, FieldRecipe(field="sum"), around, remembered=0)

    def number(cell: Cell) -> Decimal | None:
        value = reader.read(cell)
        if isinstance(value, Noted):
            if value.currency is not None and value.currency != (around.formats.currency or around.company_currency):
                raise ValueRefused(value.code, value.text)
            value = value.value
        assert value is None or isinstance(value, Decimal)
        return value

    return Gathered(column.take, key_at, number, around.formats.decimal, by_at, instant)


def apart_from_its_group() -> ValueRefused:
    """A row of a file of rejected rows that nobody told what its group comes to."""
    return ValueRefused(
        "group_incomplete",
        Text(
            ru="Запись собирается из нескольких строк, а здесь только одна из них. Исправьте её в самой выгрузке и "
            "загрузите выгрузку целиком.",
            en="The record is gathered from several rows, and this is only one of them. Mend it in the export itself "
            "and import the whole export again.",
        ),
    )


_NO_INSTANT = Text(
    ru="Когда это было, не сказано, а по этому столбцу строки идут по порядку.",
    en="It does not say when that was, and rows are ordered by this column.",
)


def _unreadable(why: Text, made: str) -> Text:
    return Text(
        ru=f"В одной из строк этой записи — «{made[:60]}». {why.ru}",
        en=f"One of the rows of this record has “{made[:60]}”. {why.en}",
    )
