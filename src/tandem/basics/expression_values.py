"""What the operators of the expression subset do in Python, with SQL's NULL as None."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from operator import itemgetter
from typing import Any

from tandem.basics.text import Text

type Value = object
type Row = Mapping[str, object]
type Run = Callable[[Row], Value]


class Kind(Enum):
    """The kind of value an expression gives."""

    TEXT = "text"
    NUMBER = "decimal"
    INTEGER = "integer"
    FLAG = "condition"
    DAY = "date"
    INSTANT = "instant"
    NULL = "null"

    @property
    def words(self) -> Text:
        """The kind as a sentence calls it."""
        return _WORDS[self]


_WORDS = {
    Kind.TEXT: Text(ru="текст", en="text"),
    Kind.NUMBER: Text(ru="число", en="number"),
    Kind.INTEGER: Text(ru="целое число", en="whole number"),
    Kind.FLAG: Text(ru="условие", en="condition"),
    Kind.DAY: Text(ru="день", en="day"),
    Kind.INSTANT: Text(ru="момент времени", en="instant"),
    Kind.NULL: Text(ru="null", en="null"),
}


def constant(value: Value) -> Run:
    """The same for every row."""
    return lambda row: value


def reader(kind: Kind) -> Callable[[object], Value]:
    """What one raw value counts as in a column of that kind; a value of another kind is NULL.

    Numbers become floats, so that both executions count alike; instants become naive ones in UTC, as in the store.
    """
    return _READERS[kind]


def column(name: str, kind: Kind) -> Run:
    """The column's value; absent is NULL."""
    read = reader(kind)
    return lambda row: read(row.get(name))


def prepared_column(name: str, kind: Kind) -> Run:
    """The column of a row whose values have already gone through `reader`, and which lacks none."""
    return itemgetter(name)


def _text(value: object) -> Value:
    return value if isinstance(value, str) else None


def _number(value: object) -> Value:
    if value is None or isinstance(value, bool) or not isinstance(value, (Decimal, int, float)):
        return None
    return float(value)


def _integer(value: object) -> Value:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _flag(value: object) -> Value:
    return value if value is True or value is False else None


def _day(value: object) -> Value:
    return value if isinstance(value, date) and not isinstance(value, datetime) else None


def _instant(value: object) -> Value:
    if not isinstance(value, datetime):
        return None
    return value.astimezone(UTC).replace(tzinfo=None) if value.tzinfo else value


_READERS: dict[Kind, Callable[[object], Value]] = {
    Kind.TEXT: _text,
    Kind.NUMBER: _number,
    Kind.INTEGER: _integer,
    Kind.FLAG: _flag,
    Kind.DAY: _day,
    Kind.INSTANT: _instant,
    Kind.NULL: lambda value: None,
}


def both(left: Run, right: Run) -> Run:
    """AND: false wins over NULL."""

    def run(row: Row) -> Value:
        first = left(row)
        if first is False:
            return False
        second = right(row)
        if second is False:
            return False
        return None if first is None or second is None else True

    return run


def either(left: Run, right: Run) -> Run:
    """OR: true wins over NULL."""

    def run(row: Row) -> Value:
        first = left(row)
        if first is True:
            return True
        second = right(row)
        if second is True:
            return True
        return None if first is None or second is None else False

    return run


def negation(inner: Run) -> Run:
    """NOT."""

    def run(row: Row) -> Value:
        value = inner(row)
        return None if value is None else not value

    return run


_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "<>": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def comparison(sign: str, left: Run, right: Run) -> Run:
    """= <> < <= > >=; NULL on either side gives NULL."""
    compare = _COMPARE[sign]

    def run(row: Row) -> Value:
        first = left(row)
        if first is None:
            return None
        second = right(row)
        return None if second is None else compare(first, second)

    return run


def comparison_with(sign: str, left: Run, value: Value) -> Run:
    """The same with a written value, which needs no look at the row."""
    compare = _COMPARE[sign]

    def run(row: Row) -> Value:
        first = left(row)
        return None if first is None else compare(first, value)

    return run


def among(left: Run, values: Collection[Value]) -> Run:
    """IN with written values, none of them NULL."""
    known = frozenset(values)

    def run(row: Row) -> Value:
        first = left(row)
        return None if first is None else first in known

    return run


def _divided(a: float, b: float) -> float | None:
    return None if b == 0 else a / b


def _remainder(a: float, b: float) -> float | None:
    return None if b == 0 or math.isinf(a) else math.fmod(a, b)


_ARITHMETIC: dict[str, Callable[[float, float], float | None]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": _divided,
    "%": _remainder,
}


def arithmetic(sign: str, left: Run, right: Run) -> Run:
    """+ - * / % in double precision; by zero is NULL."""
    calculate = _ARITHMETIC[sign]

    def run(row: Row) -> Value:
        first, second = left(row), right(row)
        if not isinstance(first, float) or not isinstance(second, float):
            return None
        return calculate(first, second)

    return run


def negative(inner: Run) -> Run:
    """Unary minus."""

    def run(row: Row) -> Value:
        value = inner(row)
        return -value if isinstance(value, float) else None

    return run


def is_null(inner: Run) -> Run:
    """IS NULL."""
    return lambda row: inner(row) is None


def choice(conditions: Sequence[Run], answers: Sequence[Run]) -> Run:
    """CASE: the answer of the first true condition, else the last answer."""
    pairs = tuple(zip(conditions, answers, strict=False))
    default = answers[-1]

    def run(row: Row) -> Value:
        for condition, answer in pairs:
            if condition(row) is True:
                return answer(row)
        return default(row)

    return run


def first_known(parts: Sequence[Run]) -> Run:
    """coalesce."""

    def run(row: Row) -> Value:
        for part_of in parts:
            value = part_of(row)
            if value is not None:
                return value
        return None

    return run


def unless(condition: Run, inner: Run) -> Run:
    """nullif: NULL where the condition is true."""
    return lambda row: None if condition(row) is True else inner(row)
