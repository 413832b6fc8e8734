"""The catalogue: one object is one number, with its names, its question, its owner and how it is counted.

A room announces its measures in ``<room>/measures.py`` as module-level ``Measure`` objects or tuples of
them; they are found at start. Pages, exports, the command line and the API name a measure by its key.
"""

from __future__ import annotations

import difflib
import functools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from tandem.basics.discovery import modules_named
from tandem.basics.refusals import Refusal
from tandem.basics.text import Text
from tandem.measures.expressions import BadExpression, aggregate, conjuncts, expression
from tandem.measures.tables import shape
from tandem.people.rules import Department


class BadMeasure(Exception):
    """A measure contradicts itself or names what does not exist; the house does not start with it."""


class UnknownMeasure(Refusal):
    """No measure has this key; ``nearest`` is the one most like it."""

    def __init__(self, text: Text, *, nearest: str) -> None:
        super().__init__(text)
        self.nearest = nearest


class Unit(StrEnum):
    """What a value is counted in; money is Decimal, counts are int, the rest float."""

    COUNT = "count"
    MONEY = "money"
    #: A fraction, 0.25 for a quarter.
    SHARE = "share"
    #: How many times, 2.5.
    RATIO = "ratio"
    SECONDS = "seconds"
    MINUTES = "minutes"
    DAYS = "days"


class Better(StrEnum):
    """Which direction is good news."""

    UP = "up"
    DOWN = "down"
    NEITHER = "neither"


@dataclass(frozen=True, slots=True)
class Total:
    """A count or sum over the rows of a table whose ``day`` lies in the period and for which ``where`` holds.

    A sum over no rows is zero, unless ``known_if_present``: then nothing is known without rows (spend,
    impressions), and there is no value.
    """

    table: str
    day: str
    expression: str = "count(*)"
    where: str | None = None
    known_if_present: bool = False


@dataclass(frozen=True, slots=True)
class Quantile:
    """The exact quantile ``q`` of a value over such rows; ``open`` says which rows have no value *yet*."""

    table: str
    day: str
    expression: str
    q: float
    where: str | None = None
    open: str | None = None


@dataclass(frozen=True, slots=True)
class Rate:
    """A share of cases: the numerator's are among the denominator's. ``young`` counts the cases yet undecided."""

    numerator: str
    denominator: str
    young: str | None = None


@dataclass(frozen=True, slots=True)
class PeriodRatio:
    """Events of one kind to events of another in the same period; different cases, so it may exceed 1."""

    numerator: str
    denominator: str


class Uncertain(StrEnum):
    """Which part of a ratio is chance: the interval of ``PerUnit`` comes from it."""

    #: A count in the denominator: leads bought for a known sum.
    DENOMINATOR_COUNT = "denominator_count"
    #: A sum of money in the denominator: revenue under a known spend.
    DENOMINATOR_SUM = "denominator_sum"
    NUMERATOR_SUM = "numerator_sum"
    #: Both are sums of weights of drawn cases, 1 ÷ the chance of each; the numerator's are among the denominator's.
    WEIGHTS = "weights"
    #: The numerator is the sum of the denominator's own amounts: an average check.
    MEAN = "mean"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class PerUnit:
    """One measure divided by another; without a value, and with the reason, where there is nothing to divide by."""

    numerator: str
    denominator: str
    uncertain: Uncertain = Uncertain.NOTHING


@dataclass(frozen=True, slots=True)
class Difference:
    """One measure minus another; not computable, rather than equal to the first, without rows behind the second."""

    minuend: str
    subtrahend: str


@dataclass(frozen=True, slots=True)
class Cohort:
    """Of the leads captured in the period, the share that reaches something, young leads counted as undecided.

    ``start``, ``reached`` and ``lost`` are days of a lead. A lead that is neither reached nor lost is open
    since ``start``. With ``horizon`` the share that reaches it within so many days, else within the age
    that has been observed (Aalen and Johansen).
    """

    reached: str
    lost: str
    start: str = "captured_on"
    where: str | None = None
    horizon: int | None = None

    @property
    def table(self) -> str:
        return "leads"

    @property
    def day(self) -> str:
        return "captured_on"


@dataclass(frozen=True, slots=True)
class CohortDays(Cohort):
    """The quantile ``q`` of days from ``start`` to ``reached`` among those that got there."""

    q: float = 0.5


