"""What the functions of the expression subset do in Python, with SQL's NULL as None."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from datetime import date, datetime

from tandem.basics.expression_values import Row, Run, Value

# One way of writing for both executions: what does not match is NULL.
NUMBER_TEXT = r"-?[0-9]{1,15}(\.[0-9]{1,12})?"
INTEGER_TEXT = r"-?[0-9]{1,15}"
DAY_TEXT = r"[12][0-9]{3}-[0-9]{2}-[0-9]{2}"

_NUMBER = re.compile(NUMBER_TEXT)
_INTEGER = re.compile(INTEGER_TEXT)
_DAY = re.compile(DAY_TEXT)


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
    matches = _matcher(re.sub("%+", "%", written))

    def run(row: Row) -> Value:
        value = inner(row)
        if not isinstance(value, str):
            return None
        return matches(lowered(value) if folds else value)

    return run


def _matcher(pattern: str) -> Callable[[str], bool]:
    """Whether a text is like the pattern; what most patterns ask for needs no regular expression."""
    inner = pattern.strip("%")
    if "%" not in inner and "_" not in inner:
        match pattern.startswith("%"), pattern.endswith("%"):
            case True, True:
                return lambda text: inner in text
            case False, True:
                return lambda text: text.startswith(inner)
            case True, False:
                return lambda text: text.endswith(inner)
            case _:
                return lambda text: text == inner
    regex = re.compile(_like_regex(pattern), re.DOTALL)
    return lambda text: regex.fullmatch(text) is not None


def _like_regex(pattern: str) -> str:
    pieces = pattern.split("%")
    made = [re.escape(piece).replace("_", ".") for piece in pieces]
    if len(made) == 1:
        return made[0]
    # (?>.*?piece) takes the first place where the piece fits and never goes back: enough for %, and linear.
    middle = "".join(f"(?>.*?{piece})" for piece in made[1:-1])
    return f"{made[0]}{middle}.*{made[-1]}"


def changed(change: Callable[[str], str], inner: Run) -> Run:
    """A text function of one text."""

    def run(row: Row) -> Value:
        value = inner(row)
        return change(value) if isinstance(value, str) else None

    return run


def lowered(text: str) -> str:
    """Small letters, sign by sign."""
    # Only these two are more than one sign, or another sign at the end of a word.
    if "İ" not in text and "Σ" not in text:
        return text.lower()
    return "".join(_LOWER.get(sign, sign.lower() if len(sign.lower()) == 1 else sign) for sign in text)


def uppered(text: str) -> str:
    """Capital letters, sign by sign."""
    capitals = text.upper()
    # A sign whose capital is several signs makes the text longer.
    if len(capitals) == len(text):
        return capitals
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


def number_in(text: str) -> float | None:
    """The number the text is written as."""
    written = text.strip(" ")
    return float(written) if _NUMBER.fullmatch(written) else None


def integer_in(text: str) -> int | None:
    """The whole number the text is written as."""
    written = text.strip(" ")
    return int(written) if _INTEGER.fullmatch(written) else None


def day_in(text: str) -> date | None:
    """The day the text is written as: ``2024-01-31``."""
    written = text.strip(" ")
    if _DAY.fullmatch(written) is None:
        return None
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None


def text_as_number(inner: Run) -> Run:
    """A text as a double, NULL when it is not written as one."""
    return _from_text(inner, number_in)


def text_as_integer(inner: Run) -> Run:
    """A text as a whole number, NULL when it is not written as one."""
    return _from_text(inner, integer_in)


def text_as_day(inner: Run) -> Run:
    """``2024-01-31`` as a day, NULL for anything else."""
    return _from_text(inner, day_in)


def _from_text(inner: Run, convert: Callable[[str], Value]) -> Run:
    def run(row: Row) -> Value:
        value = inner(row)
        return convert(value) if isinstance(value, str) else None

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
            return value.date()
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
