"""What buyers say, counted in the store: by code, and by code within a campaign, a creative, a product, a seller."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from tandem.basics.names import folded
from tandem.basics.periods import Period
from tandem.measures.dimensions import dimension
from tandem.measures.keeping import kept
from tandem.measures.questions import Member
from tandem.measures.statements import Statement, condition_of
from tandem.measures.store import Reading
from tandem.voice import codes

type Side = Literal["won", "lost"]
SIDES: tuple[Side, ...] = ("won", "lost")

#: A reason in words that no code of the agreement is called by.
OTHER_WORDS = ":words"
#: By what the answers of won and lost leads may be split.
SPLITS = ("campaign", "creative", "offer", "segment", "product", "source", "seller")


@dataclass(frozen=True, slots=True)
class Said:
    """The answers of leads that ended one way. A buyer may name several attractions and one reason to refuse."""

    #: All leads that ended so.
    ended: int = 0
    #: Those of them that any answer is known of.
    said: int = 0
    codes: Mapping[str, int] = field(default_factory=dict)

    def top(self, most: int | None = None) -> list[tuple[str, int]]:
        """The codes, the commonest first; equal ones by their key."""
        return sorted(self.codes.items(), key=lambda each: (-each[1], each[0]))[:most]


@dataclass(frozen=True, slots=True)
class Heard:
    """What those who bought and those who refused say."""

    won: Said = field(default_factory=Said)
    lost: Said = field(default_factory=Said)

    def of(self, side: Side) -> Said:
        """One of the two."""
        return self.won if side == "won" else self.lost


@dataclass(frozen=True, slots=True)
class Scope:
    """Which leads: those that ended in the period, of these members, of one seller."""

    period: Period
    where: Mapping[str, Sequence[Member]] = field(default_factory=dict)
    seller_id: int | None = None


def heard(scope: Scope, reading: Reading) -> Heard:
    """Everybody together."""
    return _by_member(scope, reading, by="").get(None, Heard())


def heard_by(by: str, scope: Scope, reading: Reading) -> Mapping[Member, Heard]:
    """By the member of a dimension, those with most answers first. Refuses by ``UnknownDimension``."""
    found = _by_member(scope, reading, by=dimension(by).key)
    return dict(
        sorted(found.items(), key=lambda each: (each[0] is None, -each[1].lost.said - each[1].won.said, str(each[0])))
    )


def code_sql(statement: Statement, reading: Reading) -> str:
    """SQL of the code of a loss, for ``leads t``: the one marked, or the one its reason in words is called by.

    ``OTHER_WORDS`` where the words stand for no code; NULL without any reason.
    """
    texts = _texts(reading)
    listed = statement.value(["", *texts])
    meant = statement.value(["", *texts.values()])
    return (
        f"coalesce(nullif(t.refusal, ''), nullif(list_extract({meant}, "
        f"nullif(list_position({listed}, t.lost_reason), 0)), ''), "
        f"CASE WHEN coalesce(t.lost_reason, '') <> '' THEN '{OTHER_WORDS}' END)"
    )


def conditions(scope: Scope, side: Side, statement: Statement) -> str:
    """SQL of the leads that ended so, for ``leads t``."""
    statement.parameters |= {"start": scope.period.start, "finish": scope.period.end}
    held = [f"t.{side}_on BETWEEN $start AND $finish"]
    filters: Iterable[tuple[str, Sequence[Member]]] = scope.where.items()
    if scope.seller_id is not None:
        filters = (*filters, ("seller", (scope.seller_id,)))
    for key, members in filters:
        sql = dimension(key).expression("leads")
        assert sql is not None
        held.append(condition_of(sql, members, statement))
    return " AND ".join(held)


def _by_member(scope: Scope, reading: Reading, *, by: str) -> dict[Member, Heard]:
    member = dimension(by).expression("leads") if by else "NULL"
    statement = Statement()
    code = code_sql(statement, reading)
    lost = (
        f"SELECT {member} AS member, {code} AS code, count(*) FROM leads t "
        f"WHERE {conditions(scope, 'lost', statement)} GROUP BY 1, 2"
    )
    won = conditions(scope, "won", statement)
    attracted = (
        f"SELECT member, code, count(*) FROM (SELECT {member} AS member, "
        f"unnest(string_split(t.attracted, ',')) AS code FROM leads t WHERE {won} AND t.attracted <> '') GROUP BY 1, 2"
    )
    ended = f"SELECT {member} AS member, count(*), count(nullif(t.attracted, '')) FROM leads t WHERE {won} GROUP BY 1"
    found = _lost(_rows(reading, lost, statement))
    named: dict[Member, Counter[str]] = {}
    for each, key, count in _rows(reading, attracted, statement):
        named.setdefault(each, Counter())[key] += count
    for each, all_, said in _rows(reading, ended, statement):
        found[each] = Heard(Said(all_, said, named.get(each, {})), found.get(each, Heard()).lost)
    return found


def _lost(rows: Iterable[tuple[Any, ...]]) -> dict[Member, Heard]:
    counts: dict[Member, Counter[str | None]] = {}
    for member, code, count in rows:
        counts.setdefault(member, Counter())[code] += count
    return {
        member: Heard(lost=Said(
            sum(each.values()), sum(n for code, n in each.items() if code is not None),
            {code: n for code, n in each.items() if code is not None},
        ))
        for member, each in counts.items()
    }  # fmt: skip


def _rows(reading: Reading, sql: str, statement: Statement) -> list[tuple[Any, ...]]:
    return reading.rows(sql, statement.used_in(sql))


def _texts(reading: Reading) -> Mapping[str, str]:
    """Every reason in words that stands for a code → that code, as the agreement calls it by now."""
    known = codes.code_of_text("refusals")
    # Which texts there are follows from the journal; what they are called by does not.
    written: tuple[str, ...] = kept(
        reading, ("reasons in words",), lambda earlier: tuple(row[0] for row in reading.rows(_WRITTEN))
    )
    return {text: known[key] for text in written if (key := folded(text)) in known}


_WRITTEN = "SELECT DISTINCT lost_reason FROM leads WHERE lost_reason IS NOT NULL AND lost_reason <> ''"
