"""A draft tried on history: who would be judged otherwise, which promises would have been kept, what would be paid."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from tandem.agreement.backtest_result import (
    BonusLine,
    Change,
    ClassChange,
    CutLine,
    LeadsOf,
    Missing,
    PromiseLine,
    Result,
)
from tandem.agreement.bonus_lines import Paid, bonus_as_agreed, bonus_lines
from tandem.agreement.document import Document, Promise
from tandem.agreement.held import Held, spans_of
from tandem.agreement.judgement import Judge
from tandem.agreement.ledger import ledger
from tandem.agreement.recount import as_if
from tandem.basics.periods import Period
from tandem.basics.text import Text
from tandem.measures.store import Reading
from tandem.measures.tables import shape

#: The cuts a backtest is broken down by, as columns of the store's leads.
CUTS = ("campaign", "source", "seller_id")
CLASSES = ("target", "mql", "sql_lead")


class Cancelled(Exception):
    """The one who asked for the backtest no longer wants it."""


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
    against: Sequence[Held],
    progress: Progress = lambda done, of: None,
) -> Result:
    """Try a document on the leads captured in a period; ``against`` are the versions that held in it, each its days.

    Leads count before as they are stamped, and after as the draft's clauses judge what is known of them today. Promises
    are compared piece by piece with the version in force in the piece, the bonus of a month with that of its last day.
    """
    done, spans = 0, spans_of(period, against)
    of = _STEPS + sum(len(draft.promises) + len(span.document.promises if span.document else ()) for span in spans)

    def step() -> None:
        nonlocal done
        done += 1
        progress(done, of)

    progress(0, of)
    with judged(reading, judge, period) as own:
        step()
        grades = _grade_changes(own)
        step()
        classes = tuple(_class_change(own, name) for name in CLASSES)
        step()
        cuts = {}
        for cut in CUTS:
            cuts[cut] = _cut(own, cut)
            step()
        (leads, unjudged) = own.rows("SELECT count(*), count(*) FILTER (target_after IS NULL) FROM temp.judged")[0]
        missing = _missing(own, judge)
    changed = as_if(reading, judge)
    promises = tuple(
        line for span in spans for line in _promises(draft, span, reading, changed, told=lambda promise: step())
    )
    order = {promise.key: place for place, promise in enumerate(draft.promises)}
    bonus = _bonus_lines(
        {_line_of(paid): paid for paid in bonus_as_agreed(period, against, reading)},
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
        promises=tuple(sorted(promises, key=lambda line: (line.side, order[line.key], line.start))),
        bonus=bonus,
        versions=tuple(held.number for held in against),
    )


@contextmanager
def judged(reading: Reading, judge: Judge, period: Period) -> Iterator[Reading]:
    """A look at the store that has every lead of the period judged once, in a table of its own: ``temp.judged``."""
    cursor = reading.cursor.cursor()
    own = Reading(cursor=cursor, freshness=reading.freshness, kept=reading.kept)
    try:
        _judge_all(own, judge, period)
        yield own
    finally:
        cursor.execute("DROP TABLE IF EXISTS temp.judged")
        cursor.close()


def _judge_all(reading: Reading, judge: Judge, period: Period) -> None:
    known = shape().columns_of("leads")
    decided = judge.columns()
    before = ", ".join(
        f"{name} AS {name}_before" if name in known else f"CAST(NULL AS BOOLEAN) AS {name}_before"
        for name in ("grade", *CLASSES)
    )
    after = ", ".join(f"({decided[name]}) AS {name}_after" for name in ("grade", *CLASSES))
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


#: The ways in which leads change, as conditions over ``temp.judged``.
WAYS: Mapping[str, str] = {
    "joined": "{name}_after AND NOT coalesce({name}_before, false)",
    "left": "{name}_before AND NOT coalesce({name}_after, false)",
    "undecided": "{name}_after IS NULL",
}


def _class_change(reading: Reading, name: str) -> ClassChange:
    newest = ", ".join(_NEWEST.format(of=way.format(name=name)) for way in WAYS.values())
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


def leads_behind(judge: Judge, period: Period, reading: Reading, change: LeadsOf) -> tuple[int, ...]:
    """Every lead behind a change as the data stands now, the newest first."""
    if change.way:
        condition = WAYS[change.way].format(name=change.name)
    else:
        condition = "grade_before IS NOT DISTINCT FROM $before AND grade_after IS NOT DISTINCT FROM $after"
    parameters = {} if change.way else {"before": change.before, "after": change.after}
    with judged(reading, judge, period) as own:
        sql = f"SELECT lead_id FROM temp.judged WHERE {condition} ORDER BY captured_at DESC, lead_id DESC"
        return tuple(row[0] for row in own.rows(sql, parameters))


def _missing(reading: Reading, judge: Judge) -> tuple[Missing, ...]:
    known = [name for name in sorted(judge.reads) if name in shape().columns_of("leads")]
    if not known:
        return ()
    counted = ", ".join(f'count(*) FILTER (target_after IS NULL AND "absent_{name}")' for name in known)
    found = reading.rows(f"SELECT {counted} FROM temp.judged")[0]
    return tuple(Missing(name, leads) for leads, name in sorted(zip(found, known, strict=True), reverse=True) if leads)


def _promises(
    draft: Document, span: Held, reading: Reading, changed: Reading, *, told: Callable[[Promise], None]
) -> Iterator[PromiseLine]:
    """The promises in the days that one version held: under it, and under the draft, in the same pieces."""
    after = ledger(draft, span.asked, changed, within=span.days, told=told)
    before = ledger(span.document, span.asked, reading, within=span.days, told=told) if span.document else None
    stood = {
        (entry.promise.key, piece.period.start): piece.standing
        for entry in (before.entries if before else ())
        for piece in entry.pieces
    }
    for entry in after.entries:
        for piece in entry.pieces:
            yield PromiseLine(
                key=entry.promise.key,
                title=entry.promise.title,
                side=entry.promise.side,
                start=piece.period.start.isoformat(),
                end=piece.period.end.isoformat(),
                before=stood.get((entry.promise.key, piece.period.start)),
                after=piece.standing,
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
