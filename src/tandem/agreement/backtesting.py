"""A draft tried on history: who would be judged otherwise, which promises would have been kept, what would be paid."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal

import msgspec

from tandem.agreement.document import Document
from tandem.agreement.judgement import Judge
from tandem.agreement.ledger import Ledger, ledger
from tandem.agreement.promise_states import Standing
from tandem.agreement.recount import as_if
from tandem.basics.periods import Period
from tandem.measures.store import Reading
from tandem.measures.tables import shape

#: The cuts a backtest is broken down by, as columns of the store's leads.
CUTS = ("campaign", "source", "seller_id")
_CLASSES = ("target", "mql", "sql_lead")


class Cancelled(Exception):
    """The one who asked for the backtest no longer wants it."""


class Change(msgspec.Struct, frozen=True):
    """Leads that go from one grade to another; None is "not graded"."""

    before: str | None
    after: str | None
    leads: int


class ClassChange(msgspec.Struct, frozen=True):
    """Leads of one class (``target``, ``mql``, ``sql_lead``) as agreed then, and under the draft."""

    name: str
    before: int
    after: int
    joined: int
    left: int
    #: Leads the draft cannot judge for lack of data.
    undecided: int


class CutLine(msgspec.Struct, frozen=True):
    """One campaign, source or seller: its leads, how many were target and would be, and how many cannot be judged."""

    member: str | int | None
    leads: int
    before: int
    after: int
    joined: int
    left: int
    undecided: int
    regraded: int


class PromiseLine(msgspec.Struct, frozen=True):
    """A promise in one piece of time: how it stood as agreed then, and how it would under the draft."""

    key: str
    title: str
    side: str
    start: str
    end: str
    #: None where the version in force then had no such promise.
    before: Standing | None
    after: Standing


class BonusLine(msgspec.Struct, frozen=True):
    """The bonus of a role, or of one person, in a month: as agreed then and under the draft; None: not computable."""

    role: str
    person: int | None
    month: str
    before: Decimal | None
    after: Decimal | None


class Missing(msgspec.Struct, frozen=True):
    """A field the draft reads and how many of the leads it cannot judge do not have it."""

    field: str
    leads: int


class Result(msgspec.Struct, frozen=True):
    """Everything a backtest found."""

    first_day: str
    last_day: str
    leads: int
    #: Leads whose grade or target status the draft cannot decide.
    unjudged: int
    missing: tuple[Missing, ...]
    grades: tuple[Change, ...]
    classes: tuple[ClassChange, ...]
    cuts: Mapping[str, tuple[CutLine, ...]]
    promises: tuple[PromiseLine, ...]
    bonus: tuple[BonusLine, ...] = ()


type Progress = Callable[[int, int], None]
"""Told (steps done, steps in all); stops the backtest by raising ``Cancelled``."""

#: Steps besides one for each promise, before and after: judging, grades, classes, one for each cut, bonus.
_STEPS = 4 + len(CUTS)


def backtest(
    draft: Document,
    judge: Judge,
    period: Period,
    reading: Reading,
    *,
    against: Document | None,
    progress: Progress = lambda done, of: None,
) -> Result:
    """Try a document on the leads captured in a period; ``against`` is the document its promises are compared with.

    Leads count before as they are stamped, and after as the draft's clauses judge what is known of them today.
    """
    done = 0
    of = _STEPS + len(draft.promises) + len(against.promises if against else ())

    def step() -> None:
        nonlocal done
        done += 1
        progress(done, of)

    cursor = reading.cursor.cursor()
    own = Reading(cursor=cursor, freshness=reading.freshness, kept=reading.kept)
    try:
        progress(0, of)
        _judge_all(own, judge, period)
        step()
        grades = _grade_changes(own)
        step()
        classes = tuple(_class_change(own, name) for name in _CLASSES)
        step()
        cuts = {}
        for cut in CUTS:
            cuts[cut] = _cut(own, cut)
            step()
        (leads, unjudged) = own.rows("SELECT count(*), count(*) FILTER (target_after IS NULL) FROM temp.judged")[0]
        missing = _missing(own, judge)
    finally:
        cursor.execute("DROP TABLE IF EXISTS temp.judged")
        cursor.close()
    after = ledger(draft, period, as_if(reading, judge), told=lambda promise: step())
    before = ledger(against, period, reading, told=lambda promise: step()) if against else None
    progress(of, of)
    return Result(
        first_day=period.start.isoformat(),
        last_day=period.end.isoformat(),
        leads=leads,
        unjudged=unjudged,
        missing=missing,
        grades=grades,
        classes=classes,
        cuts=cuts,
        promises=_promise_lines(before, after),
    )


def _judge_all(reading: Reading, judge: Judge, period: Period) -> None:
    """Judge every lead of the period once, into a table of this look's own."""
    known = shape().columns_of("leads")
    decided = judge.columns()
    before = ", ".join(
        f"{name} AS {name}_before" if name in known else f"CAST(NULL AS BOOLEAN) AS {name}_before"
        for name in ("grade", *_CLASSES)
    )
    after = ", ".join(f"({decided[name]}) AS {name}_after" for name in ("grade", *_CLASSES))
    absent = ", ".join(f'({name}) IS NULL AS "absent_{name}"' for name in sorted(judge.reads) if name in known)
    reading.cursor.execute(
        "CREATE OR REPLACE TEMP TABLE judged AS "
        f"SELECT {', '.join(CUTS)}, {before}, {after}{', ' + absent if absent else ''} "
        f"FROM leads WHERE captured_on BETWEEN DATE '{period.start}' AND DATE '{period.end}'"
    )


