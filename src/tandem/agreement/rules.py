"""What an agreement says, as plain data, and version 0: the one every installation starts under."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tandem.basics.text import Text
from tandem.people.rules import Department


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
    """A class of leads; ``target`` says whether both departments count it as a target lead."""

    key: str
    title: Text
    target: bool


@dataclass(frozen=True, slots=True)
class Agreement:
    """One version of the agreement, as far as other rooms ask it."""

    version: int
    title: Text
    stages: tuple[Stage, ...]
    grades: tuple[Grade, ...]

    def stage(self, key: str) -> Stage | None:
        """The stage of that key."""
        return next((stage for stage in self.stages if stage.key == key), None)

    def is_target(self, grade: str | None) -> bool | None:
        """Whether a grade makes a target lead; None for a lead that has no grade yet."""
        return self._targets.get(grade) if grade else None

    @property
    def _targets(self) -> Mapping[str, bool]:
        return {grade.key: grade.target for grade in self.grades}


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
