"""Kinds of materials, who keeps them, which cells of the table are empty. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tandem.basics.text import Text
from tandem.people.rules import Department, Role


class Kind(StrEnum):
    """What a material does for the client's decision."""

    CRITERIA = "criteria"
    VALUE = "value"
    SOLUTION = "solution"
    CASE = "case"
    PRICE = "price"

    @property
    def words(self) -> Text:
        """As people say it."""
        return _KINDS[self]


_KINDS = {
    Kind.CRITERIA: Text(ru="критерии выбора", en="criteria of choice"),
    Kind.VALUE: Text(ru="ценностное предложение", en="value proposition"),
    Kind.SOLUTION: Text(ru="решение", en="solution"),
    Kind.CASE: Text(ru="кейс, который снимает сомнение", en="case that removes a doubt"),
    Kind.PRICE: Text(ru="совет по цене", en="price advice"),
}


class Way(StrEnum):
    """How a material was used."""

    #: Told or shown in a talk.
    SHOWN = "shown"
    #: Its link or text went to the client.
    SENT = "sent"


def keeps_materials(role: Role) -> bool:
    """Whether a role writes materials: marketing's people and the owner."""
    return role.department is Department.MARKETING or role is Role.OWNER


def uses_materials(role: Role) -> bool:
    """Whether a role shows and sends them: whoever sells."""
    return role in {Role.SELLER, Role.SALES_HEAD}


@dataclass(frozen=True, slots=True)
class Placed:
    """A material's place in the tables: its kind, stages and doubts."""

    material_id: int
    kind: Kind
    stages: tuple[str, ...]
    doubts: tuple[str, ...]


def by_stage(materials: Iterable[Placed], stages: Sequence[str]) -> Mapping[tuple[str, Kind], tuple[int, ...]]:
    """Every cell of stage × kind, the empty ones too, with the materials in it."""
    cells: dict[tuple[str, Kind], list[int]] = {(stage, kind): [] for stage in stages for kind in Kind}
    for each in materials:
        for stage in each.stages:
            if (stage, each.kind) in cells:
                cells[stage, each.kind].append(each.material_id)
    return {cell: tuple(found) for cell, found in cells.items()}


def by_doubt(materials: Iterable[Placed], doubts: Sequence[str]) -> Mapping[str, tuple[int, ...]]:
    """For each doubt the materials that answer it, none included."""
    answers: dict[str, list[int]] = {doubt: [] for doubt in doubts}
    for each in materials:
        for doubt in each.doubts:
            if doubt in answers:
                answers[doubt].append(each.material_id)
    return {doubt: tuple(found) for doubt, found in answers.items()}


def is_overdue(review_on: date, today: date) -> bool:
    """Whether nobody has looked in time if a material is still right."""
    return review_on < today
