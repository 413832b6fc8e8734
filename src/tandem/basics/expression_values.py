"""What the operators of the expression subset do in Python, with SQL's NULL as None."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum

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


# One way of writing for both executions: what does not match is NULL.
NUMBER_TEXT = r"-?[0-9]{1,15}(\.[0-9]{1,12})?"
INTEGER_TEXT = r"-?[0-9]{1,15}"
DAY_TEXT = r"[12][0-9]{3}-[0-9]{2}-[0-9]{2}"

_NUMBER = re.compile(NUMBER_TEXT)
_INTEGER = re.compile(INTEGER_TEXT)
_DAY = re.compile(DAY_TEXT)


def constant(value: Value) -> Run:
    """The same for every row."""
    return lambda row: value


def column(name: str, kind: Kind) -> Run:
    """The column's value; absent is NULL. Numbers become floats, so that both executions count alike."""
    if kind is Kind.NUMBER:

        def number(row: Row) -> Value:
            value = row.get(name)
            return float(value) if isinstance(value, int | float | Decimal) else None

        return number
    if kind is Kind.INSTANT:

        def instant(row: Row) -> Value:
            value = row.get(name)
            return value.astimezone(UTC) if isinstance(value, datetime) and value.tzinfo else value

        return instant
    return lambda row: row.get(name)


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


