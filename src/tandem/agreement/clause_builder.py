"""Conditions for people who write no expressions: rows of a field, a comparison and a value, and the clause they make.

Rows stand in blocks. Inside a block they are joined by one word, the blocks by the other: either every row of a block
must hold and one block is enough (``(a and b) or c``), or one row of a block is enough and every block must hold
(``(a or b) and c``). A clause that is no such list of rows cannot be shown as rows, and is left as it is written.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from sqlglot import exp

from tandem.agreement.clause_catalogue import ClauseField
from tandem.agreement.clause_comparisons import COMPARISONS, Comparison, comparisons_of
from tandem.basics.expression_text import ExpressionError, parsed
from tandem.basics.expression_values import Kind
from tandem.basics.refusals import Refusal
from tandem.basics.text import Text

type Joint = Literal["and", "or"]


@dataclass(frozen=True, slots=True)
class BuilderRow:
    """One condition as it is chosen: the field's name, the comparison's key, the value as typed."""

    field: str = ""
    comparison: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class Built:
    """A whole clause as rows; ``inner`` joins the rows of a block, the other word joins the blocks."""

    inner: Joint = "and"
    blocks: tuple[tuple[BuilderRow, ...], ...] = ()


class RowRefused(Refusal):
    """A row makes no condition. ``block`` and ``row`` count from 0."""

    def __init__(self, block: int, row: int, reason: Text) -> None:
        self.block, self.row = block, row
        super().__init__(reason)


def clause_from(built: Built, known: Mapping[str, ClauseField]) -> str:
    """The clause the rows make; rows without a field are left out. Refuses by `RowRefused`."""
    outer = "or" if built.inner == "and" else "and"
    blocks = []
    for at, block in enumerate(built.blocks):
        conditions = [_condition(row, known, at, number) for number, row in enumerate(block) if row.field]
        if conditions:
            blocks.append(conditions)
    joined = [f" {built.inner} ".join(block) for block in blocks]
    if len(blocks) > 1:
        joined = [f"({text})" if len(block) > 1 else text for text, block in zip(joined, blocks, strict=True)]
    return f"\n{outer} ".join(joined)


def rows_of(text: str, known: Mapping[str, ClauseField]) -> Built | None:
    """The clause as rows; None when it is no such list, or no clause. An empty text is no rows."""
    if not text.strip():
        return Built()
    try:
        tree = parsed(text)
        built = _built(tree, known)
        if built is None:
            return None
        again = parsed(clause_from(built, known))
    except (ExpressionError, RowRefused):
        return None
    # What the rows say must be what the text says, to the last bracket that matters.
    return built if _plain(again) == _plain(tree) else None


def _condition(row: BuilderRow, known: Mapping[str, ClauseField], block: int, number: int) -> str:
    field = known.get(row.field)
    if field is None:
        raise RowRefused(block, number, _NO_FIELD.format(name=row.field[:60]))
    comparison = COMPARISONS.get(row.comparison)
    if comparison is None or comparison not in comparisons_of(field.kind):
        raise RowRefused(block, number, _CHOOSE.format(ru=field.words.ru, en=field.words.en))
    if not comparison.takes_value:
        return comparison.written.format(field=field.name)
    try:
        value = _value(row.value, field.kind, comparison)
    except ValueError as refused:
        raise RowRefused(block, number, refused.args[0]) from None
    return comparison.written.format(field=field.name, value=value)


def _value(typed: str, kind: Kind, comparison: Comparison) -> str:
    """The value as the language writes it. Raises ValueError of a `Text`."""
    value = typed.strip()
    if not value:
        raise ValueError(_NO_VALUE)
    if comparison.is_list:
        return ", ".join(_one(part.strip(), kind) for part in value.split(",") if part.strip())
    if comparison.is_pattern:
        if "%" in value or "_" in value:
            raise ValueError(_NO_WILDCARDS)
        return value.replace("'", "''")
    return _one(value, kind)


def _one(value: str, kind: Kind) -> str:
    if kind is Kind.TEXT:
        return "'" + value.replace("'", "''") + "'"
    if kind is Kind.DAY:
        return f"'{_day(value).isoformat()}'"
    written = re.sub(r"[\s\u00a0\u202f]", "", value).replace(",", ".")
    pattern = r"-?[0-9]{1,15}" if kind is Kind.INTEGER else r"-?[0-9]{1,12}(\.[0-9]{1,3})?"
    if re.fullmatch(pattern, written) is None:
        raise ValueError((_WHOLE if kind is Kind.INTEGER else _NUMBER).format(value=value[:40]))
    return written


def _day(value: str) -> date:
    russian = re.fullmatch(r"([0-9]{1,2})\.([0-9]{1,2})\.([12][0-9]{3})", value)
    try:
        if russian:
            day, month, year = (int(part) for part in russian.groups())
            return date(year, month, day)
        if re.fullmatch(r"[12][0-9]{3}-[0-9]{2}-[0-9]{2}", value):
            return date.fromisoformat(value)
    except ValueError:
        pass
    raise ValueError(_DAY.format(value=value[:40]))


# From a clause to rows


def _built(tree: exp.Expr, known: Mapping[str, ClauseField]) -> Built | None:
    tree = _unwrapped(tree)
    if not isinstance(tree, exp.And | exp.Or):
        row = _row(tree, known)
        return Built("and", ((row,),)) if row else None
    outer: Joint = "and" if isinstance(tree, exp.And) else "or"
    inner: Joint = "or" if outer == "and" else "and"
    blocks: list[tuple[BuilderRow, ...]] = []
    for part in _flat(tree, type(tree)):
        part = _unwrapped(part)
        within = _flat(part, exp.Or if inner == "or" else exp.And)
        rows = tuple(row for each in within if (row := _row(_unwrapped(each), known)) is not None)
        if len(rows) != len(within):
            return None
        blocks.append(rows)
    if all(len(block) == 1 for block in blocks):
        return Built(outer, (tuple(block[0] for block in blocks),))
    return Built(inner, tuple(blocks))


def _flat(tree: exp.Expr, joint: type[exp.Expr]) -> list[exp.Expr]:
    if not isinstance(tree, joint):
        return [tree]
    return [*_flat(tree.this, joint), *_flat(tree.args["expression"], joint)]


def _row(tree: exp.Expr, known: Mapping[str, ClauseField]) -> BuilderRow | None:
    """The comparison that makes this part, if one does."""
    column = tree if isinstance(tree, exp.Column) else next(tree.find_all(exp.Column), None)
    names = {name.casefold(): name for name in known}
    if column is None or column.name.casefold() not in names:
        return None
    field = known[names[column.name.casefold()]]
    for comparison in comparisons_of(field.kind):
        value = comparison.value_in(tree, column)
        if value is not None:
            return BuilderRow(field.name, comparison.key, value)
    return None


def _unwrapped(tree: exp.Expr) -> exp.Expr:
    return tree.unnest() if isinstance(tree, exp.Paren) else tree


def _plain(tree: exp.Expr) -> str:
    """The clause with every part in brackets and small letters of names, to compare two of them."""

    def plain(node: exp.Expr) -> exp.Expr:
        if isinstance(node, exp.Paren):
            return plain(node.this)
        if isinstance(node, exp.Identifier):
            return exp.to_identifier(node.name.casefold())
        return node

    return repr(tree.copy().transform(plain))


def with_row(built: Built, block: int) -> Built:
    """One more empty row in a block; a block of its own when there is none of that number."""
    blocks = list(built.blocks)
    if block < len(blocks):
        blocks[block] = (*blocks[block], BuilderRow())
    else:
        blocks.append((BuilderRow(),))
    return Built(built.inner, tuple(blocks))


def without_row(built: Built, block: int, row: int) -> Built:
    """The same without one row; a block that loses its last goes too."""
    blocks = [
        tuple(each for number, each in enumerate(rows) if (at, number) != (block, row))
        for at, rows in enumerate(built.blocks)
    ]
    return Built(built.inner, tuple(rows for rows in blocks if rows))


def from_lists(
    inner: str, blocks: Sequence[str], fields: Sequence[str], comparisons: Sequence[str], values: Sequence[str]
) -> Built:
    """The rows of a sent form: four lists of equal length, the number of the block first."""
    found: dict[str, list[BuilderRow]] = {}
    for block, field, comparison, value in zip(blocks, fields, comparisons, values, strict=False):
        found.setdefault(block, []).append(BuilderRow(field[:100], comparison[:20], value[:500]))
    return Built("or" if inner == "or" else "and", tuple(tuple(rows) for rows in found.values()))


_NO_FIELD = Text(ru="Поля «{name}» нет: выберите из списка.", en="There is no field “{name}”: choose one of the list.")
_CHOOSE = Text(ru="Выберите сравнение для поля «{ru}».", en="Choose a comparison for “{en}”.")
_NO_VALUE = Text(ru="Впишите значение.", en="Type a value.")
_NO_WILDCARDS = Text(
    ru="Знаки % и _ здесь не ищут: оставьте буквы и цифры.", en="The signs % and _ cannot be looked for: keep letters."
)
_NUMBER = Text(ru="«{value}» — не число.", en="“{value}” is no number.")
_WHOLE = Text(ru="«{value}» — не целое число.", en="“{value}” is no whole number.")
_DAY = Text(ru="«{value}» — не день: 31.01.2024 или 2024-01-31.", en="“{value}” is no day: 2024-01-31.")
