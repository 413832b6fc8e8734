"""In which state a row stands to a duty, as SQL over its moments and working time.

A lead whose deadline was set when it came in is judged by that deadline, which ran in whose hours and waited for
what it did: the ledger and the clocks then say the same. Where none was set (history, another version's lead, a
draft that is tried on) the state is worked out from the promise's calendar.
"""

from __future__ import annotations

from dataclasses import dataclass

from tandem.agreement.document import DutyPromise

#: A row is in danger when less than this share of its time is left.
_LAST_QUARTER = 0.25


@dataclass(frozen=True, slots=True)
class SetDeadlines:
    """Whose set deadlines count: those of a promise, under the version that set them."""

    promise: str
    version: int


def joined(timed: str, deadlines: SetDeadlines, *, seller_id: int | None) -> str:
    """The moments with what was set: ``c_due, c_started, c_waited``, and who had missed a deadline by when."""
    clocks = f"SELECT * FROM clocks WHERE promise = '{deadlines.promise}' AND version = {deadlines.version}"
    # What was done before a lead went back to marketing is judged by the deadline of then; what was done while it lay
    # there, or after the ruling, by the one that the ruling set.
    before = "c.before_due_at IS NOT NULL AND t.until < coalesce(c.lifted_at, c.started_at)"
    sql = (
        f"SELECT t.*, CASE WHEN {before} THEN c.before_due_at ELSE c.due_at END AS c_due, "
        f"CASE WHEN {before} THEN c.before_started_at WHEN t.until < c.started_at AND c.before_due_at IS NOT NULL "
        "THEN c.lifted_at ELSE c.started_at END AS c_started, c.waited AS c_waited, c.missed_by AS c_missed_by, "
        "c.missed_at AS c_missed_at, coalesce(c.stopped_at = c.lifted_at, false) AS c_lifted, "
        f"coalesce(c.renewed AND NOT coalesce({before}, false), false) AS c_ruled "
        f"FROM ({timed}) t LEFT JOIN ({clocks}) c ON c.lead_id = t.id"
    )
    return sql if seller_id is None else f"{sql} WHERE coalesce(c.missed_by, t.seller) = {seller_id:d}"


def state_of(duty: DutyPromise, deadlines: SetDeadlines | None = None) -> str:
    """SQL of a row's state from its moments and working time."""
    limit = duty.minutes * 60_000_000
    if not duty.until:
        due = f"w_now - w_since > {limit}" if duty.since and duty.minutes else "true"
        near = f"w_now - w_since > {limit * (1 - _LAST_QUARTER):.0f}" if duty.since and duty.minutes else "false"
        return (
            f"CASE WHEN holds THEN 'kept' WHEN NOT ({due}) THEN CASE WHEN {near} THEN 'danger' ELSE 'open' END "
            "WHEN holds IS NULL THEN 'unknown' ELSE 'broken' END"
        )
    also = "AND coalesce(holds, true)" if duty.holds else ""
    if duty.limit == "at least":
        return (
            "CASE WHEN until IS NULL THEN 'open' WHEN since IS NULL THEN 'broken' "
            f"WHEN w_until - w_since >= {limit} {also} THEN 'kept' ELSE 'broken' END"
        )
    return (
        f"CASE WHEN since IS NULL THEN 'unknown' {_by_deadline(duty, also) if deadlines else ''}"
        f"WHEN until IS NOT NULL AND w_until - w_since <= {limit} {also} THEN 'kept' "
        f"WHEN until IS NULL AND w_now - w_since <= {limit} THEN "
        f"CASE WHEN w_now - w_since > {limit * (1 - _LAST_QUARTER):.0f} THEN 'danger' ELSE 'open' END "
        f"WHEN handed > since AND coalesce(w_until, w_now) - w_handed <= {limit} {also} THEN "
        "CASE WHEN until IS NULL THEN 'open' ELSE 'system' END "
        "ELSE 'broken' END"
    )


def _by_deadline(duty: DutyPromise, also: str) -> str:
    """The states of rows that had a deadline set; the others fall through."""
    left, whole = "epoch_us(c_due) - epoch_us(as_of)", "epoch_us(c_due) - epoch_us(c_started)"
    # Had it started at once: what the machine took is no more than what was left at the end.
    at_once = f"w_until - w_since <= {duty.minutes * 60_000_000} + c_waited * 60000000"
    if duty.hours:
        at_once = "epoch_us(c_due) - epoch_us(until) >= w_handed - w_since"
    # What a ruling set has no machine before it.
    at_once = f"(c_ruled OR c_started <= since OR coalesce({at_once}, false))"
    return (
        # Somebody had the lead and let its deadline pass; that another got it afterwards mends nothing.
        f"WHEN c_missed_at IS NOT NULL THEN CASE WHEN until <= c_missed_at {also} THEN 'kept' ELSE 'broken' END "
        # It lies with marketing, or went back for good before the deadline: nothing was broken, and nothing kept.
        "WHEN c_lifted AND (until IS NULL OR until > c_due) THEN 'unknown' "
        "WHEN c_due IS NOT NULL AND (until IS NULL OR until >= c_started) THEN "
        "CASE WHEN until IS NULL AND as_of <= c_due THEN "
        f"CASE WHEN {left} < {_LAST_QUARTER} * ({whole}) THEN 'danger' ELSE 'open' END "
        f"WHEN coalesce(until <= c_due, false) {also} THEN CASE WHEN {at_once} THEN 'kept' ELSE 'system' END "
        "ELSE 'broken' END "
    )
