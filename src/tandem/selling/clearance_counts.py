"""Every decision rule with the leads it concerns, counted and listed in the store."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import batched
from typing import Any

from tandem.agreement import queries
from tandem.agreement.clause_catalogue import judged_fields
from tandem.agreement.clauses import clause_of
from tandem.agreement.document import Decision, Document, Stage
from tandem.agreement.rules import NEW, speaks_for
from tandem.intake.models import Lead
from tandem.measures.horizon import horizon
from tandem.measures.keeping import kept
from tandem.measures.store import Reading
from tandem.people.rules import Role
from tandem.selling.clearance_rules import MatterState, matter_state, moved_on, still_asked, waits
from tandem.selling.clearances import Matter, RuleLine, matter_of, said_of, watched_rules

#: For so many days a bypass, and a deal that somebody is told of, are news.
NEWS = dt.timedelta(days=7)
_STEP = 2000
_READ = (
    "pk", "captured_at", "deal__stage", "deal__stage_at", "assignment__seller__name", "version", "deal__dated"
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Group:
    """Leads of one version that stand alike to a rule. ``news`` when they reached their stage in the last days."""

    version: int
    stage: str
    cleared: tuple[str, ...]
    late: bool
    news: bool
    count: int
    rule: Decision
    stages: tuple[Stage, ...]

    @property
    def state(self) -> MatterState:
        """How they stand."""
        return matter_state(self.rule, self.stages, stage=self.stage, cleared=self.cleared, late=self.late)

    @property
    def moved_on(self) -> bool:
        """Whether they have passed the point before which the rule wants its clearance."""
        return moved_on(self.rule, self.stages, stage=self.stage)

    @property
    def asks(self) -> tuple[str, ...]:
        """The roles that are still asked."""
        return still_asked(self.rule, self.cleared)

    @property
    def name(self) -> str:
        """How the group is told from the others in SQL."""
        return _SEPARATOR.join(
            (str(self.version), self.stage, ",".join(self.cleared), _flag(self.late), _flag(self.news))
        )


@dataclass(frozen=True, slots=True)
class Standing:
    """A rule with the leads it concerns, by how they stand."""

    line: RuleLine
    groups: tuple[Group, ...]

    def count(self, state: MatterState | None = None) -> int:
        """How many leads stand so; all of them without a state."""
        return sum(each.count for each in self.groups if state is None or each.state is state)


def standings(reading: Reading, *, seller_id: int | None) -> tuple[Standing, ...]:
    """Every watched rule with its leads."""
    lines = watched_rules()
    # Which rules there are follows from the journal, as all that is kept here.
    return kept(
        reading,
        ("decision rules", seller_id),
        lambda earlier: tuple(_Watched(line, reading, seller_id).standing for line in lines),
    )


@dataclass(frozen=True, slots=True)
class News:
    """What a rule has for somebody: leads that wait for their clearance, that bypassed it, that they are told of."""

    rule: Decision
    kind: MatterState
    count: int


def news_for(role: Role, reading: Reading) -> tuple[News, ...]:
    """What a reader of a role must not overlook; of what is past, the last days only."""
    counts: dict[tuple[str, MatterState], News] = {}
    for standing in standings(reading, seller_id=None):
        seats_by = {each: speaks_for(queries.version(each).document, role) for each in standing.line.versions}
        for group in standing.groups:
            seats = seats_by[group.version]
            if (kind := _news(group, seats)) is not None:
                place = (standing.line.rule.key, kind)
                before = counts[place].count if place in counts else 0
                counts[place] = News(standing.line.rule, kind, before + group.count)
    return tuple(counts.values())


def _news(group: Group, seats: frozenset[Role]) -> MatterState | None:
    """What a group is to whoever sits in these seats."""
    if group.state is MatterState.OPEN:
        return MatterState.OPEN if waits(group.rule) and seats & set(group.asks) else None
    if not group.moved_on or not group.news:
        return None
    if group.state is MatterState.BYPASSED and seats & {group.rule.decides, *group.rule.clear_with}:
        return MatterState.BYPASSED
    return MatterState.TELL if seats & set(group.rule.tell) else None


def matters(
    reading: Reading, line: RuleLine, *, state: MatterState | None, seller_id: int | None, limit: int | None
) -> tuple[Matter, ...]:
    """The leads under a rule that stand so, the newest first, at most ``limit``."""
    watched = _Watched(line, reading, seller_id)
    return watched.matters([each for each in watched.standing.groups if state in (None, each.state)], limit)


class _Watched:
    """One rule in the store: its leads, version by version, each by the clause of its own version."""

    def __init__(self, line: RuleLine, reading: Reading, seller_id: int | None) -> None:
        self.line, self.reading = line, reading
        self.documents = {number: queries.version(number).document for number in line.versions}
        self.parameters: dict[str, Any] = {
            "rule": line.rule.key,
            "new": NEW,
            "since": horizon(reading).as_of - NEWS,
        }
        self.scope = ""
        if seller_id is not None:
            self.scope, self.parameters["seller"] = "AND seller_id = $seller", seller_id

    @cached_property
    def standing(self) -> Standing:
        """How many leads stand how."""
        sql = f"SELECT version, stage, roles, late, news, count(*) FROM ({self._leads()}) GROUP BY ALL"
        groups = []
        for version, stage, roles, late, news, count in self.reading.rows(sql, self.parameters):
            rule, stages = _rule(self.documents[version], self.line.rule.key), self.documents[version].stages
            cleared = tuple(filter(None, roles.split(",")))
            groups.append(Group(version, stage, cleared, late, news, count, rule, stages))
        return Standing(self.line, tuple(groups))

    def matters(self, groups: Collection[Group], limit: int | None) -> tuple[Matter, ...]:
        """The leads of some groups, the newest first."""
        parameters = {**self.parameters, "groups": [each.name for each in groups]}
        name = f" || '{_SEPARATOR}' || ".join(
            (
                "version",
                "stage",
                "roles",
                "CASE WHEN late THEN 'y' ELSE 'n' END",
                "CASE WHEN news THEN 'y' ELSE 'n' END",
            )
        )
        sql = (
            f"SELECT lead_id, version FROM ({self._leads()}) WHERE list_contains($groups, {name}) "
            f"ORDER BY captured_at DESC, lead_id DESC{f' LIMIT {limit:d}' if limit is not None else ''}"
        )
        found = self.reading.rows(sql, parameters) if groups else []
        return tuple(self._read(found))

    def _leads(self) -> str:
        """SQL of the leads concerned: one line each, with who has cleared it."""
        parts = [
            "SELECT lead_id, captured_at, version, coalesce(stage, $new) AS stage, stage_at, dated FROM leads "
            f"WHERE version = {number:d} AND ({self._clause(number)}) {self.scope}"
            for number in self.line.versions
        ]
        return (
            f"WITH concerned AS ({' UNION ALL '.join(parts)}), said AS ("
            "SELECT lead_id, string_agg(DISTINCT role, ',' ORDER BY role) AS roles, bool_or(late) AS late, "
            "max(cleared_at) AS cleared_at FROM clearances WHERE rule = $rule GROUP BY lead_id) "
            "SELECT c.lead_id, c.captured_at, c.version, c.stage, coalesce(s.roles, '') AS roles, "
            "coalesce(s.late OR (c.dated AND c.stage_at < s.cleared_at), false) AS late, "
            "coalesce(c.stage_at >= $since, false) AS news "
            "FROM concerned c LEFT JOIN said s ON s.lead_id = c.lead_id"
        )

    def _clause(self, version: int) -> str:
        """The clause as that version words it. What the version decided of its leads stands in the store already."""
        condition = clause_of(
            _rule(self.documents[version], self.line.rule.key).clause, known=judged_fields(), decided=True
        )
        return condition.sql.sql(dialect="duckdb")

    def _read(self, found: Iterable[tuple[int, int]]) -> Iterator[Matter]:
        """The leads as people know them, in steps of a fixed number of queries."""
        for part in batched(found, _STEP, strict=False):
            ids = [lead_id for lead_id, _ in part]
            said = said_of(ids, [self.line.rule.key])
            rows = {row[0]: row for row in Lead.objects.filter(pk__in=ids).values_list(*_READ)}
            for lead_id, version in part:
                if lead_id not in rows:
                    continue
                *row, dated = rows[lead_id]
                row[2] = row[2] or NEW
                row[3] = row[3] if dated else None
                rule, stages = _rule(self.documents[version], self.line.rule.key), self.documents[version].stages
                yield matter_of(tuple(row), rule, said.get((lead_id, rule.key), ()), stages)


def _rule(document: Document, key: str) -> Decision:
    """The rule as a document that has it words it."""
    return next(each for each in document.decisions if each.key == key)


def _flag(value: bool) -> str:
    return "y" if value else "n"


#: No key of the agreement holds it.
_SEPARATOR = "|"
