"""Rulings that stand beside the reasons of return, and what a draft would make of them.

Rooms above know the rulings. One that keeps some announces a subclass of ``Precedents`` in ``<room>/precedents.py``.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from tandem.agreement.checks import Problem
from tandem.agreement.clause_catalogue import ClauseField
from tandem.agreement.clause_refusals import ClauseRefused
from tandem.agreement.document import Document
from tandem.agreement.judgement import Judge
from tandem.agreement.judges import compile_judge
from tandem.basics.discovery import modules_named
from tandem.basics.text import Text


@dataclass(frozen=True, slots=True)
class Precedent:
    """How somebody decided whether a lead was right to come back for a reason; ``known`` is what was known of it."""

    lead_id: int
    reason: str
    stands: bool
    words: str
    ruled_on: date
    known: Mapping[str, object]


class Precedents(ABC):
    """Rulings that bind later versions."""

    @abstractmethod
    def standing(self) -> Sequence[Precedent]:
        """Those nobody has set aside, the newest first."""


def precedents() -> tuple[Precedent, ...]:
    """All that stand, the newest first."""
    found = [
        each
        for module in modules_named("precedents")
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, Precedents) and value is not Precedents
        if value.__module__ == module.__name__
        for each in value().standing()
    ]
    return tuple(sorted(found, key=lambda each: each.ruled_on, reverse=True))


def contradicted(
    document: Document, rulings: Sequence[Precedent], *, known: Mapping[str, ClauseField]
) -> Iterator[Problem]:
    """The rulings that the clauses of a document would decide otherwise: each forbids signing until it is set aside.

    A reason without a clause leaves every case to people and contradicts nothing.
    """
    clauses = {each.key for each in document.returns if each.clause}
    bound = [each for each in rulings if each.reason in clauses]
    if not bound:
        return
    try:
        judge: Judge = compile_judge(document, known)
    except ClauseRefused:
        return  # The checks say which clause does not run; until it does there is nothing to compare.
    for each in bound:
        would = judge.may_return(each.reason, each.known)
        if would is None or would is each.stands:
            continue
        yield Problem("returns", each.reason, "clause", _words(each), serious=True, kind="ruling_contradicted")


def _words(each: Precedent) -> Text:
    day, lead, words = f"{each.ruled_on:%d.%m.%Y}", f"№ {each.lead_id}", each.words.strip().rstrip(".")
    if each.stands:
        said = Text(
            ru=f"Условие не пропустит лид {lead}, возврат которого {day} признан обоснованным: «{words}».",
            en=f"The clause would not let lead {lead} go back, which was ruled right on {day}: “{words}”.",
        )
    else:
        said = Text(
            ru=f"По этому условию вернулся бы и лид {lead}, а {day} решено, что он наш: «{words}».",
            en=f"By this clause lead {lead} would go back, but on {day} it was ruled one to sell to: “{words}”.",
        )
    return Text(
        ru=f"{said.ru} Измените условие, или пусть тот, кто решал, снимет прецедент.",
        en=f"{said.en} Change the clause, or have the ruling set aside by whoever decides.",
    )
