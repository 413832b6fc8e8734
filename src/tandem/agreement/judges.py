"""The judges of versions: compiled clauses for a version that was signed, what was imported for version 0."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from typing import cast

import msgspec

from tandem.agreement.clause_catalogue import ClauseField, announced
from tandem.agreement.clause_refusals import NoSuchReason
from tandem.agreement.clauses import DECIDED, Clauses, compile_clauses
from tandem.agreement.document import Document
from tandem.agreement.grade_table import Table
from tandem.agreement.judgement import Judge, Judgement
from tandem.agreement.rules import VERSION_ZERO, Agreement
from tandem.basics.expression_values import reader
from tandem.basics.expressions import Condition

_DECIDED = frozenset(field.name for field in DECIDED)
#: The field of a judgement → the name by which clauses call it.
_NAMES = {"target": "is_target", "mql": "is_mql", "sql_lead": "is_sql_lead"}
_COLUMNS = tuple(field.name for field in fields(Judgement))

#: The clauses in the order in which they are asked.
_IN_TURN = ("has_need", "has_budget", "is_urgent", "is_target", "is_mql", "is_sql_lead")

type Row = dict[str, object]
type Ask = Callable[[Row], bool | None]


def compile_judge(document: Document, known: Mapping[str, ClauseField] | None = None) -> CompiledJudge:
    """Compile a version; refuses by `clause_refusals.ClauseRefused` what cannot run."""
    return CompiledJudge.of(compile_clauses(document, known))


class Verdict(msgspec.Struct, frozen=True):
    """Everything a version says of a lead: the judgement, and each portrait, return and decision by its key."""

    judgement: Judgement
    portraits: Mapping[str, bool | None]
    returns: Mapping[str, bool | None]
    decisions: Mapping[str, bool | None]


@dataclass(frozen=True, slots=True)
class CompiledJudge:
    """The compiled clauses of one version; implements `judgement.Judge`."""

    reads: frozenset[str]
    return_reads: frozenset[str]
    decision_reads: frozenset[str]
    clauses: Clauses
    _judged: tuple[tuple[str, Callable[[object], object]], ...]
    _all: tuple[tuple[str, Callable[[object], object]], ...]
    _decisive: tuple[Ask, ...]
    _table: Table
    _returns: Mapping[str, Ask]
    _portraits: Mapping[str, Ask]
    _decisions: Mapping[str, Ask]

    @classmethod
    def of(cls, clauses: Clauses) -> CompiledJudge:
        """The judge of compiled clauses."""
        reads = _read_by(clauses.decided)
        return_reads = reads | _read_by(clauses.returns)
        everything = return_reads | _read_by(clauses.portraits) | _read_by(clauses.decisions)
        return cls(
            reads=reads,
            return_reads=return_reads,
            decision_reads=reads | _read_by(clauses.decisions),
            clauses=clauses,
            _judged=tuple((name, reader(clauses.kinds[name])) for name in sorted(reads)),
            _all=tuple((name, reader(clauses.kinds[name])) for name in sorted(everything)),
            _decisive=tuple(_ask(clauses.decided[name], without=None) for name in _IN_TURN),
            _table=clauses.table,
            _returns={key: _ask(each, without=True) for key, each in clauses.returns.items()},
            _portraits={key: _ask(each, without=None) for key, each in clauses.portraits.items()},
            _decisions={key: _ask(each, without=True) for key, each in clauses.decisions.items()},
        )

    def judge(self, row: Mapping[str, object]) -> Judgement:
        """Judge one lead from the values of its fields."""
        get = row.get
        return self._decide({name: read(get(name)) for name, read in self._judged})

    def may_return(self, reason: str, row: Mapping[str, object]) -> bool | None:
        """Whether sales may give the lead back for that reason; refuses an unknown one by `NoSuchReason`."""
        if reason not in self._returns:
            raise NoSuchReason(reason)
        get = row.get
        values: Row = {name: read(get(name)) for name, read in self._all}
        self._decide(values)
        return self._returns[reason](values)

    def decisions(self, row: Mapping[str, object]) -> Mapping[str, bool | None]:
        """Which decision rules concern the lead; one without a clause concerns any."""
        get = row.get
        values: Row = {name: read(get(name)) for name, read in self._all}
        self._decide(values)
        return {key: ask(values) for key, ask in self._decisions.items()}

    def verdict(self, row: Mapping[str, object]) -> Verdict:
        """Everything at once. A return or a decision without a clause concerns any lead, a portrait none is told by."""
        get = row.get
        values: Row = {name: read(get(name)) for name, read in self._all}
        return Verdict(
            self._decide(values),
            {key: ask(values) for key, ask in self._portraits.items()},
            {key: ask(values) for key, ask in self._returns.items()},
            {key: ask(values) for key, ask in self._decisions.items()},
        )

    def columns(self) -> Mapping[str, str]:
        """DuckDB SQL over the columns of the store's ``leads``, by the names of `Judgement`'s fields."""
        made = self.clauses.columns
        return {name: made[_NAMES.get(name, name)].sql(dialect="duckdb") for name in _COLUMNS}

    def return_columns(self) -> Mapping[str, str]:
        """DuckDB SQL of whether a lead may be returned, by the key of the reason."""
        return self._sql_of(self.clauses.returns, without="TRUE")

    def portrait_columns(self) -> Mapping[str, str]:
        """DuckDB SQL of whether a lead is of a portrait, by its key."""
        return self._sql_of(self.clauses.portraits, without="CAST(NULL AS BOOLEAN)")

    def decision_columns(self) -> Mapping[str, str]:
        """DuckDB SQL of whether a decision rule concerns a lead, by its key."""
        return self._sql_of(self.clauses.decisions, without="TRUE")

    def _decide(self, values: Row) -> Judgement:
        """The judgement; what is decided joins the values, for the clauses after it."""
        ask_need, ask_budget, ask_urgency, ask_target, ask_mql, ask_sql = self._decisive
        values["has_need"] = need = ask_need(values)
        values["has_budget"] = budget = ask_budget(values)
        values["is_urgent"] = urgency = ask_urgency(values)
        values["grade"] = grade = self._table[need, budget, urgency]
        values["is_target"] = target = ask_target(values)
        values["is_mql"] = mql = ask_mql(values)
        values["is_sql_lead"] = sql_lead = ask_sql(values)
        return Judgement(grade, target, mql, sql_lead, need, budget, urgency)

    def _sql_of(self, conditions: Mapping[str, Condition | None], *, without: str) -> dict[str, str]:
        return {
            key: without if condition is None else self.clauses.sql(condition).sql(dialect="duckdb")
            for key, condition in conditions.items()
        }


class VersionZeroJudge:
    """Before the agreement: the grade another system gave, where version 0 knows it, and nothing else."""

    reads = frozenset({"quality"})
    return_reads = frozenset({"quality"})
    decision_reads: frozenset[str] = frozenset()

    def __init__(self, agreement: Agreement = VERSION_ZERO) -> None:
        self._judgements = {grade.key: Judgement(grade.key, grade.target) for grade in agreement.grades}

    def judge(self, row: Mapping[str, object]) -> Judgement:
        """What the grade of the other system says, if it is a grade."""
        quality = row.get("quality")
        return self._judgements.get(quality, _NOTHING) if isinstance(quality, str) else _NOTHING

    def may_return(self, reason: str, row: Mapping[str, object]) -> bool | None:
        """Nothing was agreed, so nothing is forbidden."""
        return True

    def decisions(self, row: Mapping[str, object]) -> Mapping[str, bool | None]:
        """Nothing was agreed, so nothing is to be cleared."""
        return {}

    def columns(self) -> Mapping[str, str]:
        """The same in SQL."""
        field = announced().get("quality")
        quality = f"({field.column})" if field is not None and field.column else "quality"
        known = ", ".join(f"'{key}'" for key in self._judgements)
        targets = ", ".join(f"'{key}'" for key, made in self._judgements.items() if made.target)
        made = dict.fromkeys(_COLUMNS, "CAST(NULL AS BOOLEAN)")
        return made | {
            "grade": f"CASE WHEN {quality} IN ({known}) THEN {quality} END",
            "target": f"CASE WHEN {quality} IN ({known}) THEN {quality} IN ({targets}) END",
        }


_NOTHING = Judgement()


def judge_of(document: Document | None, known: Mapping[str, ClauseField] | None = None) -> Judge:
    """The judge of a version by its document; None is version 0."""
    return VersionZeroJudge() if document is None else compile_judge(document, known)


def _ask(condition: Condition | None, *, without: bool | None) -> Ask:
    """What a condition answers of prepared values; a condition gives true, false or None by its kind."""
    if condition is None:
        return lambda values: without
    return cast(Ask, condition.run)


def _read_by(conditions: Mapping[str, Condition | None]) -> frozenset[str]:
    """The announced fields these clauses read."""
    return frozenset().union(*(each.columns for each in conditions.values() if each is not None)) - _DECIDED
