"""Questions to the store and their answers: which measures, of which period, split by what.

Everything asked of one table goes into one statement; totals are computed from rows, never by adding up or
averaging figures. A measure that a table cannot split says so instead of giving a wrong number.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tandem.basics.periods import Grain, Period
from tandem.basics.text import Text
from tandem.measures.catalogue import Cohort, Leaf, Measure, PerUnit, Total, Uncertain, Unit, leaves, measure
from tandem.measures.cohorts import counts_by_fate
from tandem.measures.currencies import Currencies, currencies
from tandem.measures.dimensions import Dimension, dimension
from tandem.measures.horizon import Horizon, horizon
from tandem.measures.lines import Line, lines_and_wholes
from tandem.measures.outcomes import cohort_value, empty_value, total_value
from tandem.measures.parsed import run
from tandem.measures.statements import Asked, Scope, branch_of, columns_of, totals_sql
from tandem.measures.store import Freshness, Reading
from tandem.measures.values import Part, Value, compose

type Member = str | int | None


@dataclass(frozen=True, slots=True)
class Question:
    """``by`` are keys of dimensions; ``where`` maps such keys to the members wanted, None for "not given".

    ``seller_id`` limits every figure to the leads of one seller: what a seller may see.
    """

    measures: tuple[str, ...]
    period: Period
    by: tuple[str, ...] = ()
    grain: Grain | None = None
    where: Mapping[str, Sequence[Member]] = field(default_factory=dict)
    seller_id: int | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One line: its members in the order of ``by``, its piece of time when split over time, its figures."""

    members: tuple[Member, ...]
    bucket: Period | None
    values: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Answer:
    """``rows`` are split as asked. ``total`` is over everything, ``over_time`` is split by time only and
    ``over_members`` by member only; rows without anything counted are not in ``rows``: see ``at``."""

    question: Question
    rows: tuple[Row, ...]
    total: Row
    over_time: tuple[Row, ...]
    over_members: tuple[Row, ...]
    freshness: Freshness
    currency: str
    #: The last day the data knows of: leads are as old as they were on it.
    until: dt.date
    _empty: Row = field(repr=False)

    def at(self, members: tuple[Member, ...] = (), bucket: Period | None = None) -> Row:
        """The line of these members in this piece of time; all zero when nothing was counted there."""
        for row in (*self.rows, *self.over_members, *self.over_time, self.total):
            if row.members == members and row.bucket == bucket:
                return row
        return self._empty


def answer(question: Question, reading: Reading) -> Answer:
    """Compute a question. Refuses by ``UnknownMeasure`` and ``UnknownDimension``."""
    found = leaves(question.measures)
    splits = tuple(dimension(key) for key in question.by)
    filters = _filters(question)
    computed = _Computed(question, reading, found)
    for table in dict.fromkeys(leaf.table for leaf in found.values()):
        computed.take(table, splits, filters)
    return computed.answer()


def cannot_split(asked: Measure, by: Dimension) -> Text:
    """Why a measure has no value in a split or under a filter."""
    return Text(
        ru=f"«{asked.name.ru}» не делится по разрезу «{by.name.ru}».",
        en=f"“{asked.name.en}” cannot be split by {by.name.en.lower()}.",
    )


def _filters(question: Question) -> tuple[tuple[Dimension, tuple[Any, ...]], ...]:
    filters = [(dimension(key), tuple(values)) for key, values in question.where.items()]
    if question.seller_id is not None:
        filters.append((dimension("seller"), (question.seller_id,)))
    return tuple(filters)


