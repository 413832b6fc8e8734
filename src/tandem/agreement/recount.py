"""Reports counted again: as agreed then, as if a version had always held, or from the data of an earlier day."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from tandem.agreement import queries
from tandem.agreement.judgement import Judge
from tandem.agreement.splitting import CORNERS, Split, split
from tandem.basics.periods import Period
from tandem.measures.dimensions import dimension
from tandem.measures.past import read_at
from tandem.measures.questions import Answer, Member, Question, answer
from tandem.measures.store import Reading, store
from tandem.measures.tables import shape

#: When which version came in force: (its first day, its number).
type Timetable = tuple[tuple[date, int], ...]
#: A version, several by their days, or None for the stamps as they stand.
type _Definitions = int | Timetable | None


@dataclass(frozen=True, slots=True)
class Report:
    """What is counted: a period, by which definitions, from which data.

    ``version`` None counts each lead under the version of its own day ("as agreed then"); a number counts all of them
    as if that version had always held. ``position`` None takes today's data; a number the data the journal held then.
    """

    period: Period
    version: int | None = None
    position: int | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One measure, of everything or of one member of a dimension; ``split`` is None where it is not computable."""

    measure: str
    member: Member
    split: Split | None


@dataclass(frozen=True, slots=True)
class Difference:
    """Two reports and why their figures differ: the lines of the whole first, then those of the members."""

    before: Report
    after: Report
    whole: tuple[Line, ...]
    members: tuple[Line, ...]


def as_if(reading: Reading, judge: Judge, *, version: int | None = None) -> Reading:
    """The same look at the store, as if the judge's version had always held.

    Every measure, page and split works on it unchanged: only the columns that the agreement decides are others.
    """
    decided = dict(judge.columns())
    if version is not None:
        decided["version"] = str(version)
    return _replaced(reading, decided, version=version)


def as_agreed(reading: Reading, timetable: Timetable) -> Reading:
    """The same look at the store, each lead counted under the version that a timetable gives its day."""
    judged = {number: queries.judge(number).columns() for number in {0, *(number for _, number in timetable)}}
    newest_first = sorted(timetable, reverse=True)

    def of_day(name: str) -> str:
        cases = " ".join(
            f"WHEN captured_on >= DATE '{since}' THEN {judged[number][name]}" for since, number in newest_first
        )
        return f"CASE {cases} ELSE {judged[0][name]} END" if cases else judged[0][name]

    return _replaced(reading, {name: of_day(name) for name in judged[0]})


def counted(question: Question, *, version: int | None = None, position: int | None = None) -> Answer:
    """A question answered under a version, from the data of a position; see ``Report``."""
    return answer(question, _reading(version, position))


def _reading(held: _Definitions, position: int | None) -> Reading:
    reading = store.read() if position is None else read_at(position)
    if isinstance(held, int):
        return as_if(reading, queries.judge(held), version=held)
    return reading if held is None else as_agreed(reading, held)


def difference(
    before: Report, after: Report, *, measures: Sequence[str], by: str | None = None, seller_id: int | None = None
) -> Difference:
    """Why two reports differ, for each measure and, where asked, each member of a dimension.

    Takes up to ten answers of the store, fewer where the reports share their period, definitions or data.
    """
    dimensions = (dimension(by).key,) if by else ()
    held = {False: _held(before, after), True: _held(after, before)}
    reports = {False: before, True: after}
    readings: dict[tuple[_Definitions, int | None], Reading] = {}

    @functools.cache
    def ask(period: Period, version: _Definitions, position: int | None) -> Answer:
        if (version, position) not in readings:
            readings[version, position] = _reading(version, position)
        question = Question(measures=tuple(measures), period=period, by=dimensions, seller_id=seller_id)
        return answer(question, readings[version, position])

    corners = {
        corner: ask(reports[corner[0]].period, held[corner[1]], reports[corner[2]].position) for corner in CORNERS
    }
    first = ask(before.period, before.version, before.position)
    last = ask(after.period, after.version, after.position)

    def lines(member: tuple[Member, ...] | None) -> list[Line]:
        def figure(found: Answer, key: str) -> Any:
            return (found.total if member is None else found.at(member)).values[key].value

        return [
            Line(
                key,
                member[0] if member else None,
                split(
                    {corner: figure(found, key) for corner, found in corners.items()},
                    before=figure(first, key),
                    after=figure(last, key),
                ),
            )
            for key in measures
        ]

    members = dict.fromkeys(row.members for found in (last, first, *corners.values()) for row in found.over_members)
    return Difference(
        before,
        after,
        whole=tuple(lines(None)),
        members=tuple(line for member in members for line in lines(member)) if by else (),
    )


def _held(report: Report, other: Report) -> _Definitions:
    """The definitions of a report in a form in which the other's days and data can be counted, too.

    Where both count the same days as agreed, each goes by the versions that had come in force when its data stood:
    a version signed in between has changed the definition, and not the data. Where the days differ, the version of
    the last day stands for the report.
    """
    if report.version is None and other.version is None and report.period == other.period:
        own, others = (queries.timetable_at(each.position) for each in (report, other))
        return None if own == others else own
    return report.version if report.version is not None else queries.in_force(report.period.end).version


def _replaced(reading: Reading, decided: Mapping[str, str], *, version: int | None = None) -> Reading:
    """The same look with other columns of leads, where the store has them.

    What is worked out once for a state of the store is kept for each signed ``version`` too: there are few, and without
    it every page of theirs would fit anew what takes longer than the page. A draft keeps nothing.
    """
    cursor = reading.cursor.cursor()
    known = shape().columns_of("leads")
    replaced = ", ".join(f"({sql}) AS {name}" for name, sql in decided.items() if name in known)
    # In the cursor's own temporary schema, where the plain name `leads` is looked up first.
    cursor.execute(f"CREATE TEMP VIEW leads AS SELECT * REPLACE ({replaced}) FROM {_catalogue(reading)}.main.leads")
    kept: dict[Any, Any] = {}
    if version is not None:
        before, held = reading.kept.get(("as if", version), ("", kept))
        kept = held if before == replaced else kept
        reading.kept["as if", version] = (replaced, kept)
    return Reading(cursor=cursor, freshness=reading.freshness, kept=kept)


def _catalogue(reading: Reading) -> str:
    found: str = reading.rows("SELECT current_catalog()")[0][0]
    return found
