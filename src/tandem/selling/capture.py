"""What is written down of leads, by seller or by source: fields filled, how soon, and what was left undone."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tandem.agreement.queries import in_force, judge
from tandem.basics.intervals import mean_interval_from_moments, wilson
from tandem.basics.periods import Period
from tandem.intake.capture import CaptureField, needed
from tandem.intake.rules import PACKET_FIELDS
from tandem.measures.dimensions import dimension
from tandem.measures.expressions import expression
from tandem.measures.questions import Answer, Member, Question, answer
from tandem.measures.statements import Statement, condition_of
from tandem.measures.store import Reading
from tandem.measures.values import Value

#: A lead that came by a door should name a contact and a client, besides the fields of the agreement.
_PACKET = len(PACKET_FIELDS)
_MISSING = "CASE WHEN coalesce(t.missing, '') = '' THEN 0 WHEN t.missing LIKE '% %' THEN 2 ELSE 1 END"


@dataclass(frozen=True, slots=True)
class Capture:
    """``filled`` is the share of needed fields that are filled, the mean over leads, by member; None is the whole.

    ``fields`` are those that the agreement in force needs.
    """

    fields: Sequence[CaptureField]
    answered: Answer
    filled: Mapping[Member, Value]
    filled_in_all: Value
    #: By source how soon a contact with a lead is recorded, the median of seconds by member; None is the whole.
    recorded: Mapping[Member, Value]
    recorded_in_all: Value


def measures_of(fields: Sequence[CaptureField], *, by: str) -> tuple[str, ...]:
    """The columns of the page; a contact names no source, so its delay by source is asked for apart (``_recorded``)."""
    # What was agreed to be asked comes first; where nothing is asked, the columns would be empty.
    asked = ("questions_asked_share", "questions_known_share") if in_force().document.questions else ()
    counts = ("leads", *asked, *(field.count_key for field in fields), "incomplete_leads")
    undone = ("without_next_step", "never_contacted")
    return (
        *counts,
        *undone,
        "lead_record_time",
        *(("contact_record_time", "contacts_imported") if by == "seller" else ()),
    )


def beneath_of(fields: Sequence[CaptureField]) -> dict[str, str]:
    """Which share stands under which count."""
    return {field.count_key: field.share_key for field in fields} | {
        "incomplete_leads": "incomplete_share",
        "without_next_step": "without_next_step_share",
        "never_contacted": "never_contacted_share",
    }


def capture(period: Period, reading: Reading, *, by: str, seller_id: int | None = None) -> Capture:
    """What was written down of the leads of a period; ``seller_id`` limits it to one seller's."""
    fields = needed(judge(in_force().version).reads)
    shown, beneath = measures_of(fields, by=by), beneath_of(fields)
    asked = (*shown, *(beneath[key] for key in shown if key in beneath))
    answered = answer(Question(asked, period, by=(by,), seller_id=seller_id), reading)
    filled = _filled(fields, period, reading, by=by, seller_id=seller_id)
    recorded = _recorded(period, reading, by=by, seller_id=seller_id) if by == "source" else {}
    return Capture(fields, answered, *_parted(filled), *_parted(recorded))


def _parted(values: Mapping[tuple[Member, bool], Value]) -> tuple[dict[Member, Value], Value]:
    """The values by member, and the one of the whole."""
    return (
        {member: value for (member, whole), value in values.items() if not whole},
        values.get((None, True), Value(None, n=0)),
    )


def _recorded(period: Period, reading: Reading, *, by: str, seller_id: int | None) -> dict[tuple[Member, bool], Value]:
    """How soon contacts of the period were recorded, by what their leads are, and over all under (None, True).

    A contact that names no lead belongs to the newest its client had by then, from the minute that one came in.
    """
    statement = Statement()
    member = dimension(by).expression("leads")
    assert member is not None
    where = f"a.contacted_on BETWEEN {statement.value(period.start)} AND {statement.value(period.end)}"
    if seller_id is not None:
        where += f" AND a.seller_id = {statement.value(seller_id)}"
    sql = (
        "WITH contacts AS (SELECT a.lead_id, a.client_id, a.contacted_at, "
        "date_diff('second', a.contacted_at, a.recorded_at) AS took FROM activities a "
        f"WHERE a.imported = FALSE AND {where}), "
        "begun AS (SELECT client_id, lead_id, date_trunc('minute', captured_at) AS since FROM leads), "
        "of_leads AS (SELECT c.took, coalesce(c.lead_id, b.lead_id) AS lead_id FROM contacts c "
        "ASOF LEFT JOIN begun b ON b.client_id = c.client_id AND b.since <= c.contacted_at), "
        f"said AS (SELECT {member} AS member, o.took FROM of_leads o JOIN leads t ON t.lead_id = o.lead_id) "
        "SELECT member, GROUPING(member) = 1, quantile_cont(took, 0.5), count(*) FROM said "
        "GROUP BY GROUPING SETS ((member), ())"
    )
    rows = reading.rows(sql, statement.used_in(sql))
    return {(name, whole): Value(middle, n=n) for name, whole, middle, n in rows if n}


def _filled(
    fields: Sequence[CaptureField], period: Period, reading: Reading, *, by: str, seller_id: int | None
) -> dict[tuple[Member, bool], Value]:
    """The mean share of filled fields by member, and over all leads under (None, True)."""
    statement = Statement()
    member = dimension(by).expression("leads")
    assert member is not None
    lacked = " + ".join(f"CAST(({expression(field.lacks).sql}) AS INTEGER)" for field in fields)
    # The packet is asked only of leads that came by a door: of the others nobody knows what they lacked.
    asked = f"{len(fields)} + CASE WHEN t.imported THEN 0 ELSE {_PACKET} END"
    where = f"t.captured_on BETWEEN {statement.value(period.start)} AND {statement.value(period.end)}"
    if seller_id is not None:
        seller = dimension("seller").expression("leads")
        assert seller is not None
        where += f" AND {condition_of(seller, (seller_id,), statement)}"
    sql = (
        f"WITH shares AS (SELECT {member} AS member, 1 - ({lacked} + {_MISSING})::DOUBLE / ({asked}) AS share "
        f"FROM leads t WHERE {where}) "
        "SELECT member, GROUPING(member) = 1, count(*), sum(share), sum(share * share), sum(share * share * share) "
        "FROM shares GROUP BY GROUPING SETS ((member), ())"
    )
    rows = reading.rows(sql, statement.used_in(sql))
    return {(member, whole): _mean(*sums) for member, whole, *sums in rows if sums[0]}


def _mean(n: int, first: float, second: float, third: float) -> Value:
    """The mean of shares with its interval, within 0 and 1."""
    mean = first / n
    if n < 2:
        return Value(mean, n=n, low=0.0, high=1.0)
    variance = max(second / n - mean**2, 0.0)
    if variance < 1e-12:
        # All alike: a few alike leads prove little, and of all shares with this mean "all or nothing" varies most.
        found = wilson(round(first), n)
        return Value(mean, n=n, low=min(found.low, mean), high=max(found.high, mean))
    skewness = (third / n - 3 * mean * second / n + 2 * mean**3) / variance**1.5
    found = mean_interval_from_moments(mean, math.sqrt(variance * n / (n - 1)), skewness, n)
    return Value(mean, n=n, low=min(max(found.low, 0.0), mean), high=max(min(found.high, 1.0), mean))