type Leaf = Total | Quantile | Cohort
type Value = Leaf | Rate | PeriodRatio | PerUnit | Difference


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One number: what pages show on hover and what the engine computes."""

    key: str
    name: Text
    #: The question of a person that this number answers.
    question: Text
    #: How it is counted, in words.
    definition: Text
    unit: Unit
    value: Value
    better: Better = Better.NEITHER
    #: The department that answers for it; None where both do.
    owner: Department | None = None
    #: The measure without which this one is not shown: alone it would say something else.
    beside: str = ""

    @property
    def parts(self) -> tuple[str, ...]:
        """Keys of the measures this one is made of."""
        match self.value:
            case Rate(numerator, denominator, young):
                return (numerator, denominator, *((young,) if young else ()))
            case PeriodRatio(numerator, denominator) | PerUnit(numerator, denominator):
                return (numerator, denominator)
            case Difference(minuend, subtrahend):
                return (minuend, subtrahend)
        return ()


@functools.cache
def catalogue() -> Mapping[str, Measure]:
    """Every measure by its key, in the order of rooms and files. Raises ``BadMeasure`` for the first bad one."""
    found: dict[str, Measure] = {}
    for measure in _announced():
        if found.get(measure.key, measure) is not measure:
            raise BadMeasure(f"Two measures have the key {measure.key!r}.")
        found[measure.key] = measure
    for measure in found.values():
        check(measure, found)
    return found


def measure(key: str) -> Measure:
    """The measure of that key; refuses by ``UnknownMeasure``."""
    found = catalogue().get(key)
    if found is None:
        nearest = difflib.get_close_matches(key, catalogue(), n=1, cutoff=0.0)[0]
        asked = key[:60]
        raise UnknownMeasure(
            Text(
                ru=f"Показателя «{asked}» нет; ближайший: «{nearest}». Список показателей: tandem measures.",
                en=f"There is no measure “{asked}”; the nearest is “{nearest}”. For the list run: tandem measures.",
            ),
            nearest=nearest,
        )
    return found


def leaves(keys: tuple[str, ...]) -> dict[str, Leaf]:
    """The measures computed in the store that these ones rest on, by key, each once."""
    found: dict[str, Leaf] = {}
    waiting = list(keys)
    while waiting:
        each = measure(waiting.pop(0))
        if isinstance(each.value, Total | Quantile | Cohort):
            found[each.key] = each.value
        waiting += each.parts
    return found


def columns_read(value: Leaf) -> frozenset[str]:
    """The columns of its table that a measure reads."""
    read = expression(value.day).columns
    for condition in (value.where, getattr(value, "open", None)):
        read |= expression(condition).columns if condition else frozenset()
    match value:
        case Total():
            read |= aggregate(value.expression).columns
        case Quantile():
            read |= expression(value.expression).columns
        case Cohort():
            for text in (value.start, value.reached, value.lost):
                read |= expression(text).columns
    return read


def check(measure: Measure, among: Mapping[str, Measure]) -> None:
    """Refuse a measure that cannot be right, by ``BadMeasure`` with its key and what to mend."""
    for part in (*measure.parts, *((measure.beside,) if measure.beside else ())):
        if part not in among:
            raise BadMeasure(f"The measure {measure.key!r} is made of {part!r}, which no room declares.")
    value = measure.value
    try:
        if isinstance(value, Total | Quantile | Cohort):
            _check_columns(measure.key, value)
        elif isinstance(value, Rate):
            _check_rate(measure.key, among[value.numerator].value, among[value.denominator].value)
    except BadExpression as error:
        raise BadMeasure(f"The measure {measure.key!r}: {error}.") from None
    if isinstance(value, Quantile | CohortDays) and not 0 < value.q < 1:
        raise BadMeasure(f"The measure {measure.key!r}: a quantile lies between 0 and 1, not at {value.q}.")


def _check_columns(key: str, value: Leaf) -> None:
    tables = shape().tables
    if value.table not in tables:
        raise BadMeasure(f"The measure {key!r} counts rows of {value.table!r}, which no room declares.")
    unknown = columns_read(value) - set(shape().columns_of(value.table))
    if unknown:
        raise BadMeasure(f"The measure {key!r}: {value.table} has no column {', '.join(sorted(unknown))}.")


def _check_rate(key: str, numerator: Value, denominator: Value) -> None:
    """A share's interval is only right when the numerator's cases are among the denominator's."""
    if not isinstance(numerator, Total) or not isinstance(denominator, Total):
        raise BadMeasure(f"The measure {key!r}: both parts of a rate must be totals.")
    if (numerator.table, numerator.day) != (denominator.table, denominator.day):
        raise BadMeasure(f"The measure {key!r}: its parts count rows of different tables or days.")
    if not conjuncts(numerator.where) >= conjuncts(denominator.where):
        raise BadMeasure(f"The measure {key!r}: its numerator counts rows that its denominator does not.")


def _announced() -> Iterator[Measure]:
    for module in modules_named("measures"):
        for value in vars(module).values():
            for each in value if isinstance(value, tuple | list) else (value,):
                if isinstance(each, Measure):
                    yield each
