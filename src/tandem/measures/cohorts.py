"""Leads by fate and age, for every cohort of a question in one pass over the leads.

Grouping a million leads by age in SQL costs a statement for each cohort; their days, read once as numbers and
counted here, serve all cohorts and all lines. Rows are read in batches, so memory stays small.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence, Set
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from tandem.measures.catalogue import Cohort, CohortDays
from tandem.measures.expressions import expression
from tandem.measures.lines import Line
from tandem.measures.parsed import parsed
from tandem.measures.statements import Scope, begun, filters_sql
from tandem.measures.store import Reading

type Ints = NDArray[np.int64]
type _Fate = tuple[str, str, str, str | None]

REACHED, LOST, OPEN = 0, 1, 2

_BATCH = 262_144
_ABSENT = -(2**31)
_EPOCH = dt.date(1970, 1, 1)
#: Cells of a dense table of counts; a larger one is counted by sorting.
_DENSE = 4_000_000


def counts_by_fate(
    cohorts: Mapping[str, Cohort | CohortDays], scope: Scope, reading: Reading
) -> dict[str, dict[Line, Ints]]:
    """For each cohort and each line an array of three rows (reached, lost, open) over age in days."""
    asked = {key: (each.start, each.reached, each.lost, each.where) for key, each in cohorts.items()}
    counted: dict[_Fate, dict[int, Ints]] = {fate: {} for fate in asked.values()}
    members = _Members()
    starts = [piece.start for piece in scope.period.split(scope.grain)] if scope.grain else [scope.period.start]
    edges = np.array([_number(start) for start in starts])
    for batch, columns in _batches(list(counted), scope, reading):
        groups = members.codes(batch, len(scope.by))
        if len(starts) > 1:
            groups = groups * len(starts) + np.searchsorted(edges, columns["captured_on"], side="right") - 1
        leads = _Leads(groups, columns, {start for start, *_ in counted}, until=_number(scope.until))
        for fate, found in counted.items():
            leads.count(fate, found)
    lines = {
        fate: _lines(found, members.names, starts, by=bool(scope.by), over_time=scope.grain is not None)
        for fate, found in counted.items()
    }
    return {key: lines[fate] for key, fate in asked.items()}


def _batches(
    fates: Sequence[_Fate], scope: Scope, reading: Reading
) -> Iterator[tuple[pa.RecordBatch, dict[str, Ints]]]:
    """Batches of leads: their members, and each day that any cohort speaks of as a number."""
    days = list(dict.fromkeys(["captured_on", *(text for fate in fates for text in fate[:3])]))
    conditions = list(dict.fromkeys(where for *_, where in fates if where))
    statement = begun(scope)
    selected = [f"{dimension.expression('leads')} AS m{at}" for at, dimension in enumerate(scope.by)]
    selected += [
        f"CAST(coalesce(({expression(text).sql}) - DATE '1970-01-01', {_ABSENT}) AS INTEGER) AS d{at}"
        for at, text in enumerate(days)
    ]
    selected += [f"coalesce({expression(text).sql}, false) AS c{at}" for at, text in enumerate(conditions)]
    where = ["t.captured_on BETWEEN $start AND $finish", *filters_sql("leads", scope, statement)]
    sql = f"SELECT {', '.join(selected)} FROM leads t WHERE {' AND '.join(where)}"
    relation = reading.cursor.sql(parsed(sql), params=statement.used_in(sql))
    assert relation is not None
    for batch in relation.to_arrow_reader(_BATCH):
        columns = {text: batch.column(f"d{at}").to_numpy() for at, text in enumerate(days)}
        columns |= {text: batch.column(f"c{at}").to_numpy(zero_copy_only=False) for at, text in enumerate(conditions)}
        yield batch, columns


class _Members:
    """Members met so far, each with a number."""

    def __init__(self) -> None:
        self.names: list[tuple[Any, ...]] = []
        self._numbers: dict[tuple[Any, ...], int] = {}

    def codes(self, batch: pa.RecordBatch, count: int) -> Ints:
        """The number of each row's members."""
        joint = np.zeros(batch.num_rows, dtype=np.int64)
        dictionaries: list[list[Any]] = []
        for at in range(count):
            encoded = batch.column(f"m{at}").dictionary_encode(null_encoding="encode")
            dictionaries.append(encoded.dictionary.to_pylist())
            joint = joint * max(len(dictionaries[-1]), 1) + encoded.indices.to_numpy()
        if not count:
            self._number(())
            return joint
        if not batch.num_rows:
            return joint
        present, places = _unique(joint)
        numbers = np.array([self._number(_names(int(code), dictionaries)) for code in present], dtype=np.int64)
        return np.asarray(numbers[places])

    def _number(self, members: tuple[Any, ...]) -> int:
        if members not in self._numbers:
            self._numbers[members] = len(self.names)
            self.names.append(members)
        return self._numbers[members]