def _grade_changes(reading: Reading) -> tuple[Change, ...]:
    return tuple(
        Change(*row)
        for row in reading.rows(
            "SELECT grade_before, grade_after, count(*) FROM temp.judged GROUP BY 1, 2 ORDER BY 1, 2"
        )
    )


_COUNTED = """
    count(*) FILTER ({name}_before), count(*) FILTER ({name}_after),
    count(*) FILTER ({name}_after AND NOT coalesce({name}_before, false)),
    count(*) FILTER ({name}_before AND NOT coalesce({name}_after, false)),
    count(*) FILTER ({name}_after IS NULL)
"""


def _class_change(reading: Reading, name: str) -> ClassChange:
    return ClassChange(name, *reading.rows(f"SELECT {_COUNTED.format(name=name)} FROM temp.judged")[0])


def _cut(reading: Reading, cut: str) -> tuple[CutLine, ...]:
    member = cut if cut == "seller_id" else f"nullif({cut}, '')"
    return tuple(
        CutLine(*row)
        for row in reading.rows(
            f"SELECT {member}, count(*), {_COUNTED.format(name='target')}, "
            "count(*) FILTER (grade_before IS DISTINCT FROM grade_after) "
            "FROM temp.judged GROUP BY 1 ORDER BY 2 DESC, 1"
        )
    )


def _missing(reading: Reading, judge: Judge) -> tuple[Missing, ...]:
    known = [name for name in sorted(judge.reads) if name in shape().columns_of("leads")]
    if not known:
        return ()
    counted = ", ".join(f'count(*) FILTER (target_after IS NULL AND "absent_{name}")' for name in known)
    found = reading.rows(f"SELECT {counted} FROM temp.judged")[0]
    return tuple(Missing(name, leads) for leads, name in sorted(zip(found, known, strict=True), reverse=True) if leads)


def _promise_lines(before: Ledger | None, after: Ledger) -> tuple[PromiseLine, ...]:
    stood = {
        (entry.promise.key, piece.period.start): piece.standing
        for entry in (before.entries if before else ())
        for piece in entry.pieces
    }
    return tuple(
        PromiseLine(
            key=entry.promise.key,
            title=entry.promise.title,
            side=entry.promise.side,
            start=piece.period.start.isoformat(),
            end=piece.period.end.isoformat(),
            before=stood.get((entry.promise.key, piece.period.start)),
            after=piece.standing,
        )
        for entry in after.entries
        for piece in entry.pieces
    )
