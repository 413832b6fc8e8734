"""What is said of the leads behind a creative: what attracted those who bought, why others refused or were given back.

Refusals are called as the agreement calls them, whether a seller marked the code or another system wrote a reason.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from tandem.agreement import queries
from tandem.basics.periods import Period
from tandem.measures.dimensions import dimension
from tandem.measures.statements import Statement
from tandem.measures.store import Reading
from tandem.voice.codes import titles
from tandem.voice.counts import code_sql

#: The most frequent ones that are shown.
_SHOWN = 3

type _Reasons = tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Words:
    """Reasons with how many leads have each, the most frequent first, and all leads that were ``lost`` or ``returned``.

    Of ``told`` leads, which bought, somebody wrote down what attracted them; one may name several things.
    """

    refusals: _Reasons = ()
    lost: int = 0
    returns: _Reasons = ()
    returned: int = 0
    attracted: _Reasons = ()
    told: int = 0


def words_behind(by: str, period: Period, reading: Reading) -> Mapping[str | None, Words]:
    """For each member of a dimension, what is said of its leads captured in the period."""
    statement = Statement()
    member = dimension(by).expression("leads") or "NULL"
    within = f"t.captured_on BETWEEN DATE '{period.start}' AND DATE '{period.end}'"

    def counted(sql: str, name_of: Callable[[Any], str | None]) -> dict[str | None, Counter[str | None]]:
        return _counted(reading.rows(sql, statement.used_in(sql)), name_of)

    called, liked, given = titles("refusals"), titles("attractions"), _titles_of_returns()
    code = code_sql(statement, reading)
    lost = counted(
        f"SELECT {member}, [{code}, nullif(t.lost_reason, '')], count(*) FROM leads t "
        f"WHERE {within} AND t.lost_on IS NOT NULL GROUP BY 1, 2",
        lambda said: called.get(said[0], said[1] or said[0]),
    )
    returned = counted(
        f"SELECT {member}, nullif(r.reason, ''), count(*) FROM returns r JOIN leads t ON t.lead_id = r.lead_id "
        f"WHERE {within} GROUP BY 1, 2",
        lambda said: given.get(said, said),
    )
    bought = f"{within} AND t.won_on IS NOT NULL AND t.attracted <> ''"
    attracted = counted(
        f"SELECT {member}, unnest(string_split(t.attracted, ',')), count(*) FROM leads t WHERE {bought} GROUP BY 1, 2",
        lambda said: liked.get(said, said),
    )
    told = dict(reading.rows(f"SELECT {member}, count(*) FROM leads t WHERE {bought} GROUP BY 1"))
    return {
        name: Words(
            refusals=_top(lost.get(name)), lost=sum(lost.get(name, Counter()).values()),
            returns=_top(returned.get(name)), returned=sum(returned.get(name, Counter()).values()),
            attracted=_top(attracted.get(name)), told=told.get(name, 0),
        )
        for name in dict.fromkeys([*lost, *returned, *told])
    }  # fmt: skip


def _titles_of_returns() -> Mapping[str, str]:
    """What each reason for a return is called, by the newest signed version that has it."""
    found: dict[str, str] = {}
    for line in queries.versions():
        for reason in queries.version(line.number).document.returns:
            found.setdefault(reason.key, reason.title or reason.key)
    return found


def _counted(
    rows: Iterable[tuple[Any, ...]], name_of: Callable[[Any], str | None]
) -> dict[str | None, Counter[str | None]]:
    found: dict[str | None, Counter[str | None]] = {}
    for member, said, leads in rows:
        found.setdefault(member, Counter())[name_of(said)] += leads
    return found


def _top(reasons: Counter[str | None] | None) -> _Reasons:
    """The commonest that are named; equal ones by name."""
    named = [(name, count) for name, count in (reasons or {}).items() if name]
    return tuple(sorted(named, key=lambda each: (-each[1], each[0]))[:_SHOWN])
