"""Clauses that run: a whole version compiled to Python for one lead, and to the store's SQL for all history.

Three questions of the portrait are answered first (``has_need``, ``has_budget``, ``is_urgent``), the table of grades
makes a ``grade`` of the answers, then the clauses of the target lead, of MQL and of SQL are asked, each of which may
read what was decided before it. Reasons of return, portraits and decision rules may read all of that.

Announced fields keep their names; what is decided has names of its own (`DECIDED`), so the field ``need`` (what is
known of the client) and ``has_need`` (what the agreement makes of it) are never mixed up.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import sqlglot
from sqlglot import exp

from tandem.agreement.clause_catalogue import ClauseField, announced, fields_of_document
from tandem.agreement.clause_refusals import ClauseRefused, Place
from tandem.agreement.document import Document
from tandem.agreement.grade_table import Table, grade_sql, grade_table
from tandem.basics.expression_values import Kind
from tandem.basics.expressions import Condition, ExpressionError, compile_condition
from tandem.basics.text import Text

#: What the version decides of a lead, in the order in which it does; each may be read by the clauses after it.
DECIDED: tuple[ClauseField, ...] = (
    ClauseField("has_need", Kind.FLAG, Text(ru="потребность есть (по регламенту)", en="has the need (as agreed)")),
    ClauseField("has_budget", Kind.FLAG, Text(ru="бюджет есть (по регламенту)", en="has the budget (as agreed)")),
    ClauseField("is_urgent", Kind.FLAG, Text(ru="срочно (по регламенту)", en="is urgent (as agreed)")),
    ClauseField("grade", Kind.TEXT, Text(ru="категория", en="grade")),
    ClauseField("is_target", Kind.FLAG, Text(ru="целевой лид", en="target lead")),
    ClauseField("is_mql", Kind.FLAG, Text(ru="MQL", en="MQL")),
    ClauseField("is_sql_lead", Kind.FLAG, Text(ru="SQL", en="SQL")),
)
_DECIDED = {field.name: field for field in DECIDED}
_QUESTIONS = ("has_need", "has_budget", "is_urgent")
_GRADED = (*_QUESTIONS, "grade")

#: Decided columns stand under this alias until their SQL is put in their place.
_ALIAS = "decided"
#: A statement beyond that many parts is refused: clauses that read each other may grow without end.
_MOST_PARTS = 30_000


@dataclass(frozen=True, slots=True)
class Clauses:
    """The compiled clauses of a version. A clause that is not written is None: it can never be told.

    ``decided`` holds questions and statuses by the names of `DECIDED` (but ``grade``, which ``table`` makes); the
    others are by their keys. ``columns`` is the SQL of everything decided, over the plain columns of ``leads``.
    """

    kinds: Mapping[str, Kind]
    decided: Mapping[str, Condition | None]
    table: Table
    returns: Mapping[str, Condition | None]
    portraits: Mapping[str, Condition | None]
    decisions: Mapping[str, Condition | None]
    columns: Mapping[str, exp.Expr]

    #: The SQL of announced fields that are no column of their own name.
    sql_of: Mapping[str, exp.Expr]

    def sql(self, condition: Condition) -> exp.Expr:
        """The SQL of a condition over the plain columns of ``leads``."""
        return _settled(condition.sql, self.columns)

    def clause(self, text: str) -> Condition:
        """One more clause, which may read everything decided here; raises `ExpressionError`."""
        condition = _compiled(text, self.kinds, self.sql_of, tuple(self.columns))
        if _parts(condition.sql, self.columns) > _MOST_PARTS:
            raise ExpressionError(_TOO_LARGE, 0)
        return condition


def compile_clauses(document: Document, known: Mapping[str, ClauseField] | None = None) -> Clauses:
    """Compile every clause about leads; refuses the first that cannot run by `ClauseRefused`."""
    compiler = _Compiler(document, judged_by(document) if known is None else known)
    clauses = compiler.compiled()
    if compiler.refusals:
        raise compiler.refusals[0]
    return clauses


def refusals(document: Document, known: Mapping[str, ClauseField] | None = None) -> tuple[ClauseRefused, ...]:
    """Every clause about leads that cannot run, and what the table of grades leaves open."""
    compiler = _Compiler(document, judged_by(document) if known is None else known)
    compiler.compiled()
    return tuple(compiler.refusals)


def judged_by(document: Document, agreed: Mapping[str, ClauseField] | None = None) -> dict[str, ClauseField]:
    """The fields that may decide a grade under a document: the announced ones, and what it brings itself.

    ``agreed`` are fields that other versions brought, which it may read as well.
    """
    known = {**announced(), **(agreed or {}), **fields_of_document(document)}
    return {name: each for name, each in known.items() if each.state is not None}


def clause_of(
    text: str, *, known: Mapping[str, ClauseField] | None = None, table: str = "leads", decided: bool = False
) -> Condition:
    """One clause over the announced fields of a table of the store, for its rows; raises `ExpressionError`.

    ``sql`` of it is a condition over the plain columns of the table. With ``decided`` it may also read what a version
    decides of leads, as the columns in which the store keeps it.
    """
    readable = dict(announced(table) if known is None else known)
    if decided:
        readable = stored_decisions() | readable
    return compile_condition(text, {name: each.kind for name, each in readable.items()}, sql_of(readable))


def sql_of(known: Mapping[str, ClauseField]) -> dict[str, exp.Expr]:
    """The SQL of fields that are no column of their own name."""
    return {
        name: _column(field.column)
        for name, field in known.items()
        if field.column is not None and field.column != name
    }


@functools.lru_cache(maxsize=1000)
def _column(text: str) -> exp.Expr:
    """The parsed SQL of a field; whoever builds it into a clause takes a copy."""
    return sqlglot.parse_one(text, dialect="duckdb")


def stored_decisions() -> dict[str, ClauseField]:
    """What versions decided of leads, as fields of the store's ``leads``."""
    names = {"is_target": "target", "is_mql": "mql", "is_sql_lead": "sql_lead"}
    return {
        name: ClauseField(name, field.kind, field.words, column=names.get(name)) for name, field in _DECIDED.items()
    }