def _unique(joint: Ints) -> tuple[Ints, Ints]:
    """The different values and where each row's stands among them; without sorting where they are few."""
    size = int(joint.max()) + 1
    if size > _DENSE:
        present, places = np.unique(joint, return_inverse=True)
        return present, places
    seen = np.zeros(size, dtype=bool)
    seen[joint] = True
    return np.flatnonzero(seen), (np.cumsum(seen) - 1)[joint]


def _names(code: int, dictionaries: list[list[Any]]) -> tuple[Any, ...]:
    names: list[Any] = []
    for values in reversed(dictionaries):
        code, at = divmod(code, max(len(values), 1))
        names.append(values[at])
    return tuple(reversed(names))


class _Leads:
    """A batch of leads, counted for one cohort after another; what several need is worked out once."""

    def __init__(self, groups: Ints, columns: Mapping[str, Ints], starts: Set[str], *, until: int) -> None:
        self.groups = groups
        self.columns = columns
        self.until = until
        newest = max((int(each.max(initial=until)) for each in columns.values() if each.dtype != bool), default=until)
        oldest = min(int(columns[start].min(initial=until, where=columns[start] != _ABSENT)) for start in starts)
        #: One more than the greatest age in days that occurs.
        self.ages = newest - oldest + 1
        self._undecided: dict[tuple[str, str, str | None], tuple[Ints | None, Ints, Ints]] = {}

    def count(self, fate: _Fate, found: dict[int, Ints]) -> None:
        """Add this batch to the counts of a cohort by group."""
        start, reached, lost, where = fate
        rows, begun_on, keys = self._begun(start, lost, where)
        if not len(keys):
            return
        arrived = self.columns[reached] if rows is None else self.columns[reached][rows]
        at = np.flatnonzero(arrived != _ABSENT)
        keys = keys.copy()
        groups = self.groups[at] if rows is None else self.groups[rows[at]]
        keys[at] = groups * (3 * self.ages) + np.clip(arrived[at] - begun_on[at], 0, self.ages - 1)
        self._tally(keys, found)

    def _begun(self, start: str, lost: str, where: str | None) -> tuple[Ints | None, Ints, Ints]:
        """The leads that began (None for all), when, and the cell each counts in unless it reached the end."""
        if (start, lost, where) not in self._undecided:
            begun_on, gone, groups = self.columns[start], self.columns[lost], self.groups
            kept = begun_on != _ABSENT
            if where:
                kept &= self.columns[where]
            rows: Ints | None = None
            if not kept.all():
                rows = np.flatnonzero(kept)
                begun_on, gone, groups = begun_on[rows], gone[rows], groups[rows]
            is_lost = gone != _ABSENT
            age = np.clip(np.where(is_lost, gone, self.until) - begun_on, 0, self.ages - 1)
            cells = groups * (3 * self.ages) + np.where(is_lost, LOST * self.ages, OPEN * self.ages) + age
            self._undecided[start, lost, where] = rows, begun_on, cells
        return self._undecided[start, lost, where]

    def _tally(self, keys: Ints, found: dict[int, Ints]) -> None:
        per_group = 3 * self.ages
        size = (int(keys.max()) // per_group + 1) * per_group
        if size <= _DENSE:
            table = np.bincount(keys, minlength=size).reshape(-1, 3, self.ages)
            for group in np.flatnonzero(table.any(axis=(1, 2))):
                _add(found, int(group), table[group])
            return
        present, counts = np.unique(keys, return_counts=True)
        firsts = np.flatnonzero(np.diff(present // per_group, prepend=-1))
        for first, beyond in zip(firsts, [*firsts[1:], len(present)], strict=True):
            cells = np.zeros(per_group, dtype=np.int64)
            cells[present[first:beyond] % per_group] = counts[first:beyond]
            _add(found, int(present[first] // per_group), cells.reshape(3, self.ages))


def _add(found: dict[int, Ints], group: int, counts: Ints) -> None:
    held = found.get(group)
    found[group] = counts if held is None else added(held, counts)


def added(one: Ints, other: Ints) -> Ints:
    """Two tables of counts as one, of the length of the longer."""
    longer, shorter = (one, other) if one.shape[1] >= other.shape[1] else (other, one)
    total = longer.copy()
    total[:, : shorter.shape[1]] += shorter
    return total


def _lines(
    found: Mapping[int, Ints],
    names: list[tuple[Any, ...]],
    starts: list[dt.date],
    *,
    by: bool,
    over_time: bool,
) -> dict[Line, Ints]:
    """Counts of the whole, of each member, of each piece of time, and of both: counts do add up."""
    lines: dict[Line, Ints] = {}
    for group, counts in found.items():
        member, bucket = divmod(group, len(starts))
        for members in {None, names[member] if by else None}:
            for start in {None, starts[bucket] if over_time else None}:
                held = lines.get((members, start))
                lines[(members, start)] = counts if held is None else added(held, counts)
    return lines


def _number(day: dt.date) -> int:
    return (day - _EPOCH).days
