"""The parts of a checked expression in both executions, and how a part of one kind becomes one of another.

``strict`` is the way of clauses: a text beside a number or a day is refused. The lenient way of import recipes reads
such a text as a number or a day, and gives NULL where it is none.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from sqlglot import exp

from tandem.basics import expression_functions as functions
from tandem.basics import expression_values as on
from tandem.basics.expression_text import ExpressionError, place_of
from tandem.basics.expression_values import Kind, Run, Value
from tandem.basics.text import Text


@dataclass(frozen=True, slots=True)
class Node:
    """One part of the expression in both executions."""

    kind: Kind
    run: Run
    sql: exp.Expr
    #: The value that stands in the expression itself.
    literal: Value = None
    is_null: bool = False


class Builds(Protocol):
    """Who turns the parts of a part into nodes."""

    strict: bool

    def build(self, tree: exp.Expr | None) -> Node:
        """The node of that part. Raises `ExpressionError`."""
        ...

    def grow(self, factor: float) -> None:
        """Count by how much a text may grow; refuses beyond the limit."""
        ...


NULL = Node(Kind.NULL, on.constant(None), exp.Null(), is_null=True)


def as_flag(node: Node) -> Node:
    """A condition."""
    if node.kind in (Kind.FLAG, Kind.NULL):
        return node
    raise ExpressionError(_FLAG_NEEDED.format(ru=node.kind.words.ru, en=node.kind.words.en))


def as_text(node: Node) -> Node:
    """A text; nothing becomes one by itself."""
    if node.kind is Kind.NULL:
        return Node(Kind.TEXT, node.run, cast(node.sql, "VARCHAR"), is_null=True)
    if node.kind is Kind.TEXT:
        return node
    raise ExpressionError(_TEXT_NEEDED.format(ru=node.kind.words.ru, en=node.kind.words.en))


def as_number(node: Node, *, strict: bool) -> Node:
    """A number with a fraction."""
    match node.kind:
        case Kind.NUMBER:
            return node
        case Kind.INTEGER if isinstance(node.literal, int):
            return number_written(float(node.literal), str(node.literal))
        case Kind.INTEGER | Kind.NULL:
            return Node(Kind.NUMBER, functions.as_float(node.run), cast(node.sql, "DOUBLE"), is_null=node.is_null)
        case Kind.TEXT if not strict:
            return text_as_number(node)
        case Kind.TEXT if isinstance(node.literal, str):
            value = functions.number_in(node.literal)
            if value is None:
                raise ExpressionError(_NO_NUMBER.format(text=node.literal[:60]))
            return number_written(value, node.literal.strip(" "))
        case Kind.TEXT:
            raise ExpressionError(_TEXT_BESIDE_NUMBER)
    raise ExpressionError(_NUMBER_NEEDED.format(ru=node.kind.words.ru, en=node.kind.words.en))


def as_day(node: Node, *, strict: bool) -> Node:
    """A day."""
    match node.kind:
        case Kind.DAY:
            return node
        case Kind.INSTANT | Kind.NULL:
            return Node(Kind.DAY, functions.as_day(node.run), cast(node.sql, "DATE"), is_null=node.is_null)
        case Kind.TEXT if not strict:
            return text_as_day(node)
        case Kind.TEXT if isinstance(node.literal, str):
            value = functions.day_in(node.literal)
            if not isinstance(value, date):
                raise ExpressionError(_NO_DAY.format(text=node.literal[:60]))
            return Node(Kind.DAY, on.constant(value), cast(exp.Literal.string(value.isoformat()), "DATE"), value)
        case Kind.TEXT:
            raise ExpressionError(_TEXT_BESIDE_DAY)
    raise ExpressionError(_DAY_NEEDED.format(ru=node.kind.words.ru, en=node.kind.words.en))


def text_as_number(node: Node) -> Node:
    """The number a text is written as, else NULL."""
    return Node(Kind.NUMBER, functions.text_as_number(node.run), _guarded(node.sql, functions.NUMBER_TEXT, "DOUBLE"))


def text_as_integer(node: Node) -> Node:
    """The whole number a text is written as, else NULL."""
    return Node(Kind.INTEGER, functions.text_as_integer(node.run), _guarded(node.sql, functions.INTEGER_TEXT, "BIGINT"))


def text_as_day(node: Node) -> Node:
    """The day a text is written as, else NULL."""
    return Node(Kind.DAY, functions.text_as_day(node.run), _guarded(node.sql, functions.DAY_TEXT, "DATE"))


def number_written(value: float, written: str) -> Node:
    """A number with a fraction that stands in the expression."""
    return Node(Kind.NUMBER, on.constant(value), cast(exp.Literal.number(written), "DOUBLE"), value)


def alike(left: Node, right: Node, *, strict: bool) -> tuple[Node, Node]:
    """Both sides of a comparison as one kind."""
    if strict and (left.is_null or right.is_null):
        raise ExpressionError(_NULL_COMPARED)
    kinds = {left.kind, right.kind} - {Kind.NULL}
    if len(kinds) < 2:
        return left, right
    if kinds <= {Kind.TEXT, Kind.NUMBER, Kind.INTEGER}:
        return as_number(left, strict=strict), as_number(right, strict=strict)
    if kinds == {Kind.TEXT, Kind.DAY}:
        return as_day(left, strict=strict), as_day(right, strict=strict)
    raise ExpressionError(
        Text(
            ru=f"Нельзя сравнить {left.kind.words.ru} и {right.kind.words.ru}.",
            en=f"One cannot compare a {left.kind.words.en} with a {right.kind.words.en}.",
        )
    )


def one_kind(nodes: list[Node]) -> tuple[Kind, list[Node]]:
    """Answers of one kind: numbers meet as decimals, anything else must be the same."""
    kinds = {node.kind for node in nodes} - {Kind.NULL}
    if not kinds:
        return Kind.NULL, nodes
    if len(kinds) == 1:
        return kinds.pop(), nodes
    if kinds == {Kind.INTEGER, Kind.NUMBER}:
        return Kind.NUMBER, [as_number(node, strict=True) for node in nodes]
    named = sorted(kinds, key=lambda kind: kind.value)
    raise ExpressionError(
        Text(
            ru=f"Ответы разного рода: {', '.join(kind.words.ru for kind in named)}. Приведите их: cast(… as text).",
            en=f"The answers are of different kinds: {', '.join(kind.words.en for kind in named)}. "
            "Bring them together: cast(… as text).",
        )
    )


# SQL


def cast(sql: exp.Expr, target: str) -> exp.Expr:
    """CAST, where it cannot fail."""
    return exp.Cast(this=sql, to=exp.DataType.build(target, dialect="duckdb"))


def try_cast(sql: exp.Expr, target: str) -> exp.Expr:
    """TRY_CAST: what cannot be read is NULL."""
    return exp.TryCast(this=sql, to=exp.DataType.build(target, dialect="duckdb"), safe=True)


def wrap(sql: exp.Expr) -> exp.Expr:
    """The part in parentheses unless it is a leaf or a call; a copy, since a part may stand in two places."""
    operator = isinstance(sql, exp.Binary | exp.Unary | exp.Is | exp.Between | exp.In) and not isinstance(
        sql, exp.Paren
    )
    return exp.Paren(this=sql.copy()) if operator else sql.copy()


def _guarded(sql: exp.Expr, pattern: str, target: str) -> exp.Expr:
    """The text as that type when it is written as the subset says, else NULL."""
    trimmed = exp.Anonymous(this="trim", expressions=[sql, exp.Literal.string(" ")])
    matches = exp.Anonymous(this="regexp_full_match", expressions=[trimmed, exp.Literal.string(pattern)])
    return exp.Paren(this=exp.Case(ifs=[exp.If(this=matches, true=try_cast(trimmed.copy(), target))]))


def refused(tree: exp.Expr, text: Text) -> ExpressionError:
    """The refusal of that part."""
    return ExpressionError(text, place_of(tree))


type Call = Callable[[Builds, exp.Expr], Node]

_FLAG_NEEDED = Text(ru="Здесь нужно условие, а не {ru}.", en="A condition is needed here, not a {en}.")
_TEXT_NEEDED = Text(
    ru="Здесь нужен текст, а не {ru}: cast(… as text).", en="A text is needed here, not a {en}: cast(… as text)."
)
_NUMBER_NEEDED = Text(ru="Здесь нужно число, а не {ru}.", en="A number is needed here, not a {en}.")
_DAY_NEEDED = Text(ru="Здесь нужен день, а не {ru}.", en="A day is needed here, not a {en}.")
_NO_NUMBER = Text(
    ru="Число сравнивается с текстом «{text}», а это не число.",
    en="A number is compared with the text “{text}”, which is no number.",
)
_NO_DAY = Text(
    ru="День сравнивается с текстом «{text}»; день пишется так: '2024-01-31'.",
    en="A day is compared with the text “{text}”; a day is written '2024-01-31'.",
)
_TEXT_BESIDE_NUMBER = Text(
    ru="Текст стоит рядом с числом. Возьмите значение в кавычки: '5', или переведите текст в число: "
    "cast(поле as decimal).",
    en="A text stands beside a number. Put the value in quotes: '5', or read the text as a number: "
    "cast(field as decimal).",
)
_TEXT_BESIDE_DAY = Text(
    ru="Текст стоит рядом с днём. Переведите его в день: cast(поле as date).",
    en="A text stands beside a day. Read it as a day: cast(field as date).",
)
_NULL_COMPARED = Text(
    ru="Сравнение с null ничего не даёт: напишите «is null» или «is not null».",
    en="Comparing with null tells nothing: write “is null” or “is not null”.",
)
