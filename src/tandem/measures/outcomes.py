"""What the store's rows say, as values."""

from __future__ import annotations

import math
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import numpy as np

from tandem.basics.intervals import cumulative_incidence, last_sound_age, wilson
from tandem.basics.text import Text
from tandem.measures.catalogue import Cohort, CohortDays, Leaf, Measure, Quantile, Total, Unit
from tandem.measures.cohorts import OPEN, REACHED, Ints
from tandem.measures.statements import Asked, Scope, columns_of, levels
from tandem.measures.values import Spread, Value, kopecks, no_data


def total_value(measure: Measure, asked: Asked, values: Sequence[Any], scope: Scope) -> Value:
    """The value of a total or quantile from its columns, in the order of ``columns_of``."""
    columns = dict(zip((name.removeprefix(asked.key) for name in columns_of(asked, scope)), values, strict=True))
    if isinstance(asked.leaf, Quantile):
        return _quantile(asked.leaf, columns, levels(asked.leaf.q, scope.grain))
    assert isinstance(asked.leaf, Total)
    value, n = columns[""], int(columns["__n"] or 0)
    reason = None
    if asked.currency:
        amounts = {
            currency: kopecks(columns[f"__other{number}"])
            for number, currency in enumerate(scope.currencies.others)
            if columns[f"__other{number}"]
        }
        reason = scope.currencies.left_out(amounts)
    if n == 0 and asked.leaf.known_if_present:
        return Value(None, n=0, reason=reason or no_data(measure))
    spread = None
    if asked.spread:
        spread = Spread(n, float(value or 0), columns["__second"] or 0.0, columns["__third"] or 0.0)
    return Value(_number(measure.unit, value), n=n, reason=reason, spread=spread)


def empty_value(measure: Measure, leaf: Leaf) -> Value:
    """The value where not a single row was found."""
    match leaf:
        case Total(known_if_present=False):
            return Value(_number(measure.unit, None), n=0, spread=Spread(0, 0.0, 0.0, 0.0))
        case CohortDays():
            return Value(None, n=0, young=0, reason=no_data(measure))
        case Cohort():
            return Value(None, n=0, low=0.0, high=1.0, young=0, count=0, reason=no_data(measure))
        case Quantile(open=opens):
            return Value(None, n=0, young=0 if opens else None, reason=no_data(measure))
    return Value(None, n=0, reason=no_data(measure))


def cohort_value(cohort: Cohort, fates: Ints) -> Value:
    """The share, or the days, from leads by fate and age."""
    if isinstance(cohort, CohortDays):
        return _days(cohort, fates)
    reached, lost, still_open = fates
    oldest = fates.shape[1] - 1
    horizon = cohort.horizon if cohort.horizon is not None else last_sound_age(reached, lost, still_open)
    found = cumulative_incidence(reached.tolist(), lost.tolist(), still_open.tolist(), horizon)
    estimate = found.at_horizon if horizon < oldest or cohort.horizon is not None else found.so_far
    return Value(
        reason=_UP_TO_AGE.format(age=horizon) if cohort.horizon is None and horizon < oldest else None,
        value=estimate.value,
        n=estimate.n,
        low=estimate.low,
        high=estimate.high,
        young=int(still_open.sum()),
        count=int(reached.sum()),
    )


_UP_TO_AGE = Text(
    ru="Доля к возрасту {age} дн.: дольше прослежено слишком мало лидов.",
    en="The share by the age of {age} days: too few leads have been followed for longer.",
)


def _days(cohort: CohortDays, fates: Ints) -> Value:
    n, young = int(fates[REACHED].sum()), int(fates[OPEN].sum())
    if n == 0:
        return Value(None, n=0, young=young)
    upto = fates[REACHED].cumsum()

    def at(level: float) -> float:
        """Straight between the two cases that the level falls between, as for any quantile."""
        place = level * (n - 1)
        below, above = (int(np.searchsorted(upto, step, side="right")) for step in (int(place), math.ceil(place)))
        return below + (above - below) * (place - int(place))

    rank = wilson(round(cohort.q * n), n)
    low, high = min(rank.low, cohort.q), max(rank.high, cohort.q)
    return Value(at(cohort.q), n=n, low=at(low), high=at(high), young=young)


def _quantile(leaf: Quantile, columns: dict[str, Any], read: list[float]) -> Value:
    n = int(columns["__n"])
    young = columns.get("__open")
    if n == 0:
        return Value(None, n=0, young=young)
    found = [float(each) for each in columns[""]]
    value = found[read.index(leaf.q)]
    if len(read) == 1:
        return Value(value, n=n, young=young)
    # Where the quantile may lie among n values; read off the nearest levels outside of that.
    rank = wilson(round(leaf.q * n), n)
    low = max(at for at, level in enumerate(read) if level <= min(rank.low, leaf.q))
    high = min(at for at, level in enumerate(read) if level >= max(rank.high, leaf.q))
    return Value(value, n=n, low=found[low], high=found[high], young=young)


def _number(unit: Unit, value: Any) -> int | float | Decimal:
    if unit is Unit.MONEY:
        return kopecks(value or 0)
    if unit is Unit.COUNT:
        return int(value or 0)
    return float(value or 0)