class _Computed:
    """Values of the leaves by line, filled table by table."""

    def __init__(self, question: Question, reading: Reading, found: Mapping[str, Leaf]) -> None:
        self.question = question
        self.reading = reading
        self.found = found
        self.spread = _with_spread(question.measures)
        self.horizon: Horizon = horizon(reading)
        asks_money = any(measure(key).unit is Unit.MONEY for key in found)
        self.currencies = currencies(reading) if asks_money else Currencies("")
        self.lines: dict[Line, dict[str, Value]] = {(None, None): {}}
        #: Values of measures that a table cannot give at all, or not by member.
        self.refused: dict[str, Text] = {}
        self.refused_by_member: dict[str, Text] = {}

    def take(
        self,
        table: str,
        splits: tuple[Dimension, ...],
        filters: tuple[tuple[Dimension, tuple[Any, ...]], ...],
    ) -> None:
        """Ask one table everything it is asked for."""
        asked = [
            Asked(key, leaf, money=measure(key).unit is Unit.MONEY, spread=key in self.spread)
            for key, leaf in self.found.items()
            if leaf.table == table
        ]
        for by, _ in filters:
            if by.expression(table) is None:
                self.refused |= {each.key: cannot_split(measure(each.key), by) for each in asked}
                return
        for by in splits:
            if by.expression(table) is None:
                self.refused_by_member |= {each.key: cannot_split(measure(each.key), by) for each in asked}
                splits = ()
                break
        scope = Scope(
            period=self.question.period,
            by=splits,
            grain=self.question.grain,
            where=filters,
            currencies=self.currencies,
            until=self.horizon.until,
            as_of=self.horizon.as_of,
        )
        totals = [each for each in asked if not isinstance(each.leaf, Cohort)]
        if totals:
            self._take_totals(table, totals, scope)
        cohorts = {each.key: each.leaf for each in asked if isinstance(each.leaf, Cohort)}
        if cohorts:
            for key, lines in counts_by_fate(cohorts, scope, self.reading).items():
                for line, fates in lines.items():
                    self.lines.setdefault(line, {})[key] = cohort_value(cohorts[key], fates)

    def _take_totals(self, table: str, asked: list[Asked], scope: Scope) -> None:
        cursor = run(self.reading.cursor, *totals_sql(table, asked, scope))
        names = [column[0] for column in cursor.description]
        at = {name: position for position, name in enumerate(names)}
        branches = branch_of(asked, scope)
        columns = {each.key: [at[name] for name in columns_of(each, scope)] for each in asked}
        cases = [position for name, position in at.items() if name.endswith(("__n", "__open"))]
        adding = {branches[each.key] for each in asked if each.adds_up}
        for branch, at_line, row in lines_and_wholes(cursor.fetchall(), scope, adding):
            if at_line[0] is not None and not any(row[position] for position in cases):
                continue  # rows that no measure counts: nothing of this member falls into the period
            line = self.lines.setdefault(at_line, {})
            for each in asked:
                if branch == branches[each.key]:
                    values = [row[position] for position in columns[each.key]]
                    line[each.key] = total_value(measure(each.key), each, values, scope)

    def answer(self) -> Answer:
        """All lines with every measure asked for."""
        question = self.question
        pieces = {piece.start: piece for piece in question.period.split(question.grain)} if question.grain else {}
        for first in pieces:
            self.lines.setdefault((None, first), {})
        rows: dict[Line, Row] = {}
        for (members, start), values in self.lines.items():
            rows[(members, start)] = self._row(members, pieces[start] if start else None, values)
        ordered = sorted(rows.values(), key=self._order)
        over_time = tuple(row for (m, s), row in _items(rows, ordered) if m is None and s is not None)
        over_members = tuple(row for (m, s), row in _items(rows, ordered) if m is not None and s is None)
        both = tuple(row for (m, s), row in _items(rows, ordered) if m is not None and s is not None)
        if question.by and question.grain:
            split = both
        else:
            split = over_members if question.by else over_time
        return Answer(
            question=question,
            rows=split,
            total=rows[(None, None)],
            over_time=over_time,
            over_members=over_members,
            freshness=self.reading.freshness,
            currency=self.currencies.counted,
            until=self.horizon.until,
            _empty=self._row((None,) * len(question.by), None, {}),
        )

    def _row(self, members: tuple[Member, ...] | None, bucket: Period | None, values: dict[str, Value]) -> Row:
        known: dict[str, Value] = {}

        def part(key: str) -> Part:
            each = measure(key)
            if key not in known:
                known[key] = self._leaf(key, members, values) if key in self.found else compose(each, part)
            return Part(each, known[key])

        figures = {key: part(key).value for key in self.question.measures}
        return Row(members=members or (), bucket=bucket, values=figures)

    def _leaf(self, key: str, members: tuple[Member, ...] | None, values: dict[str, Value]) -> Value:
        if key in self.refused:
            return Value(None, reason=self.refused[key])
        if members is not None and key in self.refused_by_member:
            return Value(None, reason=self.refused_by_member[key])
        return values.get(key) or empty_value(measure(key), self.found[key])

    def _order(self, row: Row) -> tuple[Any, ...]:
        """By time, then the largest first by the first measure; lines without a member last."""
        first = row.values[self.question.measures[0]].value if self.question.measures else None
        return (
            row.bucket.start if row.bucket else dt.date.min,
            all(member is None for member in row.members),
            -float(first) if first is not None else 1,
            tuple(str(member) for member in row.members),
        )


def _items(rows: Mapping[Line, Row], ordered: list[Row]) -> list[tuple[Line, Row]]:
    keys = {id(row): key for key, row in rows.items()}
    return [(keys[id(row)], row) for row in ordered]


def _with_spread(keys: tuple[str, ...]) -> set[str]:
    """Sums whose amounts must be known more closely, for the interval of a ratio."""
    found: set[str] = set()
    waiting = list(keys)
    while waiting:
        each = measure(waiting.pop())
        waiting += each.parts
        if isinstance(each.value, PerUnit):
            match each.value.uncertain:
                case Uncertain.DENOMINATOR_SUM | Uncertain.WEIGHTS:
                    found.add(each.value.denominator)
                case Uncertain.NUMERATOR_SUM | Uncertain.MEAN:
                    found.add(each.value.numerator)
    return {key for key in found if isinstance(measure(key).value, Total)}
