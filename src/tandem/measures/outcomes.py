"""What the store's rows say, as values."""

from __future__ import annotations

import math
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import numpy as np

from tandem.basics.intervals import cumulative_incidence, wilson
from tandem.measures.catalogue import Cohort, Leaf, Measure, Quantile, Total, Unit
from tandem.measures.statements import AGES, QUANTILES, Asked, Scope, columns_of
from tandem.measures.values import Spread, Value, kopecks, no_data


def total_value(measure: Measure, asked: Asked, values: Sequence[Any], scope: Scope) -> Value:
    """The value of a total or quantile from its columns, in the order of ``columns_of``."""
    columns = dict(zip((name.removeprefix(asked.key) for name in columns_of(asked, scope)), values, strict=True))
    if isinstance(asked.leaf, Quantile):
        return _quantile(asked.leaf, columns)
    assert isinstance(asked.leaf, Total)
    value, n = columns[""], int(columns["__n"])
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
        case Cohort():
            return Value(None, n=0, low=0.0, high=1.0, young=0, count=0, reason=no_data(measure))
        case Quantile(open=opens):
            return Value(None, n=0, young=0 if opens else None, reason=no_data(measure))
    return Value(None, n=0, reason=no_data(measure))


def cohort_values(cohort: Cohort, counted: Sequence[tuple[int, int]]) -> Value:
    """The share from counts by fate and age, as ``cohort_sql`` gives them."""
    fates = np.zeros((3, 1 + max(code % AGES for code, _ in counted)), dtype=np.int64)
    for code, n in counted:
        fates[code // AGES, code % AGES] += n
    reached, lost, still_open = fates
    horizon = cohort.horizon if cohort.horizon is not None else fates.shape[1] - 1
    found = cumulative_incidence(reached.tolist(), lost.tolist(), still_open.tolist(), horizon)
    estimate = found.so_far if cohort.horizon is None else found.at_horizon
    return Value(
        estimate.value,
        n=estimate.n,
        low=estimate.low,
        high=estimate.high,
        young=int(still_open.sum()),
        count=int(reached.sum()),
    )


def _quantile(leaf: Quantile, columns: dict[str, Any]) -> Value:
    n = int(columns["__n"])
    young = columns.get("__open")
    if n == 0:
        return Value(None, n=0, young=young)
    levels = sorted({*QUANTILES, leaf.q})
    found: list[float] = columns[""]
    # Where the quantile may lie among n values; read off the nearest levels outside of that.
    rank = wilson(round(leaf.q * n), n)
    low = max(at for at, level in enumerate(levels) if level <= rank.low + 1e-9)
    high = min(at for at, level in enumerate(levels) if level >= rank.high - 1e-9)
    value = found[levels.index(leaf.q)]
    return Value(value, n=n, low=found[low], high=found[high], young=young)


def _number(unit: Unit, value: Any) -> int | float | Decimal:
    if unit is Unit.MONEY:
        return kopecks(value or 0)
    if unit is Unit.COUNT:
        return int(value or 0)
    return float(value or 0) if not math.isnan(float(value or 0)) else 0.0