class _Compiler:
    """Goes through the clauses in the order of deciding, and notes what it must refuse."""

    def __init__(self, document: Document, known: Mapping[str, ClauseField]) -> None:
        self.document = document
        # What is decided stands before an announced field of the same name, which a clause could otherwise mistake.
        self.kinds = {name: field.kind for name, field in known.items() if name not in _DECIDED}
        self.sql_of = sql_of(known)
        self.refusals: list[ClauseRefused] = []

    def compiled(self) -> Clauses:
        document, grading = self.document, self.document.grading
        decided: dict[str, Condition | None] = {}
        columns: dict[str, exp.Expr] = {}
        for name, text, place in _questions(document):
            decided[name] = self._clause(text, place, ())
            columns[name] = _sql_or_null(decided[name], columns)
        table = self._table()
        columns["grade"] = grade_sql(table, *(_in_brackets(columns[name]) for name in _QUESTIONS))
        before: tuple[str, ...] = _GRADED
        for name, status, place in (
            ("is_target", grading.target_lead, _TARGET),
            ("is_mql", grading.mql, _MQL),
            ("is_sql_lead", grading.sql_lead, _SQL),
        ):
            condition = self._clause(status.clause, place, before)
            if condition is not None and _parts(condition.sql, columns) > _MOST_PARTS:
                self.refusals.append(ClauseRefused(place, _TOO_LARGE))
                condition = None
            decided[name] = condition
            columns[name] = _sql_or_null(condition, columns)
            before = (*before, name)
        return Clauses(
            kinds=self.kinds,
            decided=decided,
            table=table,
            returns=self._all(_returns(document), before, columns),
            portraits=self._all(_portraits(document), before, columns),
            decisions=self._all(_decisions(document), before, columns),
            columns=columns,
            sql_of=self.sql_of,
        )

    def _table(self) -> Table:
        try:
            return grade_table(self.document.grading)
        except ClauseRefused as refusal:
            self.refusals.append(refusal)
            return grade_table(type(self.document.grading)())

    def _all(
        self, clauses: Iterator[tuple[str, str, Place]], before: tuple[str, ...], columns: Mapping[str, exp.Expr]
    ) -> dict[str, Condition | None]:
        made: dict[str, Condition | None] = {}
        for key, text, place in clauses:
            made[key] = condition = self._clause(text, place, before)
            if condition is not None and _parts(condition.sql, columns) > _MOST_PARTS:
                self.refusals.append(ClauseRefused(place, _TOO_LARGE))
        return made

    def _clause(self, text: str, place: Place, before: tuple[str, ...]) -> Condition | None:
        if not text.strip():
            return None
        try:
            return _compiled(text, self.kinds, self.sql_of, before)
        except ExpressionError as error:
            self.refusals.append(ClauseRefused(place, error.text, error))
            return None


