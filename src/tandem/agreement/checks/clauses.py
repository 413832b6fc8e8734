"""Clauses: each text that runs is read by the language itself, as far as its place allows."""

from __future__ import annotations

from collections.abc import Iterator

from tandem.agreement.checks.found import Found, Known, Scope, check, serious
from tandem.agreement.document import Document
from tandem.agreement.field_names import section_label

type Place = tuple[str, str, str, str, str]


@check
def clause_refused(document: Document, known: Known) -> Found:
    if known.clause_problem is None:
        return
    for section, key, field, clause, scope in clauses_of(document):
        refused = known.clause_problem(clause, scope) if clause.strip() else None
        if refused is not None:
            reason, position = refused
            label = section_label(section)
            where = f"{key}.{field}" if key else field
            ru = f", знак {position + 1}" if position is not None else ""
            en = f", sign {position + 1}" if position is not None else ""
            yield serious(
                section, key, field,
                f"{label.ru}, условие {where}{ru}: {reason.ru}", f"{label.en}, clause {where}{en}: {reason.en}",
            )  # fmt: skip


def clauses_of(document: Document) -> Iterator[Place]:
    """Every clause of a document: section, key, field, text and scope, empty ones too."""
    grading = document.grading
    for portrait in document.portraits:
        yield "portraits", portrait.key, "clause", portrait.clause, Scope.STATUS
    for audience in document.audiences:
        yield "audiences", audience.key, "clause", audience.clause, Scope.STATUS
    for name in ("need", "budget", "urgency"):
        yield "grading", "", f"questions.{name}", getattr(grading.questions, name), Scope.QUESTION
    for name in ("target_lead", "mql", "sql_lead"):
        yield "grading", "", f"{name}.clause", getattr(grading, name).clause, Scope.STATUS
    for promise in document.promises:
        if promise.duty is not None and promise.duty.about in set(Scope):
            yield "promises", promise.key, "duty.of", promise.duty.of, promise.duty.about
            yield "promises", promise.key, "duty.holds", promise.duty.holds, promise.duty.about
    for reason in document.returns:
        yield "returns", reason.key, "clause", reason.clause, Scope.STATUS
    for decision in document.decisions:
        yield "decisions", decision.key, "clause", decision.clause, Scope.STATUS
    for care in document.lifecycle:
        yield "lifecycle", care.key, "clause", care.clause, Scope.LEADS
    for situation in document.situations:
        if situation.watch is not None and situation.watch.about in set(Scope):
            yield "situations", situation.key, "watch.clause", situation.watch.clause, situation.watch.about
