"""What is asked of the store for two periods, and how its columns become arrays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from tandem.basics.periods import Period
from tandem.diagnosis.rules.decomposition_history import Span
from tandem.measures.catalogue import Total, measure
from tandem.measures.dimensions import dimension
from tandem.measures.expressions import expression
from tandem.measures.questions import Member
from tandem.measures.statements import Statement, condition_of
from tandem.measures.store import Reading

type Floats = NDArray[np.float64]
type Ints = NDArray[np.int64]
type Where = Mapping[str, Sequence[Member]]

#: Days before the earlier period from which history is learned.
LOOK_BACK = 365
_EPOCH = date(1970, 1, 1)


def day_number(day: date) -> int:
    """Days since 1970."""
    return (day - _EPOCH).days


def day_of(number: int) -> date:
    """The day of a number."""
    return _EPOCH + timedelta(days=number)


@dataclass(frozen=True, slots=True)
class Asking:
    before: Period
    after: Period
    where: Where
    by: str
    currency: str
    until: date

    @property
    def since(self) -> date:
        return min(self.before.start, self.after.start) - timedelta(days=LOOK_BACK)

    def conditions(self, table: str, statement: Statement) -> list[str]:
        """The filters on a table that can answer them; nothing is let through where it cannot."""
        found = []
        for key, members in self.where.items():
            sql = dimension(key).expression(table)
            found.append("false" if sql is None else condition_of(sql, members, statement))
        return found


def leaf_of(key: str) -> Total:
    value = measure(key).value
    assert isinstance(value, Total)
    return value


def has_rows(key: str, reading: Reading) -> bool:
    leaf = leaf_of(key)
    where = f"WHERE {expression(leaf.day).sql} IS NOT NULL"
    return bool(reading.rows(f"SELECT 1 FROM {leaf.table} t {where} LIMIT 1"))


def span_of(period: Period) -> Span:
    return Span(day_number(period.start), day_number(period.end))


def ints(table: pa.Table, name: str) -> Ints:
    return np.asarray(table.column(name).cast(pa.int64()).to_numpy(), dtype=np.int64).copy()


def floats(table: pa.Table, name: str) -> Floats:
    return np.asarray(table.column(name).cast(pa.float64()).to_numpy(), dtype=np.float64).copy()