def _compiled(
    text: str, kinds: Mapping[str, Kind], columns: Mapping[str, exp.Expr], decided: tuple[str, ...]
) -> Condition:
    """A clause that may read what was decided before it."""
    return compile_condition(
        text,
        {**kinds, **{name: _DECIDED[name].kind for name in decided}},
        {**columns, **{name: exp.column(name, table=_ALIAS) for name in decided}},
    )


def _sql_or_null(condition: Condition | None, columns: Mapping[str, exp.Expr]) -> exp.Expr:
    if condition is None:
        return exp.Cast(this=exp.Null(), to=exp.DataType.build("BOOLEAN"))
    return _settled(condition.sql, columns)


def _in_brackets(sql: exp.Expr) -> exp.Expr:
    return exp.Paren(this=sql.copy())


def _settled(sql: exp.Expr, columns: Mapping[str, exp.Expr]) -> exp.Expr:
    """The SQL with what was decided before put in its place."""

    def settle(node: exp.Expr) -> exp.Expr:
        if isinstance(node, exp.Column) and node.table == _ALIAS:
            return _in_brackets(columns[node.name])
        return node

    return sql.copy().transform(settle)


def _parts(sql: exp.Expr, columns: Mapping[str, exp.Expr]) -> int:
    """How many parts the settled SQL would have."""
    sizes = {name: sum(1 for _ in each.walk()) for name, each in columns.items()}
    return sum(sizes[node.name] if isinstance(node, exp.Column) and node.table == _ALIAS else 1 for node in sql.walk())


def _questions(document: Document) -> Iterator[tuple[str, str, Place]]:
    questions = document.grading.questions
    yield "has_need", questions.need, Place("grading.questions.need", Text(ru="Вопрос о потребности", en="Need"))
    yield "has_budget", questions.budget, Place("grading.questions.budget", Text(ru="Вопрос о бюджете", en="Budget"))
    yield (
        "is_urgent",
        questions.urgency,
        Place("grading.questions.urgency", Text(ru="Вопрос о срочности", en="Urgency")),
    )


def _returns(document: Document) -> Iterator[tuple[str, str, Place]]:
    for each in document.returns:
        words = Text(
            ru=f"Причина возврата «{each.title or each.key}»", en=f"Reason of return “{each.title or each.key}”"
        )
        yield each.key, each.clause, Place(f"returns.{each.key}.clause", words)


def _portraits(document: Document) -> Iterator[tuple[str, str, Place]]:
    for each in document.portraits:
        words = Text(ru=f"Портрет «{each.title or each.key}»", en=f"Portrait “{each.title or each.key}”")
        yield each.key, each.clause, Place(f"portraits.{each.key}.clause", words)


def _decisions(document: Document) -> Iterator[tuple[str, str, Place]]:
    for each in document.decisions:
        words = Text(ru=f"Правило «{each.title or each.key}»", en=f"Rule “{each.title or each.key}”")
        yield each.key, each.clause, Place(f"decisions.{each.key}.clause", words)


_TARGET = Place("grading.target_lead.clause", Text(ru="Целевой лид", en="Target lead"))
_MQL = Place("grading.mql.clause", Text(ru="MQL", en="MQL"))
_SQL = Place("grading.sql_lead.clause", Text(ru="SQL", en="SQL"))
_TOO_LARGE = Text(
    ru="Условия ссылаются друг на друга так много раз, что вместе становятся слишком велики. Упростите их.",
    en="The clauses read each other so often that together they grow too large. Simplify them.",
)
