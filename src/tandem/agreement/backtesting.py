"""A draft tried on history: who would be judged otherwise, which promises would have been kept, what would be paid."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal

import msgspec

from tandem.agreement.bonus_lines import Paid, bonus_lines
from tandem.agreement.document import Document
from tandem.agreement.judgement import Judge
from tandem.agreement.ledger import Ledger, ledger
from tandem.agreement.promise_states import Standing
from tandem.agreement.recount import as_if
from tandem.basics.periods import Period
from tandem.basics.text import Text
from tandem.measures.store import Reading
from tandem.measures.tables import shape

#: The cuts a backtest is broken down by, as columns of the store's leads.
CUTS = ("campaign", "source", "seller_id")
_CLASSES = ("target", "mql", "sql_lead")


class Cancelled(Exception):
    """The one who asked for the backtest no longer wants it."""


class Change(msgspec.Struct, frozen=True):
    """Leads that go from one grade to another; None is "not graded". ``newest`` are a few of them."""

    before: str | None
    after: str | None
    leads: int
    newest: tuple[int, ...] = ()


class ClassChange(msgspec.Struct, frozen=True):
    """Leads of one class (``target``, ``mql``, ``sql_lead``) as agreed then, and under the draft."""

    name: str
    before: int
    after: int
    joined: int
    left: int
    #: Leads the draft cannot judge for lack of data.
    undecided: int
    newest_joined: tuple[int, ...] = ()
    newest_left: tuple[int, ...] = ()
    newest_undecided: tuple[int, ...] = ()


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
    #: Why it is not computable.
    why_not_before: Text | None = None
    why_not_after: Text | None = None


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
    #: The version that promises and bonus are compared with; 0 where none was in force.
    compared_with: int = 0


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
    compared_with: int = 0,
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
    changed = as_if(reading, judge)
    after = ledger(draft, period, changed, told=lambda promise: step())
    before = ledger(against, period, reading, told=lambda promise: step()) if against else None
    bonus = _bonus_lines(
        {_line_of(paid): paid for paid in bonus_lines(against, period, reading)} if against else {},
        {_line_of(paid): paid for paid in bonus_lines(draft, period, changed)},
    )
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
        bonus=bonus,
        compared_with=compared_with,
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
        f"SELECT lead_id, captured_at, {', '.join(CUTS)}, {before}, {after}{', ' + absent if absent else ''} "
        f"FROM leads WHERE captured_on BETWEEN DATE '{period.start}' AND DATE '{period.end}'"
    )


def _grade_changes(reading: Reading) -> tuple[Change, ...]:
    return tuple(
        Change(before, after, leads, tuple(newest))
        for before, after, leads, newest in reading.rows(
            f"SELECT grade_before, grade_after, count(*), {_NEWEST.format(of='true')} "
            "FROM temp.judged GROUP BY 1, 2 ORDER BY 1, 2"
        )
    )


#: So many leads behind each change are listed.
_LISTED = 100
_NEWEST = f"coalesce(max_by(lead_id, captured_at, {_LISTED}) FILTER ({{of}}), [])"
_COUNTED = """
    count(*) FILTER ({name}_before), count(*) FILTER ({name}_after),
    count(*) FILTER ({name}_after AND NOT coalesce({name}_before, false)),
    count(*) FILTER ({name}_before AND NOT coalesce({name}_after, false)),
    count(*) FILTER ({name}_after IS NULL)
"""


def _class_change(reading: Reading, name: str) -> ClassChange:
    joined = f"{name}_after AND NOT coalesce({name}_before, false)"
    left = f"{name}_before AND NOT coalesce({name}_after, false)"
    newest = ", ".join(_NEWEST.format(of=of) for of in (joined, left, f"{name}_after IS NULL"))
    found = reading.rows(f"SELECT {_COUNTED.format(name=name)}, {newest} FROM temp.judged")[0]
    return ClassChange(name, *found[:5], *(tuple(listed) for listed in found[5:]))


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


type _LineKey = tuple[str, int | None, str]


def _line_of(paid: Paid) -> _LineKey:
    return paid.role, paid.person, f"{paid.month:%Y-%m}"


def _bonus_lines(before: Mapping[_LineKey, Paid], after: Mapping[_LineKey, Paid]) -> tuple[BonusLine, ...]:
    """Both sides by role, person and month; who has no scheme on one side is paid nothing there."""
    lines = []
    for role, person, month in dict.fromkeys([*after, *before]):
        old, new = before.get((role, person, month)), after.get((role, person, month))
        lines.append(
            BonusLine(
                role,
                person,
                month,
                old.payout.amount if old else None,
                new.payout.amount if new else None,
                old.payout.reason if old else _NO_SCHEME,
                new.payout.reason if new else _NO_SCHEME,
            )
        )
    return tuple(lines)


_NO_SCHEME = Text(ru="Бонуса для этой роли здесь нет.", en="There is no bonus for this role here.")
