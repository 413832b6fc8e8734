"""The history a portrait is sought in: leads of known outcome with what was known of them, read from the store."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pyarrow as pa

from tandem.agreement.clause_catalogue import ClauseField, judged_fields
from tandem.basics.expression_values import Kind
from tandem.basics.periods import Period
from tandem.measures.horizon import horizon
from tandem.measures.store import Reading
from tandem.portrait.outcomes import Outcome
from tandem.portrait.rules.conditions import Attribute
from tandem.portrait.rules.finding import History
from tandem.portrait.rules.maturity import Maturity, maturity

#: More leads than this are searched as a sample, which the page says.
MOST = 1_000_000
_KINDS = (Kind.TEXT, Kind.NUMBER, Kind.INTEGER, Kind.FLAG)
#: Nobody has done anything for such a lead: that it has not bought says nothing of it.
_UNHANDLED = "processed_on IS NULL AND lost_on IS NULL AND ({day}) IS NULL"


@dataclass(frozen=True, slots=True)
class Counted:
    """Which leads of the period are counted: ``where`` over ``leads``, ``bought`` of whom the outcome is true.

    ``mature`` is the age at which a lead counts, None where it need not mature; ``young`` leads are not that old yet,
    ``unhandled`` ones nobody has worked on, of ``untold`` ones the outcome is not known. One of ``sampled`` is read.
    """

    where: str
    bought: str
    mature: Maturity | None
    period: Period
    leads: int
    young: int
    unhandled: int
    untold: int
    sampled: int


def attributes_known(*, verdicts: bool = True) -> dict[str, ClauseField]:
    """The fields that may stand in a portrait: what is known of the client and the request before anything is sold.

    With ``verdicts`` also how somebody judged the lead, which marketing cannot address and some wish to see.
    """
    says = {"attribute", "verdict"} if verdicts else {"attribute"}
    return {name: each for name, each in judged_fields().items() if each.says in says and each.kind in _KINDS}


def usual_fields() -> dict[str, ClauseField]:
    """The fields a portrait is sought by unless somebody chooses otherwise."""
    return attributes_known(verdicts=False)


def counted(outcome: Outcome, period: Period, reading: Reading) -> Counted:
    """Which leads of a period can be counted for an outcome, and how many cannot and why."""
    within = f"captured_on BETWEEN DATE '{period.start}' AND DATE '{period.end}'"
    if not outcome.matures:
        ((leads, told),) = reading.rows(f"SELECT count(*), count(*) FILTER ({outcome.told}) FROM leads WHERE {within}")
        where = f"{within} AND {outcome.told}"
        return Counted(where, outcome.true, None, period, told, 0, 0, leads - told, _sampled(told))
    until = horizon(reading).until
    mature = _maturity(outcome, within, until, reading)
    last = until - timedelta(days=mature.days if mature.days is not None else mature.followed)
    unhandled = _UNHANDLED.format(day=outcome.day)
    old = f"captured_on <= DATE '{last}'"
    ((young, left, leads),) = reading.rows(
        f"SELECT count(*) FILTER (NOT {old}), count(*) FILTER ({old} AND {unhandled}), "
        f"count(*) FILTER ({old} AND NOT ({unhandled})) FROM leads WHERE {within}"
    )
    where = f"{within} AND {old} AND NOT ({unhandled})"
    return Counted(where, f"({outcome.day}) IS NOT NULL", mature, period, leads, young, left, 0, _sampled(leads))


def read_history(found: Counted, known: Mapping[str, ClauseField], reading: Reading) -> History:
    """The counted leads with the fields given; a sample of them, by the lead's number, where they are too many."""
    columns = ", ".join(f"{_value(each)} AS a{at}" for at, each in enumerate(known.values()))
    sample = f" AND hash(lead_id) % {found.sampled} = 0" if found.sampled > 1 else ""
    table = reading.columns(
        f"SELECT {columns}{', ' if columns else ''}coalesce({found.bought}, false) AS bought, client_id, "
        f"captured_on - DATE '1970-01-01' AS day FROM leads WHERE {found.where}{sample} ORDER BY captured_at, lead_id"
    )
    return History(
        attributes=tuple(_attribute(each, table.column(f"a{at}")) for at, each in enumerate(known.values())),
        bought=table.column("bought").to_numpy().astype(bool),
        clients=table.column("client_id").to_numpy().astype(np.int64),
        days=table.column("day").to_numpy().astype(np.int64),
    )


def whole_period(reading: Reading) -> Period | None:
    """From the first lead to the last day anything is known of; None without leads."""
    ((first,),) = reading.rows("SELECT min(captured_on) FROM leads")
    return Period(first, max(horizon(reading).until, first)) if first is not None else None


def _sampled(leads: int) -> int:
    return max(1, -(-leads // MOST))


def _maturity(outcome: Outcome, within: str, until: date, reading: Reading) -> Maturity:
    ages = np.zeros((3, 1), dtype=np.int64)
    rows = reading.rows(
        f"SELECT CASE WHEN ({outcome.day}) IS NOT NULL THEN 0 WHEN lost_on IS NOT NULL THEN 1 ELSE 2 END, "
        f"greatest(coalesce({outcome.day}, lost_on, DATE '{until}') - captured_on, 0), count(*) FROM leads "
        f"WHERE {within} AND NOT ({_UNHANDLED.format(day=outcome.day)}) GROUP BY ALL"
    )
    if rows:
        ages = np.zeros((3, max(age for _, age, _ in rows) + 1), dtype=np.int64)
        for fate, age, leads in rows:
            ages[fate, age] += leads
    return maturity(*ages)


def _value(field: ClauseField) -> str:
    sql = field.column or f'"{field.name}"'
    # An empty text says as little as none.
    return f"nullif({sql}, '')" if field.kind is Kind.TEXT else f"CAST({sql} AS DOUBLE)"


def _attribute(field: ClauseField, values: pa.ChunkedArray) -> Attribute:
    if field.kind is not Kind.TEXT:
        numbers = values.cast(pa.float64()).to_numpy()
        numbers = np.asarray(numbers, dtype=np.float64)
        return Attribute(field.name, field.kind, numbers=numbers, absence=not field.is_answered)
    encoded = values.combine_chunks().dictionary_encode()
    codes = encoded.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int32)
    members = tuple(encoded.dictionary.to_pylist())
    return Attribute(field.name, field.kind, codes=codes, members=members, absence=not field.is_answered)
