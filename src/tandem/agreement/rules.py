"""What an agreement says, as plain data, and version 0: the one every installation starts under."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from tandem.agreement import document
from tandem.agreement.document import Document, Grading
from tandem.basics.text import Text
from tandem.people.rules import Department, Role

#: What version 0 says.
UNWRITTEN = Document()
#: Who writes the draft. Signing is another matter: only the heads, see ``signer_of``.
EDITORS = frozenset({Role.OWNER, Role.SALES_HEAD, Role.MARKETING_HEAD, Role.ANALYST, Role.ADMIN})
#: Who closes a month: both sides whose figures become final, the owner above them, and whoever keeps the
#: installation. An analyst counts and does not decide.
CLOSERS = frozenset({Role.OWNER, Role.SALES_HEAD, Role.MARKETING_HEAD, Role.ADMIN})
HEADS: Mapping[str, Role] = {Department.MARKETING: Role.MARKETING_HEAD, Department.SALES: Role.SALES_HEAD}


@dataclass(frozen=True, slots=True)
class Stage:
    """A step of the one journey and the one department that answers for it."""

    key: str
    title: Text
    owner: Department
    #: Nothing follows: the lead has bought or will not.
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Grade:
    """A class of leads; ``target`` says whether both departments count it as a target lead.

    None where the grade alone does not tell: the clause of the target lead asks for more.
    """

    key: str
    title: Text
    target: bool | None


@dataclass(frozen=True, slots=True)
class Agreement:
    """One version of the agreement, as far as other rooms ask it."""

    version: int
    title: Text
    stages: tuple[Stage, ...]
    grades: tuple[Grade, ...]
    #: The first day it holds; None for version 0.
    since: date | None = None
    document: Document = UNWRITTEN

    def stage(self, key: str) -> Stage | None:
        """The stage of that key."""
        return next((stage for stage in self.stages if stage.key == key), None)

    def is_target(self, grade: str | None) -> bool | None:
        """Whether a grade makes a target lead; None without a grade, or where the grade alone does not tell."""
        return self._targets.get(grade) if grade else None

    @property
    def _targets(self) -> Mapping[str, bool | None]:
        return {grade.key: grade.target for grade in self.grades}


def agreement_of(*, number: int, since: date, written: Document, is_target: Callable[[str], bool | None]) -> Agreement:
    """A signed document as other rooms ask it; ``is_target`` judges a lead of which only the grade is known."""
    return Agreement(
        version=number,
        title=version_title(number, since),
        stages=tuple(
            Stage(stage.key, _own(stage.title), Department(stage.owner), closed=stage.closed)
            for stage in written.stages
        ),
        grades=tuple(
            Grade(grade.key, _own(grade.title), target=is_target(grade.key)) for grade in written.grading.grades
        ),
        since=since,
        document=written,
    )


def zero_document(language: str) -> Document:
    """Version 0 written out as a document, in a language."""
    return Document(
        title=VERSION_ZERO.title.in_language(language),
        grading=Grading(
            grades=tuple(
                document.Grade(key=grade.key, title=grade.title.in_language(language)) for grade in VERSION_ZERO.grades
            )
        ),
        stages=tuple(
            document.Stage(
                key=stage.key, title=stage.title.in_language(language), owner=str(stage.owner), closed=stage.closed
            )
            for stage in VERSION_ZERO.stages
        ),
    )


def version_title(number: int, since: date) -> Text:
    """How a version is called: by its number and the day it came in force."""
    return Text(ru=f"Версия {number} с {since:%d.%m.%Y}", en=f"Version {number} since {since:%Y-%m-%d}")


def _own(words: str) -> Text:
    """A text of the document, which is written in the company's own language only."""
    return Text(ru=words, en=words)


def signer_of(written: Document, side: str) -> tuple[Role, str]:
    """The role that signs for a side, and why it is not the head's (empty when it is)."""
    for seat in written.seats:
        if seat.side == side and seat.role in {role.value for role in Role}:
            return Role(seat.role), seat.reason
    return HEADS[side], ""


def speaks_for(written: Document, role: Role) -> frozenset[Role]:
    """In whose name a role decides: its own, and that of a head whose seat the document gives to it."""
    return frozenset({role, *(HEADS[side] for side in HEADS if signer_of(written, side)[0] == role)})


def month_after(month: date) -> date:
    """The first day of the next month."""
    return (month.replace(day=28) + timedelta(days=4)).replace(day=1)


WON, LOST, NEW = "won", "lost", "new"

VERSION_ZERO = Agreement(
    version=0,
    title=Text(ru="До регламента", en="Before the agreement"),
    stages=(
        Stage(NEW, Text(ru="Новая заявка", en="New lead"), Department.MARKETING),
        Stage("in_work", Text(ru="Взят в работу", en="In work"), Department.SALES),
        Stage("qualified", Text(ru="Квалифицирован", en="Qualified"), Department.SALES),
        Stage("proposal", Text(ru="Предложение сделано", en="Proposal made"), Department.SALES),
        Stage("invoice", Text(ru="Счёт выставлен", en="Invoice sent"), Department.SALES),
        Stage(WON, Text(ru="Продажа", en="Won"), Department.SALES, closed=True),
        Stage(LOST, Text(ru="Отказ", en="Lost"), Department.SALES, closed=True),
    ),
    grades=(
        Grade("A", Text(ru="A: потребность, бюджет, срочно", en="A: need, budget, urgent"), target=True),
        Grade("B", Text(ru="B: потребность и бюджет, не срочно", en="B: need and budget, not urgent"), target=True),
        Grade("C", Text(ru="C: только потребность", en="C: need only"), target=True),
        Grade("D", Text(ru="D: нецелевой", en="D: not target"), target=False),
        Grade("E", Text(ru="E: не квалифицирован", en="E: not qualified"), target=False),
    ),
)
