"""What a check knows, and what it finds."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from tandem.agreement.clause_catalogue import ClauseField
from tandem.agreement.document import Document
from tandem.agreement.smart import Baseline
from tandem.basics.text import Text
from tandem.measures.catalogue import Measure
from tandem.people.rules import Department

SIDES = tuple(str(each) for each in Department)


class Scope(StrEnum):
    """What a clause may read."""

    #: The fields of a lead that may decide its grade: the three questions.
    QUESTION = "question"
    #: The same, and what the version has decided of the lead (``has_need``, ``grade`` …): target lead, MQL, SQL,
    #: portraits, reasons of return, decisions.
    STATUS = "status"
    #: The fields of a store table, in promises.
    LEADS = "leads"
    RETURNS = "returns"
    LAUNCHES = "launches"


#: What is wrong with a clause of a scope, and the place in its text from 0 where it is known.
type ClauseProblem = Callable[[str, str], tuple[Text, int | None] | None]


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with a document.

    ``section`` is the field of ``Document``; ``key`` the item there, empty for what has none; ``field`` the place in
    the item, nested ones with dots (``duty.until``, ``kpis.0.goal``). A serious one forbids signing.
    """

    section: str
    key: str
    field: str
    text: Text
    serious: bool
    kind: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What a document is checked against."""

    fields: Mapping[str, Mapping[str, ClauseField]]
    measures: Mapping[str, Measure]
    roles: frozenset[str]
    today: date | None
    clause_problem: ClauseProblem | None
    baseline: Callable[[str], Baseline]
    #: New leads of a seller on a working day, by history; None where it does not tell.
    leads_a_day: Callable[[], Decimal | None] = lambda: None


type Found = Iterator[Problem]
type Check = Callable[[Document, Known], Found]

_CHECKS: set[Check] = set()


def check(function: Check) -> Check:
    """Marks a check: its name is the kind of what it finds."""
    _CHECKS.add(function)
    return function


def is_check(value: object, module: str) -> bool:
    """Whether ``value`` is a check written in ``module``."""
    return callable(value) and value in _CHECKS and value.__module__ == module


def serious(section: str, key: str, field: str, ru: str, en: str) -> Problem:
    """A problem that forbids signing."""
    return Problem(section, key, field, Text(ru=ru, en=en), serious=True)


def warning(section: str, key: str, field: str, ru: str, en: str) -> Problem:
    """A problem to look at; the document may be signed with it."""
    return Problem(section, key, field, Text(ru=ru, en=en), serious=False)