_COMPARE: dict[str, Callable[[object, object], bool]] = {
    "=": lambda a, b: a == b,
    "<>": lambda a, b: a != b,
    "<": lambda a, b: a < b,  # type: ignore[operator]  # the builder has made both sides one kind
    "<=": lambda a, b: a <= b,  # type: ignore[operator]  # as above
    ">": lambda a, b: a > b,  # type: ignore[operator]  # as above
    ">=": lambda a, b: a >= b,  # type: ignore[operator]  # as above
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


def magnitude(inner: Run) -> Run:
    """abs."""

    def run(row: Row) -> Value:
        value = inner(row)
        return abs(value) if isinstance(value, float) else None

    return run


def rounded(inner: Run, places: int) -> Run:
    """round: halves away from zero, on the double as it is."""

    def run(row: Row) -> Value:
        value = inner(row)
        return _rounded(value, places) if isinstance(value, float) else None

    return run


def _rounded(value: float, places: int) -> float:
    scale = float(10**places)
    scaled = value * scale
    if not math.isfinite(scaled):
        return value
    whole = math.trunc(scaled)
    if abs(scaled - whole) >= 0.5:
        whole += 1 if scaled > 0 else -1
    return math.copysign(float(abs(whole)), scaled) / scale


def is_null(inner: Run) -> Run:
    """IS NULL."""
    return lambda row: inner(row) is None


def joined(left: Run, right: Run) -> Run:
    """||"""

    def run(row: Row) -> Value:
        first, second = left(row), right(row)
        return None if first is None or second is None else f"{first}{second}"

    return run


def like(inner: Run, pattern: str, folds: bool) -> Run:
    """LIKE and ILIKE: % for any signs, _ for one; no escape."""
    written = lowered(pattern) if folds else pattern
    # Runs of % mean one; the pieces between are then found one after another, so no pattern runs away.
    regex = re.compile(_like_regex(re.sub("%+", "%", written)), re.DOTALL)

    def run(row: Row) -> Value:
        value = inner(row)
        if not isinstance(value, str):
            return None
        return regex.fullmatch(lowered(value) if folds else value) is not None

    return run


def _like_regex(pattern: str) -> str:
    pieces = pattern.split("%")
    made = [re.escape(piece).replace("_", ".") for piece in pieces]
    if len(made) == 1:
        return made[0]
    # (?>.*?piece) takes the first place where the piece fits and never goes back: enough for %, and linear.
    middle = "".join(f"(?>.*?{piece})" for piece in made[1:-1])
    return f"{made[0]}{middle}.*{made[-1]}"


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


def changed(change: Callable[[str], str], inner: Run) -> Run:
    """A text function of one text."""

    def run(row: Row) -> Value:
        value = inner(row)
        return change(value) if isinstance(value, str) else None

    return run


def lowered(text: str) -> str:
    """Small letters, sign by sign."""
    if text.isascii():
        return text.lower()
    return "".join(_LOWER.get(sign, sign.lower() if len(sign.lower()) == 1 else sign) for sign in text)


def uppered(text: str) -> str:
    """Capital letters, sign by sign."""
    if text.isascii():
        return text.upper()
    return "".join(_UPPER.get(sign, sign.upper() if len(sign.upper()) == 1 else sign) for sign in text)


# Where one capital is several signs the engine takes a single one that Unicode also has.
_LOWER = {"İ": "i"}
_UPPER = (
    {"ß": "ẞ"}
    | {chr(small): chr(small + 8) for start in (0x1F80, 0x1F90, 0x1FA0) for small in range(start, start + 8)}
    | {"ᾳ": "ᾼ", "ῃ": "ῌ", "ῳ": "ῼ"}
)


def trimmed(text: str) -> str:
    """Without blanks (U+0020) at both ends."""
    return text.strip(" ")


def replaced(inner: Run, old: str, new: str) -> Run:
    """replace."""
    return changed(lambda text: text.replace(old, new), inner)


def part(inner: Run, start: int, length: int | None) -> Run:
    """substring: from ``start``, counted from 1."""
    end = None if length is None else start - 1 + length
    return changed(lambda text: text[start - 1 : end], inner)


def split(inner: Run, delimiter: str, number: int) -> Run:
    """split_part: the part of that number, counted from 1; an empty text past the last."""

    def pick(text: str) -> str:
        parts = text.split(delimiter)
        return parts[number - 1] if number <= len(parts) else ""

    return changed(pick, inner)


def length(inner: Run) -> Run:
    """length, in signs."""

    def run(row: Row) -> Value:
        value = inner(row)
        return len(value) if isinstance(value, str) else None

    return run


def days_between(earlier: Run, later: Run) -> Run:
    """date_diff('day', earlier, later)."""

    def run(row: Row) -> Value:
        first, second = earlier(row), later(row)
        if not isinstance(first, date) or not isinstance(second, date):
            return None
        return (second - first).days

    return run


def as_float(inner: Run) -> Run:
    """A whole number as a double."""

    def run(row: Row) -> Value:
        value = inner(row)
        return float(value) if isinstance(value, int) else None

    return run


def text_as_number(inner: Run) -> Run:
    """A text as a double, NULL when it is not written as one."""
    return _from_text(inner, _NUMBER, float)


def text_as_integer(inner: Run) -> Run:
    """A text as a whole number, NULL when it is not written as one."""
    return _from_text(inner, _INTEGER, int)


def text_as_day(inner: Run) -> Run:
    """``2024-01-31`` as a day, NULL for anything else."""
    return _from_text(inner, _DAY, date.fromisoformat)


def _from_text(inner: Run, pattern: re.Pattern[str], convert: Callable[[str], Value]) -> Run:
    def run(row: Row) -> Value:
        value = inner(row)
        if not isinstance(value, str):
            return None
        text = value.strip(" ")
        if pattern.fullmatch(text) is None:
            return None
        try:
            return convert(text)
        except ValueError:
            return None

    return run


def as_integer(inner: Run) -> Run:
    """A double as a whole number, halves away from zero."""

    def run(row: Row) -> Value:
        value = inner(row)
        if not isinstance(value, float):
            return None
        whole = _rounded(value, 0)
        return int(whole) if math.isfinite(whole) and -(2.0**63) <= whole < 2.0**63 else None

    return run


def as_day(inner: Run) -> Run:
    """The day of an instant, in UTC."""

    def run(row: Row) -> Value:
        value = inner(row)
        if isinstance(value, datetime):
            return (value.astimezone(UTC) if value.tzinfo else value).date()
        return value

    return run


def as_text(inner: Run) -> Run:
    """Whole numbers, flags and days as SQL writes them."""

    def run(row: Row) -> Value:
        value = inner(row)
        if value is None:
            return None
        if isinstance(value, bool):
            return "true" if value else "false"
        return value.isoformat() if isinstance(value, date) else str(value)

    return run
