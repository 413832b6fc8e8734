"""The comparisons of the clause builder: their words, how they are written, and how they are recognised."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sqlglot import exp

from tandem.basics.expression_values import Kind
from tandem.basics.text import Text


@dataclass(frozen=True, slots=True)
class Comparison:
    """One comparison. ``written`` is its text with ``{field}`` and ``{value}``; ``read`` finds its value in a tree."""

    key: str
    words: Text
    written: str
    read: Callable[[exp.Expr, exp.Column], str | None]
    is_list: bool = False
    is_pattern: bool = False

    @property
    def takes_value(self) -> bool:
        """Whether a value is compared with."""
        return "{value}" in self.written

    def value_in(self, tree: exp.Expr, column: exp.Column) -> str | None:
        """The value as one would type it, when the tree is this comparison of that column."""
        return self.read(tree, column)


def _sign(kind: type[exp.Expr]) -> Callable[[exp.Expr, exp.Column], str | None]:
    def read(tree: exp.Expr, column: exp.Column) -> str | None:
        if type(tree) is not kind or tree.this is not column:
            return None
        return _literal(tree.args["expression"])

    return read


def _itself(tree: exp.Expr, column: exp.Column) -> str | None:
    return "" if tree is column else None


def _not_itself(tree: exp.Expr, column: exp.Column) -> str | None:
    return "" if isinstance(tree, exp.Not) and tree.this is column else None


def _is_null(tree: exp.Expr, column: exp.Column) -> str | None:
    null = isinstance(tree, exp.Is) and tree.this is column and isinstance(tree.args["expression"], exp.Null)
    return "" if null else None


def _among(tree: exp.Expr, column: exp.Column) -> str | None:
    if not isinstance(tree, exp.In) or tree.this is not column or not tree.expressions:
        return None
    values = [_literal(each) for each in tree.expressions]
    if any(value is None or "," in value for value in values):
        return None
    return ", ".join(str(value) for value in values)


def _negated(read: Callable[[exp.Expr, exp.Column], str | None]) -> Callable[[exp.Expr, exp.Column], str | None]:
    return lambda tree, column: read(tree.this, column) if isinstance(tree, exp.Not) else None


def _pattern(before: str, after: str) -> Callable[[exp.Expr, exp.Column], str | None]:
    def read(tree: exp.Expr, column: exp.Column) -> str | None:
        if not isinstance(tree, exp.ILike) or tree.this is not column or tree.args.get("negate"):
            return None
        written = _literal(tree.args["expression"])
        if written is None or not written.startswith(before) or not written.endswith(after):
            return None
        inner = written[len(before) : len(written) - len(after)]
        return inner if inner and "%" not in inner and "_" not in inner else None

    return read


def _literal(tree: exp.Expr) -> str | None:
    if isinstance(tree, exp.Neg) and isinstance(tree.this, exp.Literal) and not tree.this.is_string:
        return f"-{tree.this.this}"
    return str(tree.this) if isinstance(tree, exp.Literal) else None


_EQUAL = Comparison("is", Text(ru="равно", en="is"), "{field} = {value}", _sign(exp.EQ))
_OTHER = Comparison("is_not", Text(ru="не равно", en="is not"), "{field} <> {value}", _sign(exp.NEQ))
_KNOWN = Comparison("known", Text(ru="известно", en="is known"), "{field} is not null", _negated(_is_null))
_UNKNOWN = Comparison("unknown", Text(ru="неизвестно", en="is not known"), "{field} is null", _is_null)
_YES = Comparison("yes", Text(ru="да", en="is true"), "{field}", _itself)
_NO = Comparison("no", Text(ru="нет", en="is false"), "not {field}", _not_itself)
_AMONG = Comparison(
    "among", Text(ru="одно из (через запятую)", en="is one of (comma between)"), "{field} in ({value})", _among,
    is_list=True,
)  # fmt: skip
_NOT_AMONG = Comparison(
    "not_among", Text(ru="ни одно из (через запятую)", en="is none of (comma between)"), "{field} not in ({value})",
    _negated(_among), is_list=True,
)  # fmt: skip
_CONTAINS = Comparison(
    "contains", Text(ru="содержит", en="contains"), "{field} ilike '%{value}%'", _pattern("%", "%"), is_pattern=True
)
_BEGINS = Comparison(
    "begins", Text(ru="начинается с", en="begins with"), "{field} ilike '{value}%'", _pattern("", "%"), is_pattern=True
)
_AT_LEAST = Comparison("at_least", Text(ru="не меньше", en="is at least"), "{field} >= {value}", _sign(exp.GTE))
_AT_MOST = Comparison("at_most", Text(ru="не больше", en="is at most"), "{field} <= {value}", _sign(exp.LTE))
_MORE = Comparison("more", Text(ru="больше", en="is more than"), "{field} > {value}", _sign(exp.GT))
_LESS = Comparison("less", Text(ru="меньше", en="is less than"), "{field} < {value}", _sign(exp.LT))
_SINCE = Comparison("since", Text(ru="не раньше", en="is on or after"), "{field} >= {value}", _sign(exp.GTE))
_UNTIL = Comparison("until", Text(ru="не позже", en="is on or before"), "{field} <= {value}", _sign(exp.LTE))
_AFTER = Comparison("after", Text(ru="после", en="is after"), "{field} > {value}", _sign(exp.GT))
_BEFORE = Comparison("before", Text(ru="до", en="is before"), "{field} < {value}", _sign(exp.LT))

_NUMBERS = (_AT_LEAST, _AT_MOST, _MORE, _LESS, _EQUAL, _OTHER, _KNOWN, _UNKNOWN)
_OF_KIND: Mapping[Kind, tuple[Comparison, ...]] = {
    Kind.TEXT: (_EQUAL, _OTHER, _AMONG, _NOT_AMONG, _CONTAINS, _BEGINS, _KNOWN, _UNKNOWN),
    Kind.NUMBER: _NUMBERS,
    Kind.INTEGER: _NUMBERS,
    Kind.FLAG: (_YES, _NO, _KNOWN, _UNKNOWN),
    Kind.DAY: (_SINCE, _UNTIL, _AFTER, _BEFORE, _EQUAL, _KNOWN, _UNKNOWN),
    Kind.INSTANT: (_KNOWN, _UNKNOWN),
}
COMPARISONS: Mapping[str, Comparison] = {each.key: each for group in _OF_KIND.values() for each in group}


def comparisons_of(kind: Kind) -> tuple[Comparison, ...]:
    """The comparisons that make sense of a kind, the most used first."""
    return _OF_KIND.get(kind, ())
