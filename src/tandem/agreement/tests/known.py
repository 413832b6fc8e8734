"""What the tests of checks ask: the problems of a document in this installation."""

from __future__ import annotations

from datetime import date

from tandem.agreement.checking import problems_here
from tandem.agreement.document import Document


def kinds(document: Document, today: date | None = None) -> set[str]:
    """The kinds of problems a document has."""
    return {problem.kind for problem in problems_here(document, today=today)}


def serious(document: Document) -> set[str]:
    """The kinds of those that forbid signing."""
    return {problem.kind for problem in problems_here(document) if problem.serious}


def told(document: Document, kind: str, language: str = "ru") -> list[str]:
    """What is said of one kind of problem."""
    return [each.text.in_language(language) for each in problems_here(document) if each.kind == kind]
