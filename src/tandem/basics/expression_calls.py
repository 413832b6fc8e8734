"""The functions of the expression subset, and LIKE, in both executions. What ``CALLS`` does not list does not exist."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlglot import exp

from tandem.basics import expression_functions as functions
from tandem.basics import expression_values as on
from tandem.basics.expression_nodes import (
    Builds,
    Node,
    alike,
    as_day,
    as_number,
    as_text,
    cast,
    one_kind,
    refused,
    text_as_day,
    text_as_integer,
    text_as_number,
    try_cast,
    wrap,
)
from tandem.basics.expression_text import ExpressionError, nearest_of, place_of
from tandem.basics.expression_values import Kind
from tandem.basics.text import Text

#: The names a clause may call, as they are written.
NAMES = (
    "coalesce", "nullif", "lower", "upper", "trim", "replace", "substring", "split_part", "length", "round", "abs",
    "cast", "date_diff",
)  # fmt: skip
LONGEST_PATTERN = 500


def _coalesce(builder: Builds, tree: exp.Expr) -> Node:
    kind, nodes = one_kind([builder.build(each) for each in (tree.this, *tree.expressions)])
    made = exp.Coalesce(this=nodes[0].sql, expressions=[node.sql for node in nodes[1:]])
    return Node(kind, on.first_known([node.run for node in nodes]), made)


def _nullif(builder: Builds, tree: exp.Expr) -> Node:
    left, right = builder.build(tree.this), builder.build(tree.args["expression"])
    left_alike, right = alike(left, right, strict=builder.strict)
    same = exp.EQ(this=wrap(left_alike.sql), expression=wrap(right.sql))
    made = exp.Case(ifs=[exp.If(this=same, true=exp.Null())], default=left.sql)
    return Node(left.kind, on.unless(on.comparison("=", left_alike.run, right.run), left.run), exp.Paren(this=made))


def _letters(builder: Builds, tree: exp.Expr) -> Node:
    inner = as_text(builder.build(tree.this))
    change = functions.lowered if isinstance(tree, exp.Lower) else functions.uppered
    return Node(Kind.TEXT, functions.changed(change, inner.run), type(tree)(this=inner.sql))


def _trim(builder: Builds, tree: exp.Expr) -> Node:
    if any(tree.args.get(name) for name in ("expression", "position", "collation")):
        raise unknown(tree)
    inner = as_text(builder.build(tree.this))
    made = exp.Anonymous(this="trim", expressions=[inner.sql, exp.Literal.string(" ")])
    return Node(Kind.TEXT, functions.changed(functions.trimmed, inner.run), made)


def _replace(builder: Builds, tree: exp.Expr) -> Node:
    inner = as_text(builder.build(tree.this))
    old = builder.build(tree.args["expression"])
    new = builder.build(tree.args["replacement"]) if tree.args.get("replacement") is not None else None
    if new is None or not isinstance(old.literal, str) or not old.literal or not isinstance(new.literal, str):
        raise refused(tree, _TEXTS_WRITTEN)
    builder.grow(len(new.literal) / len(old.literal))
    made = exp.Anonymous(this="replace", expressions=[inner.sql, old.sql, new.sql])
    return Node(Kind.TEXT, functions.replaced(inner.run, old.literal, new.literal), made)


def _substring(builder: Builds, tree: exp.Expr) -> Node:
    inner = as_text(builder.build(tree.this))
    start = _written_number(tree.args.get("start"), tree, least=1)
    count = tree.args.get("length")
    length = None if count is None else _written_number(count, tree, least=0)
    numbers = [start] if length is None else [start, length]
    made = exp.Anonymous(this="substring", expressions=[inner.sql, *(exp.Literal.number(number) for number in numbers)])
    return Node(Kind.TEXT, functions.part(inner.run, start, length), made)


def _split_part(builder: Builds, tree: exp.Expr) -> Node:
    inner = as_text(builder.build(tree.this))
    delimiter = builder.build(tree.args["delimiter"])
    number = _written_number(tree.args["part_index"], tree, least=1)
    if not isinstance(delimiter.literal, str) or not delimiter.literal:
        raise refused(tree, _TEXTS_WRITTEN)
    made = exp.Anonymous(this="split_part", expressions=[inner.sql, delimiter.sql, exp.Literal.number(number)])
    return Node(Kind.TEXT, functions.split(inner.run, delimiter.literal, number), made)


def _length(builder: Builds, tree: exp.Expr) -> Node:
    inner = as_text(builder.build(tree.this))
    return Node(Kind.INTEGER, functions.length(inner.run), exp.Length(this=inner.sql))


def _round(builder: Builds, tree: exp.Expr) -> Node:
    inner = as_number(builder.build(tree.this), strict=builder.strict)
    decimals = tree.args.get("decimals")
    places = 0 if decimals is None else _written_number(decimals, tree, least=0)
    if places > 6:
        raise refused(tree, _NUMBER_WRITTEN)
    made = exp.Anonymous(this="round", expressions=[inner.sql, exp.Literal.number(places)])
    return Node(Kind.NUMBER, functions.rounded(inner.run, places), made)


def _abs(builder: Builds, tree: exp.Expr) -> Node:
    inner = as_number(builder.build(tree.this), strict=builder.strict)
    return Node(Kind.NUMBER, functions.magnitude(inner.run), exp.Abs(this=inner.sql))


def _date_diff(builder: Builds, tree: exp.Expr) -> Node:
    if str(tree.args.get("unit") or "").strip("'").upper() not in ("DAY", "DAYS"):
        raise refused(tree, _DAYS_ONLY)
    # The parser keeps (unit, from, to) as this = to, expression = from.
    later, earlier = (
        as_day(builder.build(each), strict=builder.strict) for each in (tree.this, tree.args["expression"])
    )
    made = exp.Anonymous(this="date_diff", expressions=[exp.Literal.string("day"), earlier.sql, later.sql])
    return Node(Kind.INTEGER, functions.days_between(earlier.run, later.run), made)


def _like(builder: Builds, tree: exp.Expr) -> Node:
    value = as_text(builder.build(tree.this))
    pattern = builder.build(tree.args["expression"])
    if not isinstance(pattern.literal, str):
        raise refused(tree, _PATTERN_WRITTEN)
    if len(pattern.literal) > LONGEST_PATTERN:
        raise refused(tree, _PATTERN_LONG.format(limit=LONGEST_PATTERN))
    folds = isinstance(tree, exp.ILike)
    # Both sides in small letters: ILIKE of the engine folds some signs on its own terms.
    subject = exp.Lower(this=value.sql) if folds else wrap(value.sql)
    written = functions.lowered(pattern.literal) if folds else pattern.literal
    made = exp.Like(this=subject, expression=exp.Literal.string(written))
    run = functions.like(value.run, pattern.literal, folds)
    if tree.args.get("negate"):
        return Node(Kind.FLAG, on.negation(run), exp.Not(this=wrap(made)))
    return Node(Kind.FLAG, run, made)


def _cast(builder: Builds, tree: exp.Expr) -> Node:
    target = tree.args["to"]
    # The parser itself writes (18, 3) after a bare decimal.
    if [each.name for each in target.expressions] not in ([], ["18", "3"]):
        raise refused(tree, _CAST_TARGETS)
    inner = builder.build(tree.this)
    match target.this:
        case exp.DataType.Type.TEXT | exp.DataType.Type.VARCHAR:
            return _cast_to_text(inner, tree)
        case exp.DataType.Type.INT | exp.DataType.Type.BIGINT:
            return _cast_to_integer(inner, tree)
        case exp.DataType.Type.DECIMAL | exp.DataType.Type.DOUBLE:
            return text_as_number(inner) if inner.kind is Kind.TEXT else as_number(inner, strict=True)
        case exp.DataType.Type.DATE:
            return text_as_day(inner) if inner.kind is Kind.TEXT else as_day(inner, strict=True)
    raise refused(tree, _CAST_TARGETS)


def _cast_to_text(node: Node, tree: exp.Expr) -> Node:
    match node.kind:
        case Kind.TEXT:
            return node
        case Kind.INTEGER | Kind.FLAG | Kind.DAY | Kind.NULL:
            return Node(Kind.TEXT, functions.as_text(node.run), cast(node.sql, "VARCHAR"))
    # A fraction and an instant are written differently by different engines.
    raise refused(tree, _TEXT_OF_FRACTION)


def _cast_to_integer(node: Node, tree: exp.Expr) -> Node:
    match node.kind:
        case Kind.INTEGER:
            return node
        case Kind.TEXT:
            return text_as_integer(node)
        case Kind.NULL:
            return Node(Kind.INTEGER, node.run, cast(node.sql, "BIGINT"))
        case Kind.NUMBER:
            # Halves away from zero, as round() does; the engine's own cast sends them to the even number.
            made = exp.Anonymous(this="round", expressions=[node.sql, exp.Literal.number(0)])
            return Node(Kind.INTEGER, functions.as_integer(node.run), try_cast(made, "BIGINT"))
    raise refused(tree, _CAST_TARGETS)


def _written_number(tree: exp.Expr | None, whole: exp.Expr, *, least: int) -> int:
    if (
        isinstance(tree, exp.Literal)
        and not tree.is_string
        and tree.this.isdecimal()
        and least <= int(tree.this) <= 10_000
    ):
        return int(tree.this)
    raise refused(whole, _NUMBER_WRITTEN)


def unknown(tree: exp.Expr) -> ExpressionError:
    """The refusal of what is not in the language, with the function that may have been meant."""
    shown = tree.name if isinstance(tree, exp.Anonymous) else tree.key
    if isinstance(tree, exp.Func):
        nearest = nearest_of(shown, list(NAMES))
        hint = f" (≈ {nearest})" if nearest else ""
        said = _NO_FUNCTION.format(shown=shown[:60], hint=hint, names=", ".join(NAMES))
        return ExpressionError(said, place_of(tree), nearest)
    return refused(tree, _NOT_IN_LANGUAGE.format(shown=shown[:60]))


CALLS: Mapping[type[exp.Expr], Callable[[Builds, Any], Node]] = {
    exp.Coalesce: _coalesce,
    exp.Nullif: _nullif,
    exp.Lower: _letters,
    exp.Upper: _letters,
    exp.Trim: _trim,
    exp.Replace: _replace,
    exp.Substring: _substring,
    exp.SplitPart: _split_part,
    exp.Length: _length,
    exp.Round: _round,
    exp.Abs: _abs,
    exp.DateDiff: _date_diff,
    exp.Cast: _cast,
    exp.Like: _like,
    exp.ILike: _like,
}

_NO_FUNCTION = Text(
    ru="Функции «{shown}» в языке нет{hint}. Есть: {names}.",
    en="There is no function “{shown}” in the language{hint}. There are: {names}.",
)
_NOT_IN_LANGUAGE = Text(
    ru="«{shown}» не входит в язык выражений.", en="“{shown}” is not in the language of expressions."
)
_TEXTS_WRITTEN = Text(
    ru="Здесь нужны непустые тексты в одинарных кавычках.",
    en="Texts in single quotes, not empty, are needed here.",
)
_NUMBER_WRITTEN = Text(
    ru="Здесь нужно целое число, написанное прямо в выражении.",
    en="A whole number written in the expression is needed here.",
)

_PATTERN_WRITTEN = Text(
    ru="Образец для like пишется прямо в выражении, в одинарных кавычках.",
    en="The pattern of like is written in the expression, in single quotes.",
)
_PATTERN_LONG = Text(
    ru="Образец для like длиннее {limit} знаков.", en="The pattern of like is longer than {limit} signs."
)
_DAYS_ONLY = Text(ru="date_diff считает только дни: 'day'.", en="date_diff counts days only: 'day'.")
_CAST_TARGETS = Text(
    ru="Привести можно к text, integer, decimal, date, без размеров.",
    en="One may cast to text, integer, decimal, date, without sizes.",
)
_TEXT_OF_FRACTION = Text(
    ru="Дробное число и момент времени не приводятся к тексту: сначала cast(… as integer) или as date.",
    en="A number with a fraction or an instant is not cast to text: cast(… as integer) or as date first.",
)
